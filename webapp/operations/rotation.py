"""Key rotation: everything sealed under a former key is sealed again under the one in front."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from webapp.models import Account, Base, BrowserSession, Draft, Mail
from webapp.services import Services


@dataclass(frozen=True)
class SealedColumn:
    """A column of sealed values, and how the place of one is named."""

    table: type[Base]
    name: str

    @property
    def column(self) -> InstrumentedAttribute[bytes | None]:
        """The column itself."""
        found: InstrumentedAttribute[bytes | None] = getattr(self.table, self.name)
        return found

    def place(self, row_id: str | bytes) -> str:
        """Return the place that a value of this column is sealed for."""
        shown = row_id.hex() if isinstance(row_id, bytes) else row_id
        return f"{self.table.__tablename__}.{self.name}:{shown}"


SEALED_COLUMNS = (
    SealedColumn(Account, "profile"),
    SealedColumn(Draft, "answers"),
    SealedColumn(BrowserSession, "content"),
    SealedColumn(Mail, "content"),
)


def rotate(services: Services) -> int:
    """Seal again what a former key sealed; return how many values. May run while the service serves.

    Each value is replaced only where it is still the one that was read.
    """
    return sum(_reseal(services, sealed, *row) for sealed in SEALED_COLUMNS for row in _outdated(services, sealed))


def _outdated(services: Services, sealed: SealedColumn) -> Iterator[tuple[str | bytes, bytes]]:
    with services.database.read() as session:
        rows = session.execute(select(sealed.table.id, sealed.column).where(sealed.column.is_not(None))).all()  # type: ignore[attr-defined]
    active = services.keyring.active_id
    return ((row_id, value) for row_id, value in rows if value[0] != active)


def _reseal(services: Services, sealed: SealedColumn, row_id: str | bytes, value: bytes) -> bool:
    place = sealed.place(row_id)
    fresh = services.keyring.seal(services.keyring.open(value, place), place)
    is_unchanged = (sealed.table.id == row_id, sealed.column == value)  # type: ignore[attr-defined]
    with services.database.write() as session:
        session.execute(update(sealed.table).where(*is_unchanged).values({sealed.name: fresh}))
    return True
