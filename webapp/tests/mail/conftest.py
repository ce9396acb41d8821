"""A database, a clock, keys and a real mail server for the tests of mails."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from webapp.database import Database
from webapp.mail.delivery import Delivery
from webapp.mail.outbox import Outbox
from webapp.models import Base
from webapp.security.keyring import Keyring
from webapp.settings import Settings
from webapp.tests.mail.letters import Letters

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def mail_settings(tmp_path: Path, mailbox: Mailbox, database_url: str) -> Settings:
    return Settings(
        environment="development",
        secret_keys=KEY,
        encryption_keys=f"1:{KEY}",
        index_key=KEY,
        database_url=database_url,
        queue_path=str(tmp_path / "queue.db"),
        smtp_port=mailbox.port,
        smtp_timeout_seconds=2,
    )


@pytest.fixture
def clock() -> ControllableClock:
    clock = ControllableClock(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    clock.freeze()
    return clock


@pytest.fixture
def database(mail_settings: Settings) -> Iterator[Database]:
    database = Database(mail_settings.database_url)
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture
def keyring(mail_settings: Settings) -> Keyring:
    return Keyring.from_settings(mail_settings)


@pytest.fixture
def enqueued() -> list[str]:
    """Return the ids of the mails that were put in the queue."""
    return []


@pytest.fixture
def outbox(keyring: Keyring, clock: ControllableClock, enqueued: list[str]) -> Outbox:
    return Outbox(keyring, clock, enqueued.append)


@pytest.fixture
def delivery(
    mail_settings: Settings, database: Database, keyring: Keyring, clock: ControllableClock
) -> Delivery:
    return Delivery(mail_settings, database, keyring, clock)


@pytest.fixture
def letters(outbox: Outbox, database: Database) -> Letters:
    return Letters(outbox, database)
