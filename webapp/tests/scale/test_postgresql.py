"""What PostgreSQL alone asks of one process: who waits for whose rows, and how many connections there are."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from fixtures.services.postgresql import PostgreSQL
from webapp import create_app
from webapp.database import NoConnectionLeft
from webapp.mail.queue import open_queue
from webapp.models import Counter
from webapp.operations import retention
from webapp.security.counters import CounterStorage
from webapp.services import Services
from webapp.tests.conftest import MIGRATED, make_settings

CONNECTIONS, PATIENCE_SECONDS = 2, 0.1
_names = count(1)


@pytest.fixture
def app(tmp_path: Path, postgresql: PostgreSQL, mails: Mailbox, app_clock: ControllableClock) -> Iterator[Flask]:
    """Return an application that has two connections, and waits a moment for one."""
    name = f"one_process_{next(_names)}"
    pool = {"database_pool_size": CONNECTIONS, "database_pool_timeout_seconds": PATIENCE_SECONDS}
    settings = make_settings(tmp_path, mails.port, database_url=postgresql.make(name, MIGRATED), **pool)
    queue = open_queue(settings)
    app = create_app(settings, clock=app_clock, queue=queue)
    yield app
    app.extensions["services"].database.close()
    queue.storage.close()
    postgresql.drop(name)


def test_purge_waits_for_no_counter_that_is_counted_with(services: Services, app_clock: ControllableClock) -> None:
    """It would take them in an order of its own, and whoever counts the other way round would wait in a circle."""
    database = services.database
    [CounterStorage(database, app_clock).incr(key, 60) for key in ("network", "neighbourhood")]
    app_clock.advance(timedelta(minutes=2))
    with database.write() as counting:
        counting.execute(update(Counter).where(Counter.key == "network").values(hits=2))
        retention.purge(database, app_clock)
        counting.execute(update(Counter).where(Counter.key == "neighbourhood").values(hits=2))
    with database.read() as session:
        assert session.scalars(select(Counter.key)).all() == ["network"]
    retention.purge(database, app_clock)
    with database.read() as session:
        assert session.scalars(select(Counter.key)).all() == []


def test_settings_say_how_many_connections_there_are_and_who_finds_none_is_told(app: Flask, services: Services) -> None:
    browser = app.test_client()
    browser.set_cookie("consentement", "accepter")
    with ExitStack() as taken:
        [taken.enter_context(services.database.execute()) for _ in range(CONNECTIONS)]
        with (
            pytest.raises(NoConnectionLeft, match=f"size {CONNECTIONS} .* timeout {PATIENCE_SECONDS}"),
            services.database.read() as session,
        ):
            session.execute(select(Counter))
        refused = browser.get("/identification")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
        assert "Service momentanément indisponible" in refused.get_data(as_text=True)
    assert browser.get("/identification").status_code == 200
