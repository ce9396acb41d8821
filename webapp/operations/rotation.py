"""Key rotation: everything sealed under a former key is sealed again under the one in front."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, update

from webapp.models import Account, Base, BrowserSession, Draft, Mail
from webapp.services import Services


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


def rotate(services: Services) -> int:
    """Seal again what a former key sealed; return how many values. May run while the service serves."""
    return sum(_reseal(services, column, *row) for column in SEALED_COLUMNS for row in _outdated(services, column))


def _outdated(services: Services, column: SealedColumn) -> Iterator[tuple[str | bytes, bytes]]:
    with services.database.read() as session:
        rows = session.execute(select(column.row_id, column.value)).all()
    active = services.keyring.active_id
    return ((row_id, value) for row_id, value in rows if value and value[0] != active)


def _reseal(services: Services, column: SealedColumn, row_id: str | bytes, value: bytes) -> bool:
    """Replace a value where it is still the one that was read: what was written meanwhile has the new key."""
    place = column.place(row_id)
    fresh = services.keyring.seal(services.keyring.open(value, place), place)
    unchanged = update(column.model).where(column.row_id == row_id, column.value == value)
    with services.database.write() as session:
        session.execute(unchanged.values({column.name: fresh}))
    return True
