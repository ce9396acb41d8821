"""PostgreSQL's database is copied and put back by its own programs; its journal stays one chain, its accounts open."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from huey import Huey
from sqlalchemy import select

from fixtures.scaled_service import ScaledService
from fixtures.services.postgresql import PostgreSQL
from webapp.clock import SystemClock
from webapp.database import Database
from webapp.models import AuditEvent, Base
from webapp.operations import audit, backup
from webapp.operations.audit import Happening, Kind
from webapp.operations.backup import BackupFailed
from webapp.security.keyring import Keyring
from webapp.tests.citizen import Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.scale.scaled_citizen import ScaledCitizen

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


def test_copy_is_made_by_the_way_that_the_address_names(
    journal: Database, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    name = journal.engine.url.database
    by_socket = f"postgresql://postgres@/{name}?host={postgresql.directory}&port={postgresql.port}"
    backup.save(by_socket, tmp_path / "copie")
    assert (tmp_path / "copie").read_bytes().startswith(b"PGDMP")


@pytest.mark.parametrize("demand", ["sslmode=require", "sslmode=verify-full&sslrootcert=/nowhere.pem"])
def test_copy_is_not_made_without_the_tls_that_the_address_demands(
    journal: Database, tmp_path: Path, demand: str
) -> None:
    with pytest.raises(BackupFailed, match="pg_dump a échoué"):
        backup.save(f"{address_of(journal)}?{demand}", tmp_path / "copie")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def restored_copy(service: ScaledService, postgresql: PostgreSQL, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Return what copies the service's database, puts the copy back elsewhere, and says where."""

    def make() -> str:
        elsewhere = postgresql.make("served")
        backup.save(service.environment["DATABASE_URL"], tmp_path / "copie")
        backup.restore(elsewhere, tmp_path / "copie")
        return elsewhere

    yield make
    postgresql.drop("served")


def test_account_opens_on_the_copy(
    citizen: ScaledCitizen, service: ScaledService, restored_copy: Callable[[], str], make_app: MakeApp, queue: Huey
) -> None:
    citizen.to_account()
    keys = {name: service.environment[name.upper()] for name in ("secret_keys", "encryption_keys", "index_key")}
    app = make_app(database_url=restored_copy(), **keys)
    owner = Citizen(app, queue, service.mailbox).accept_cookies()
    opened = owner.sign_in(citizen.person.nir).location
    shown = owner.get("/compte").text
    app.extensions["services"].database.close()
    assert opened == "/compte"
    assert citizen.email in shown


def test_restoring_overwrites_nothing(journal: Database, tmp_path: Path) -> None:
    backup.save(address_of(journal), tmp_path / "copie")
    with pytest.raises(BackupFailed, match="n’est pas vide"):
        backup.restore(address_of(journal), tmp_path / "copie")


def test_damaged_copy_is_told(postgresql: PostgreSQL, tmp_path: Path) -> None:
    (tmp_path / "copie").write_bytes(b"x" * 5_000)
    with pytest.raises(BackupFailed, match="pg_restore"):
        backup.restore(postgresql.make("empty"), tmp_path / "copie")
    postgresql.drop("empty")
