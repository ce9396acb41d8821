"""A mail exists exactly when the facts it tells of are committed."""

from datetime import timedelta
from unittest.mock import Mock

import pytest
from sqlalchemy import func, select

from fixtures.clock import ControllableClock
from webapp.database import Database
from webapp.mail.delivery import Delivery
from webapp.mail.outbox import Outbox
from webapp.models import Mail, MailState
from webapp.pause import PAUSE
from webapp.security.keyring import Keyring
from webapp.tests.mail.letters import Letters

LIVES = timedelta(minutes=15)
LETTER = {"template": "welcome", "to": "lea@exemple.fr", "values": {"city": "Łódź"}, "lives": LIVES}


def test_a_mail_is_queued_after_the_commit(outbox: Outbox, database: Database, enqueued: list[str]) -> None:
    with database.write() as session:
        mail_id = outbox.post(session, **LETTER)
        before = list(enqueued)
    assert before == []
    assert enqueued == [mail_id]


def test_two_mails_of_one_transaction_are_queued_once_each(
    outbox: Outbox, database: Database, enqueued: list[str]
) -> None:
    with database.write() as session:
        posted = [outbox.post(session, **LETTER), outbox.post(session, **LETTER)]
    assert enqueued == posted


def test_what_is_undone_leaves_no_mail(outbox: Outbox, database: Database, enqueued: list[str]) -> None:
    def fail_after_posting() -> None:
        with database.write() as session:
            outbox.post(session, **LETTER)
            raise TimeoutError

    with pytest.raises(TimeoutError):
        fail_after_posting()
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Mail)) == 0
    assert enqueued == []


def test_a_savepoint_is_no_commit(outbox: Outbox, database: Database, enqueued: list[str]) -> None:
    with database.write() as session:
        with session.begin_nested():
            mail_id = outbox.post(session, **LETTER)
        before = list(enqueued)
    assert before == []
    assert enqueued == [mail_id]


def test_a_queue_out_of_order_fails_no_request(
    keyring: Keyring, clock: ControllableClock, database: Database
) -> None:
    def broken(_mail_id: str) -> None:
        raise OSError("disk full")

    outbox = Outbox(keyring, clock, broken)
    with database.write() as session:
        mail_id = outbox.post(session, **LETTER)
    assert outbox.state(database, mail_id) is MailState.QUEUED


def test_a_queue_out_of_order_is_asked_once_a_pause_and_its_mails_wait_for_the_sweep(
    keyring: Keyring, clock: ControllableClock, database: Database, delivery: Delivery
) -> None:
    queue = Mock(side_effect=TimeoutError)
    letters = Letters(Outbox(keyring, clock, queue), database)
    posted = [letters.post() for _ in range(3)]
    asked = [queue.call_count]
    clock.advance(PAUSE)
    queue.side_effect = None
    posted += [letters.post() for _ in range(2)]
    asked.append(queue.call_count)
    swept: list[str] = []
    delivery.sweep(swept.append)
    assert asked == [1, 3]
    assert sorted(swept) == sorted(posted)


def test_the_row_shows_neither_address_nor_values(letters: Letters) -> None:
    content = letters.row(letters.post()).content
    assert content is not None
    assert b"lea@" not in content


def test_a_mail_whose_row_is_gone_was_abandoned(outbox: Outbox, database: Database) -> None:
    assert outbox.state(database, "purged") is MailState.ABANDONED
