"""The real application on a database, a queue and a mail server of its own, with a clock that tests move."""

import base64
import errno
import io
import itertools
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partialmethod
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import structlog
from flask import Flask
from huey import Huey
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from fixtures.services.postgresql import PostgreSQL
from webapp import create_app
from webapp.mail.queue import open_queue
from webapp.models import Base
from webapp.operations import logs
from webapp.operations.migrations import Migrations
from webapp.services import Services
from webapp.settings import Settings
from webapp.tests.citizen import Citizen
from webapp.tests.places import PLACES

# A busy machine is no reason to fail: what takes long is no fault of the code.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")


class SharedBytecode(BytecodeCache):
    """Lets the hundreds of applications of the tests compile each template once."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


Environment.__init__ = partialmethod(Environment.__init__, bytecode_cache=SharedBytecode())  # type: ignore[assignment]

MakeApp = Callable[..., Flask]
KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
MIGRATED = "migrated"
_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="the database of the tests: SQLite, or a PostgreSQL server that they start themselves",
    )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Start a server with one database that the migrations made, of which each test gets a copy."""
    with PostgreSQL() as server:
        migrate(server.make(MIGRATED))
        yield server


def migrate(database_url: str) -> None:
    app = create_app(
        Settings(
            environment="development",
            secret_keys=KEY,
            encryption_keys=f"1:{KEY}",
            index_key=KEY,
            database_url=database_url,
        )
    )
    database = app.extensions["services"].database
    with app.app_context():
        Migrations(app, database).upgrade()
    database.close()


@pytest.fixture
def on_sqlite(request: pytest.FixtureRequest) -> None:
    """Skip what breaks or reads the database in SQLite's own way."""
    if request.config.getoption("--database") != "sqlite":
        pytest.skip("for SQLite alone")


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a database of the test's own."""
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path}/test.db"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    name = f"test_{next(_numbers)}"
    yield server.make(name, MIGRATED)
    server.drop(name)


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def mails(mail_server: Mailbox) -> Mailbox:
    mail_server.faults.clear()
    return mail_server


@pytest.fixture
def settings(tmp_path: Path, mails: Mailbox, database_url: str) -> Settings:
    return make_settings(tmp_path, mails.port, database_url=database_url)


def make_settings(directory: Path, smtp_port: int, **changes: Any) -> Settings:
    """Return the settings of an application that keeps everything in ``directory``."""
    usual: dict[str, Any] = {
        "environment": "development",
        "base_url": "http://localhost",
        "secret_keys": KEY,
        "encryption_keys": f"1:{KEY}",
        "index_key": KEY,
        "database_url": f"sqlite:///{directory}/test.db",
        "queue_path": f"{directory}/queue.db",
        "smtp_port": smtp_port,
        "smtp_timeout_seconds": 10,
        "argon2_memory_kib": 64,
        "argon2_time_cost": 1,
    }
    return Settings(**usual | changes)


@pytest.fixture
def app_clock() -> ControllableClock:
    clock = ControllableClock()
    clock.freeze()
    clock.set(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    return clock


class FullDisk(io.StringIO):
    """A file that has no room left."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def full_disk() -> Iterator[FullDisk]:
    """Return the file that the logs go to from now on."""
    before = structlog.get_config()
    disk = FullDisk()
    logs.configure(disk)
    yield disk
    structlog.configure(**before)


@pytest.fixture
def queue(settings: Settings) -> Huey:
    return open_queue(settings)


@pytest.fixture
def app(settings: Settings, app_clock: ControllableClock, queue: Huey) -> Iterator[Flask]:
    app = create_app(settings, clock=app_clock, queue=queue)
    services: Services = app.extensions["services"]
    Base.metadata.create_all(services.database.engine)
    yield app
    services.database.close()
    queue.storage.close()


@pytest.fixture
def make_app(app: Flask, settings: Settings, app_clock: ControllableClock) -> Iterator[MakeApp]:
    """Start further applications on the database and the queue of ``app``, with other settings."""
    assert app.extensions  # its tables are there
    with ExitStack() as closing:

        def make(**changes: Any) -> Flask:
            queue = open_queue(settings)
            closing.callback(queue.storage.close)
            further = create_app(Settings(**settings.model_dump() | changes), clock=app_clock, queue=queue)
            closing.callback(further.extensions["services"].database.close)
            return further

        yield make


@pytest.fixture
def services(app: Flask) -> Services:
    return app.extensions["services"]


@pytest.fixture
def citizen(app: Flask, queue: Huey, mails: Mailbox) -> Citizen:
    """Return a citizen who has accepted cookies."""
    return Citizen(app, queue, mails).accept_cookies()


@pytest.fixture
def another_citizen(app: Flask, queue: Huey, mails: Mailbox) -> Citizen:
    """Return a second one, with a browser and an address of their own, but the same number until they say otherwise."""
    return Citizen(app, queue, mails).accept_cookies()


@pytest.fixture
def visitor(app: Flask, queue: Huey, mails: Mailbox) -> Citizen:
    """Return someone who has not answered about cookies."""
    return Citizen(app, queue, mails)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, mail_server: Mailbox) -> Iterator[Mapping[str, Citizen]]:
    """Bring a citizen to each of the places: what refuses bad input moves none of them."""
    directory: Path = tmp_path_factory.mktemp("bad-input")
    clock = ControllableClock(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    clock.freeze()
    app_settings = make_settings(directory, mail_server.port, control_network_limit="100000 per hour")
    queue = open_queue(app_settings)
    app = create_app(app_settings, clock=clock, queue=queue)
    database = app.extensions["services"].database
    Base.metadata.create_all(database.engine)
    citizens = {name: Citizen(app, queue, mail_server).accept_cookies() for name in PLACES}
    for name, citizen in citizens.items():
        PLACES[name].arrive(citizen)
    yield citizens
    queue.storage.close()
    database.close()
