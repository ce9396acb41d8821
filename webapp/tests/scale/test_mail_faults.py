"""A mail server that is slow, refuses or is down: the page tells, and every mail arrives once when it is back."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from fixtures.mailbox import Mailbox
from fixtures.scaled_service import ScaledService
from fixtures.services.daemon import wait_until
from fixtures.services.redis import Redis
from webapp.database import Database
from webapp.models import Mail, MailState
from webapp.tests.scale.conftest import MakeCitizen
from webapp.tests.scale.scaled_citizen import ScaledCitizen

DELAYED = "L’envoi prend du retard"
SENT = "Message envoyé"
REFUSED = "Adresse refusée par la messagerie"


@pytest.fixture
def mailbox(service: ScaledService) -> Iterator[Mailbox]:
    yield service.mailbox
    service.mailbox.faults.clear()
    service.mailbox.__enter__()


def mails_to(mailbox: Mailbox, citizens: list[ScaledCitizen]) -> dict[str, int]:
    """Return how many mails each of the citizens got."""
    received = Counter(mail.recipient for mail in mailbox.mails())
    return {citizen.email: received[citizen.email] for citizen in citizens}


def nothing_waits(database: Database) -> bool:
    waiting = Mail.state.in_((MailState.QUEUED, MailState.DELAYED))
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Mail).where(waiting)) == 0


def test_mails_of_ten_minutes_without_mail_server_arrive_once_each(
    service: ScaledService, make_citizen: MakeCitizen, mailbox: Mailbox, database: Database
) -> None:
    wait_until(lambda: nothing_waits(database), "former mails have left")
    mailbox.stop()
    citizens = [make_citizen().to_code() for _ in range(5)]
    wait_until(lambda: all(citizen.sees(DELAYED) for citizen in citizens), "the pages tell of the delay")
    service.time.advance(timedelta(minutes=10))
    wait_until(lambda: citizens[0].sees(DELAYED), "the page still tells of the delay")
    mailbox.start()
    service.time.advance(timedelta(minutes=2))
    wait_until(lambda: nothing_waits(database), "all mails have left")
    assert mails_to(mailbox, citizens) == dict.fromkeys((citizen.email for citizen in citizens), 1)
    assert all(citizen.sees(SENT) for citizen in citizens)
    citizens[-1].enter_and_continue()
    assert citizens[-1].heading().endswith("Vos coordonnées")


def test_slow_mail_server_delays_the_mail_and_no_page(
    citizen: ScaledCitizen, mailbox: Mailbox, database: Database
) -> None:
    mailbox.faults.slow_down(2)
    citizen.to_code()
    assert citizen.sees("Envoi du message en cours")
    wait_until(lambda: citizen.sees(SENT), "the mail has left")
    wait_until(lambda: nothing_waits(database), "nothing waits")
    assert mails_to(mailbox, [citizen]) == {citizen.email: 1}


def test_mail_server_slower_than_our_patience_gets_the_mail_again_and_keeps_one(
    service: ScaledService, citizen: ScaledCitizen, mailbox: Mailbox, database: Database
) -> None:
    mailbox.faults.slow_down(60)
    citizen.to_code()
    wait_until(lambda: citizen.sees(DELAYED), "our patience has ended")
    mailbox.faults.clear()
    service.time.advance(timedelta(minutes=2))
    wait_until(lambda: nothing_waits(database), "the mail has left")
    assert mails_to(mailbox, [citizen]) == {citizen.email: 1}


def test_busy_mail_server_gets_the_mail_later(
    service: ScaledService, citizen: ScaledCitizen, mailbox: Mailbox, database: Database
) -> None:
    mailbox.faults.postpone(citizen.email, times=2)
    citizen.to_code()
    wait_until(lambda: citizen.sees(DELAYED), "the page tells of the delay")
    service.time.advance(timedelta(minutes=1))
    wait_until(lambda: nothing_waits(database), "the mail has left")
    assert citizen.sees(SENT)
    assert mails_to(mailbox, [citizen]) == {citizen.email: 1}


def test_address_that_the_mail_server_refuses_is_told(citizen: ScaledCitizen, mailbox: Mailbox) -> None:
    mailbox.faults.refuse(citizen.email)
    citizen.to_code()
    wait_until(lambda: citizen.sees(REFUSED), "the page tells of the refusal")
    assert mails_to(mailbox, [citizen]) == {citizen.email: 0}


def test_two_workers_killed_and_started_again_deliver_everything(
    service: ScaledService, make_citizen: MakeCitizen, mailbox: Mailbox, database: Database
) -> None:
    service.start_worker()
    mailbox.faults.slow_down(1)
    citizens = [make_citizen().to_code() for _ in range(6)]
    service.kill_workers()
    mailbox.faults.clear()
    service.start_worker()
    # A claim ends with the time that a delivery may take; what was on its way may come twice, with the same Message-ID.
    service.time.advance(timedelta(minutes=1))
    wait_until(lambda: nothing_waits(database), "all mails have left")
    assert all(citizen.sees(SENT) for citizen in citizens)
    assert min(mails_to(mailbox, citizens).values()) == 1


def test_mail_leaves_though_redis_holds_its_task_and_lets_nobody_take_it(
    service: ScaledService, citizen: ScaledCitizen, mailbox: Mailbox, redis: Redis
) -> None:
    service.kill_workers()
    citizen.to_code()
    with redis.read_only():
        service.start_worker()
        mailbox.wait_for(citizen.email)
    citizen.enter_and_continue()
    assert mails_to(mailbox, [citizen]) == {citizen.email: 1}
