"""Reading a table whole, however many rows it has: no statement takes long, and none of them holds it all."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select

from webapp.database import Database
from webapp.statements import Row

READ_AT_ONCE = 1000


def rows_in_portions(
    database: Database, query: Select[Any], *, after: Any = None, at_once: int = READ_AT_ONCE
) -> Iterator[Row]:
    """Yield the rows of a query, whose first column is its table's key, in the order of that, behind ``after``."""
    key = query.selected_columns[0]
    portion = query.order_by(key).limit(at_once)
    while True:
        with database.read() as session:
            rows = session.execute(portion if after is None else portion.where(key > after)).all()
        yield from rows
        if not rows:
            return
        after = rows[-1][0]
