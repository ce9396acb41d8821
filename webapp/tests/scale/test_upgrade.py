"""Migrations run while the former version serves: several at once, and never with all requests waiting behind them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from fixtures.mailbox import Mailbox
from fixtures.scaled_service import ScaledService, Stores
from fixtures.services.daemon import wait_until
from fixtures.services.postgresql import PostgreSQL
from webapp.database import Database

# Of migrations, back: what these did to the drafts is to be done again.
SOME_STEPS = "4"


@pytest.fixture
def unmigrated(
    tmp_path: Path, postgresql: PostgreSQL, request: pytest.FixtureRequest
) -> Iterator[ScaledService]:
    """Return a service on an empty database, of which nothing runs yet."""
    name = f"empty_{abs(hash(request.node.name)) % 10**8}"
    service = ScaledService(tmp_path, Mailbox(port=1), Stores(postgresql.make(name)))
    yield service
    service.nginx.close()
    postgresql.drop(name)


@pytest.fixture
def database(unmigrated: ScaledService) -> Iterator[Database]:
    database = Database(unmigrated.environment["DATABASE_URL"])
    yield database
    database.close()


def waiting_for_their_turn(database: Database) -> int:
    """Count the connections that wait for a lock of the application's own."""
    with database.read() as session:
        return session.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'")) or 0


def test_upgrades_at_once_from_several_machines_all_succeed(unmigrated: ScaledService, database: Database) -> None:
    with ThreadPoolExecutor(2) as pool:
        with database.alone("migrations"):
            asked = [pool.submit(unmigrated.migrate, "upgrade") for _ in range(2)]
            wait_until(lambda: waiting_for_their_turn(database) == 2, "both upgrades wait for ours")
            before = inspect(database.engine).has_table("accounts")
        upgrades = [upgrade.result() for upgrade in asked]
    assert not before
    assert [upgrade.returncode for upgrade in upgrades] == [0, 0], upgrades[0].stderr
    assert sum("Running upgrade  -> 0001" in upgrade.stderr for upgrade in upgrades) == 1
    assert inspect(database.engine).has_table("accounts")


def test_upgrade_gives_up_on_a_table_in_use_and_keeps_nobody_waiting(
    unmigrated: ScaledService, database: Database
) -> None:
    unmigrated.migrate("upgrade")
    unmigrated.migrate("downgrade", SOME_STEPS)
    with database.write() as long_one:
        long_one.execute(text("SELECT count(*) FROM drafts"))
        given_up = unmigrated.migrate("upgrade")
        with database.read() as request:
            assert request.scalar(text("SELECT count(*) FROM drafts")) == 0
    again = unmigrated.migrate("upgrade")
    assert (given_up.returncode, again.returncode) == (1, 0)
    assert "LockNotAvailable" in given_up.stderr
