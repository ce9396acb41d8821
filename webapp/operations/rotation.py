"""Key rotation: everything sealed under a former key is sealed again under the one in front."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import structlog
from sqlalchemy import ColumnElement, func, select, true, update

from webapp.database import Database
from webapp.models import Account, Base, BrowserSession, Draft, Mail
from webapp.security.keyring import Keyring, SealBroken

READ_AT_ONCE = 200

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


def rotate(database: Database, keyring: Keyring, goes_on: Callable[[], bool]) -> int:
    """Seal again what a former key sealed, as long as it ``goes_on``; return how many values. What is left stays found.

    May run while the service serves.
    """
    return sum(_rotate_column(database, keyring, column, goes_on) for column in SEALED_COLUMNS)


def _rotate_column(database: Database, keyring: Keyring, column: SealedColumn, goes_on: Callable[[], bool]) -> int:
    found = takewhile(lambda _: goes_on(), _outdated(database, keyring, column))
    return sum(_reseal(database, keyring, (column, row_id, value)) for row_id, value in found)


def _outdated(
    database: Database, keyring: Keyring, column: SealedColumn
) -> Iterator[tuple[str | bytes, bytes]]:
    """Yield what a former key sealed, some rows at a time: the first byte of a sealed value names its key."""
    is_outdated = func.substr(column.value, 1, 1) != bytes([keyring.active_id])
    query = select(column.row_id, column.value).where(is_outdated).order_by(column.row_id).limit(READ_AT_ONCE)
    after: ColumnElement[bool] = true()
    while True:
        with database.read() as session:
            rows = session.execute(query.where(after)).all()
        yield from ((row_id, value) for row_id, value in rows)
        if not rows:
            return
        after = column.row_id > rows[-1][0]


def _reseal(database: Database, keyring: Keyring, found: tuple[SealedColumn, str | bytes, bytes]) -> bool:
    """Replace a value where it is still the one that was read: what was written meanwhile has the new key."""
    column, row_id, value = found
    place = column.place(row_id)
    try:
        fresh = keyring.seal(keyring.open(value, place), place)
    except SealBroken:
        log.error("rotation.seal_broken", column=place.partition(":")[0])
        return False
    unchanged = update(column.model).where(column.row_id == row_id, column.value == value)
    with database.write() as session:
        return session.count_changed(unchanged.values({column.name: fresh})) == 1
