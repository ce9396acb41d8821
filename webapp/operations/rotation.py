"""Key rotation: everything sealed under a former key is sealed again under the one in front."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import ColumnElement, case, func, select, update

from webapp.database import Database
from webapp.models import Account, Base, BrowserSession, Draft, Mail
from webapp.portions import READ_AT_ONCE, rows_in_portions
from webapp.security.keyring import Keyring, SealBroken

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SealedColumn:
    """A column of sealed values, and how the place of one is named."""

    model: type[Base]
    name: str

    @property
    def row_id(self) -> ColumnElement[Any]:
        """The table's key."""
        return self.model.__table__.c["id"]

    @property
    def value(self) -> ColumnElement[Any]:
        """The column itself."""
        return self.model.__table__.c[self.name]

    def place(self, row_id: str | bytes) -> str:
        """Return the place that a value of this column is sealed for."""
        shown = row_id.hex() if isinstance(row_id, bytes) else row_id
        return f"{self.model.__tablename__}.{self.name}:{shown}"


SEALED_COLUMNS = (
    SealedColumn(Account, "profile"),
    SealedColumn(Draft, "answers"),
    SealedColumn(BrowserSession, "content"),
    SealedColumn(Mail, "content"),
)


class Rotation:
    """Passes over everything that is sealed, in the order of the rows' ids, a page at a time.

    No index tells which key sealed a value. So a page is what follows the page before, whatever sealed it: no statement
    passes over what is sealed again already, be it millions of rows.

    A pass that was left goes on where it stopped. What is written behind it is found by the next one: all is done once
    a whole pass has found nothing that began when every process had the new key in front.
    """

    def __init__(self, database: Database, keyring: Keyring, *, at_once: int = READ_AT_ONCE) -> None:
        self._database = database
        self._keyring = keyring
        self._at_once = at_once
        self._last_seen: dict[SealedColumn, str | bytes] = {}

    def go_on(self, goes_on: Callable[[], bool] = lambda: True) -> int:
        """Go on with a pass as long as it ``goes_on``, to its end at most; return how many values a former key sealed.

        May run while the service serves.
        """
        found = 0
        for column, row_id, value in self._rows_left():
            if not goes_on():
                return found
            found += value is not None and self._reseal(column, row_id, value)
        self._last_seen.clear()
        return found

    def _rows_left(self) -> Iterator[tuple[SealedColumn, str | bytes, bytes | None]]:
        """Yield what the pass has not seen yet, each with its value where that names another key than the active one.

        One is seen once the next is asked for.
        """
        for column in SEALED_COLUMNS:
            is_outdated = func.substr(column.value, 1, 1) != bytes([self._keyring.active_id])
            query = select(column.row_id, case((is_outdated, column.value)))
            rows = rows_in_portions(self._database, query, after=self._last_seen.get(column), at_once=self._at_once)
            for row_id, value in rows:
                yield column, row_id, value
                self._last_seen[column] = row_id

    def _reseal(self, column: SealedColumn, row_id: str | bytes, value: bytes) -> bool:
        """Replace a value where it is still the one that was read, and tell whether it could be opened.

        Another one that was written meanwhile may have a former key too.
        """
        place = column.place(row_id)
        try:
            fresh = self._keyring.seal(self._keyring.open(value, place), place)
        except SealBroken:
            log.error("rotation.seal_broken", column=place.partition(":")[0])
            return False
        unchanged = update(column.model).where(column.row_id == row_id, column.value == value)
        with self._database.write() as session:
            session.execute(unchanged.values({column.name: fresh}))
        return True
