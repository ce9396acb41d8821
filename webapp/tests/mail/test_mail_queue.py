"""The queue between those who post and the worker that delivers."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from huey import Huey

from fixtures.mailbox import Mailbox
from webapp.clock import SystemClock
from webapp.database import Database
from webapp.mail.delivery import Delivery
from webapp.mail.outbox import Outbox
from webapp.mail.queue import MailQueue, SignedJson, TaskForged, drain, open_queue
from webapp.models import MailState
from webapp.security.keyring import Keyring
from webapp.settings import Settings
from webapp.tests.mail.letters import ADDRESS, Letters

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
StartWorker = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def huey(mail_settings: Settings) -> Iterator[Huey]:
    huey = open_queue(mail_settings)
    yield huey
    huey.storage.close()


@pytest.fixture
def queue(huey: Huey, delivery: Delivery) -> MailQueue:
    return MailQueue(huey, delivery)


def test_a_queued_mail_is_delivered(queue: MailQueue, huey: Huey, mailbox: Mailbox, letters: Letters) -> None:
    queue.enqueue(letters.post())
    assert drain(huey) == 1
    assert len(mailbox.mails()) == 1


def test_a_mail_queued_twice_is_sent_once(
    queue: MailQueue, huey: Huey, mailbox: Mailbox, letters: Letters
) -> None:
    mail_id = letters.post()
    queue.enqueue(mail_id)
    queue.enqueue(mail_id)
    assert drain(huey) == 2
    assert len(mailbox.mails()) == 1


def test_a_delayed_mail_is_scheduled_again(
    queue: MailQueue, huey: Huey, mailbox: Mailbox, letters: Letters
) -> None:
    mailbox.faults.postpone()
    queue.enqueue(letters.post())
    drain(huey)
    assert huey.scheduled_count() == 1
    assert huey.pending_count() == 0


def test_the_queue_holds_the_id_alone(queue: MailQueue, huey: Huey, letters: Letters) -> None:
    mail_id = letters.post()
    queue.enqueue(mail_id)
    (stored,) = huey.storage.enqueued_items()
    assert mail_id.encode() in stored
    assert b"exemple.fr" not in stored
    assert b"welcome" not in stored


def test_a_task_that_we_did_not_sign_is_not_run(
    queue: MailQueue, huey: Huey, mailbox: Mailbox, letters: Letters
) -> None:
    queue.enqueue(letters.post())
    (stored,) = huey.storage.enqueued_items()
    huey.flush()
    huey.storage.enqueue(SignedJson(b"another key").serialize(huey.serializer.deserialize(stored)))
    with pytest.raises(TaskForged):
        drain(huey)
    assert mailbox.mails() == []


@pytest.fixture
def start_worker(mail_settings: Settings) -> Iterator[StartWorker]:
    """Start a real worker on the test's database and queue."""
    environment = os.environ | {
        "ENVIRONMENT": "development",
        "SECRET_KEYS": KEY,
        "ENCRYPTION_KEYS": f"1:{KEY}",
        "INDEX_KEY": KEY,
        "DATABASE_URL": mail_settings.database_url,
        "QUEUE_PATH": mail_settings.queue_path,
        "SMTP_PORT": str(mail_settings.smtp_port),
    }
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "webapp.mail.worker"]
        root = Path(__file__).parents[3]
        started.append(subprocess.Popen(command, env=environment, cwd=root))  # noqa: S603 - our own program
        return started[-1]

    yield start
    # A test that fails must not leave its worker behind.
    started[0].kill()
    started[0].wait()


@pytest.fixture
def letters_of_today(keyring: Keyring, database: Database) -> Letters:
    """Post by the machine's clock, which is the worker's, and put nothing in the queue."""
    return Letters(Outbox(keyring, SystemClock(), lambda _: None), database)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=["Ctrl-C", "SIGTERM", "SIGHUP"])
def test_a_clean_stop_finishes_the_mail_under_way(
    signum: int, start_worker: StartWorker, mailbox: Mailbox, letters_of_today: Letters
) -> None:
    mailbox.faults.slow_down(1)
    mail_id = letters_of_today.post()
    process = start_worker()
    mailbox.wait_for_data()
    process.send_signal(signum)
    assert process.wait(10) == 0
    assert letters_of_today.row(mail_id).state == MailState.SENT
    assert len(mailbox.mails()) == 1


def test_a_worker_sweeps_at_its_start(
    start_worker: StartWorker, mailbox: Mailbox, letters_of_today: Letters
) -> None:
    letters_of_today.post()
    start_worker()
    assert mailbox.wait_for(ADDRESS).subject.startswith("Votre compte est créé")
