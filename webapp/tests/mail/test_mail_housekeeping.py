"""What the worker looks after beside the queue goes on, whatever one mail or one piece of work does."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from unittest.mock import Mock

import pytest
from structlog.testing import capture_logs

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from webapp.database import Database
from webapp.mail import housekeeping as housekeeping_module
from webapp.mail.delivery import Delivery
from webapp.mail.housekeeping import PURGE_INTERVAL, Housekeeping
from webapp.mail.queue import MailQueue, open_queue
from webapp.models import Mail, MailState
from webapp.security.keyring import Keyring
from webapp.settings import Settings
from webapp.tests.mail.letters import ADDRESS, Letters

MakeHousekeeping = Callable[..., Housekeeping]


@pytest.fixture
def no_queue() -> Mock:
    """Return a queue that is gone."""
    gone = ConnectionError("the queue is gone")
    return Mock(MailQueue, enqueue=Mock(side_effect=gone), pending=Mock(side_effect=gone))


@pytest.fixture
def tidied() -> list[str]:
    """Return what was tidied up so far."""
    return []


@pytest.fixture
def make_housekeeping(
    clock: ControllableClock, delivery: Delivery, no_queue: Mock, tidied: list[str]
) -> MakeHousekeeping:
    """Return what makes one that has no queue, and so delivers by itself."""

    def make(delivery: Delivery = delivery, tidy: Callable[[], object] = lambda: tidied.append("all")) -> Housekeeping:
        return Housekeeping(clock, delivery, no_queue, tidy)

    return make


@pytest.fixture
def housekeeping(make_housekeeping: MakeHousekeeping) -> Housekeeping:
    return make_housekeeping()


@pytest.fixture
def unreadable(letters: Letters, database: Database) -> str:
    """Return a mail that was sealed under a key that is not here; it is the first to leave."""
    mail_id = letters.post()
    with database.write() as session:
        mail = session.get_one(Mail, mail_id)
        mail.content = b"\x09" + (mail.content or b"")[1:]
        mail.next_attempt_at -= timedelta(seconds=1)
    return mail_id


def test_mail_that_does_not_open_waits_for_its_key_and_keeps_no_other_back(
    housekeeping: Housekeeping, unreadable: str, letters: Letters, mailbox: Mailbox, tidied: list[str]
) -> None:
    readable = letters.post()
    with capture_logs() as logged:
        housekeeping.look_around()
    assert (letters.row(unreadable).state, letters.row(readable).state) == (MailState.DELAYED, MailState.SENT)
    assert letters.row(unreadable).content is not None
    assert {"event": "mail.seal_broken", "log_level": "error", "mail_id": unreadable} in logged
    assert (len(mailbox.mails()), tidied) == (1, ["all"])


def test_mail_that_never_opens_is_abandoned_at_the_end_of_its_life(
    housekeeping: Housekeeping, unreadable: str, letters: Letters, clock: ControllableClock
) -> None:
    housekeeping.look_around()
    clock.advance(timedelta(minutes=15))
    housekeeping.look_around()
    assert (letters.row(unreadable).state, letters.row(unreadable).content) == (MailState.ABANDONED, None)


class Stumbling(Delivery):
    """Fails at one mail, in a way that nobody has foreseen."""

    stumbles_over = ""

    def deliver(self, mail_id: str) -> timedelta | None:
        if mail_id == self.stumbles_over:
            raise ZeroDivisionError(ADDRESS)
        return super().deliver(mail_id)


@pytest.fixture
def stumbling(mail_settings: Settings, database: Database, keyring: Keyring, clock: ControllableClock) -> Stumbling:
    return Stumbling(mail_settings, database, keyring, clock)


def test_mail_that_fails_otherwise_is_told_by_kind_and_keeps_no_other_back(
    make_housekeeping: MakeHousekeeping, stumbling: Stumbling, letters: Letters, mailbox: Mailbox, tidied: list[str]
) -> None:
    stumbling.stumbles_over = letters.post()
    letters.post()
    with capture_logs() as logged:
        make_housekeeping(stumbling).look_around()
    failed = {"event": "housekeeping.failed", "log_level": "error", "job": "mail", "error": "ZeroDivisionError"}
    assert failed in logged
    assert ADDRESS not in str(logged)
    assert (len(mailbox.mails()), tidied) == (1, ["all"])


def test_tidying_that_fails_is_told_and_done_again_next_time(
    make_housekeeping: MakeHousekeeping, clock: ControllableClock, letters: Letters, mailbox: Mailbox
) -> None:
    tidy = Mock(side_effect=[ValueError(ADDRESS), None])
    housekeeping = make_housekeeping(tidy=tidy)
    with capture_logs() as logged:
        housekeeping.look_around()
    clock.advance(PURGE_INTERVAL)
    letters.post()
    housekeeping.look_around()
    failed = {"event": "housekeeping.failed", "log_level": "error", "job": "upkeep", "error": "ValueError"}
    assert failed in logged
    assert ADDRESS not in str(logged)
    assert (tidy.call_count, len(mailbox.mails())) == (2, 1)


@pytest.mark.usefixtures("full_disk")
def test_failure_that_cannot_be_logged_ends_no_thread(
    make_housekeeping: MakeHousekeeping, clock: ControllableClock, letters: Letters, mailbox: Mailbox
) -> None:
    tidy = Mock(side_effect=[ValueError(ADDRESS), None])
    housekeeping = make_housekeeping(tidy=tidy)
    housekeeping.look_around()
    clock.advance(PURGE_INTERVAL)
    letters.post()
    housekeeping.look_around()
    assert (tidy.call_count, len(mailbox.mails())) == (2, 1)


def test_tidying_goes_on_after_a_clock_that_was_ahead_is_set_right(
    housekeeping: Housekeeping, clock: ControllableClock, tidied: list[str]
) -> None:
    clock.advance(timedelta(days=7))
    housekeeping.look_around()
    clock.advance(timedelta(days=-7))
    housekeeping.look_around()
    housekeeping.look_around()
    assert tidied == ["all"] * 2


def test_mail_leaves_and_the_worker_stops_while_something_long_is_tidied(
    make_housekeeping: MakeHousekeeping, letters: Letters, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping_module, "TIDYING_STOP_SECONDS", 0)
    is_over = Event()
    letters.post()
    housekeeping = make_housekeeping(tidy=is_over.wait)
    housekeeping.start()
    mailbox.wait_for(ADDRESS)
    housekeeping.stop()
    assert not is_over.is_set()
    is_over.set()


def test_sweeps_do_not_pile_up_what_a_slow_mail_server_keeps_waiting(
    mail_settings: Settings, clock: ControllableClock, delivery: Delivery, letters: Letters
) -> None:
    huey = open_queue(mail_settings)
    queue = MailQueue(huey, delivery)
    [queue.enqueue(letters.post()) for _ in range(4)]
    housekeeping = Housekeeping(clock, delivery, queue, lambda: None)
    [housekeeping.look_around() for _ in range(12)]
    held = huey.pending_count()
    huey.flush()
    [housekeeping.look_around() for _ in range(12)]
    put_back = huey.pending_count()
    huey.storage.close()
    assert (held, put_back) == (4, 4)
