"""How much the database does for one statement, whatever else the machine is busy with: what grows with the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from webapp.services import Services

INSTRUCTIONS = 10


@contextmanager
def work_of_statements(services: Services) -> Iterator[list[int]]:
    """Count for each statement of SQLAlchemy's how often SQLite has done so many of its instructions more."""
    work: list[int] = []

    def count_work() -> None:
        work[-1] += 1

    def begin(connection: Connection, *_: object) -> None:
        work.append(0)
        driver: Any = connection.connection.dbapi_connection
        driver.set_progress_handler(count_work, INSTRUCTIONS)

    event.listen(services.database.engine, "before_cursor_execute", begin)
    yield work
    event.remove(services.database.engine, "before_cursor_execute", begin)
