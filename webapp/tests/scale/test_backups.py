"""PostgreSQL's database is copied and put back by its own programs; its journal stays one chain."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from fixtures.services.postgresql import PostgreSQL
from webapp.clock import SystemClock
from webapp.database import Database
from webapp.models import AuditEvent, Base
from webapp.operations import audit, backup
from webapp.operations.audit import Happening, Kind
from webapp.operations.backup import BackupFailed
from webapp.security.keyring import Keyring

KEYRING = Keyring({1: bytes(range(32))}, bytes(range(32)))


@pytest.fixture
def journal(postgresql: PostgreSQL) -> Iterator[Database]:
    """Return a database of its own with twenty events, noted by several threads at once."""
    database = Database(postgresql.make("copied"))
    Base.metadata.create_all(database.engine)
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: note(database), range(20)))
    yield database
    database.close()
    postgresql.drop("copied")


def note(database: Database) -> None:
    with database.write() as session:
        audit.record(session, KEYRING, SystemClock(), Happening(Kind.ACCOUNT_CREATED))


def address_of(database: Database) -> str:
    return database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def test_simultaneous_events_make_one_chain(journal: Database) -> None:
    with journal.read() as session:
        numbers = session.scalars(select(AuditEvent.number).order_by(AuditEvent.number)).all()
    assert list(numbers) == list(range(1, 21))
    assert audit.verify(journal, KEYRING).first_wrong is None


def test_copy_brings_the_database_back_elsewhere(journal: Database, postgresql: PostgreSQL, tmp_path: Path) -> None:
    copy, elsewhere = tmp_path / "copie", postgresql.make("restored")
    backup.save(address_of(journal), copy)
    backup.restore(elsewhere, copy)
    restored = Database(elsewhere)
    verdict = audit.verify(restored, KEYRING)
    restored.close()
    postgresql.drop("restored")
    assert (verdict.rows, verdict.first_wrong) == (20, None)
    assert copy.stat().st_mode & 0o077 == 0


def test_restoring_overwrites_nothing(journal: Database, tmp_path: Path) -> None:
    backup.save(address_of(journal), tmp_path / "copie")
    with pytest.raises(BackupFailed, match="n’est pas vide"):
        backup.restore(address_of(journal), tmp_path / "copie")


def test_damaged_copy_is_told(postgresql: PostgreSQL, tmp_path: Path) -> None:
    (tmp_path / "copie").write_bytes(b"x" * 5_000)
    with pytest.raises(BackupFailed, match="pg_restore"):
        backup.restore(postgresql.make("empty"), tmp_path / "copie")
    postgresql.drop("empty")
