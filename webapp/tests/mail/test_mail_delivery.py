"""What becomes of a mail, with a real mail server that can go wrong."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from fixtures.clock import ControllableClock
from fixtures.mailbox import Faults, Mailbox
from webapp.database import Database
from webapp.mail.delivery import Claim, Delivery
from webapp.mail.messages import Envelope
from webapp.mail.outbox import Outbox
from webapp.mail.smtp import Postman, Reply
from webapp.models import Mail, MailState
from webapp.security.keyring import Keyring
from webapp.services import Services
from webapp.settings import Settings
from webapp.tests.citizen import NIR, Citizen
from webapp.tests.mail.letters import ADDRESS, Letters


def test_a_mail_is_sent_once_and_its_content_erased(
    delivery: Delivery, mailbox: Mailbox, letters: Letters
) -> None:
    mail_id = letters.post()
    assert [delivery.deliver(mail_id), delivery.deliver(mail_id)] == [None, None]
    assert [mail.recipient for mail in mailbox.mails()] == [ADDRESS]
    sent = letters.row(mail_id)
    assert (sent.state, sent.content, sent.reply_code, sent.attempts) == (MailState.SENT, None, 250, 1)
    assert sent.sent_at is not None


def test_mail_that_was_posted_under_a_clock_ahead_of_the_worker_s_is_sent_at_once(
    delivery: Delivery, mailbox: Mailbox, clock: ControllableClock, letters: Letters
) -> None:
    mail_id = letters.post()
    clock.advance(timedelta(seconds=-1))
    delivery.deliver(mail_id)
    assert letters.row(mail_id).state == MailState.SENT
    assert len(mailbox.mails()) == 1


@pytest.mark.parametrize(
    "refusal",
    [(Faults.refuse, 550), (Faults.refuse_message, 554)],
    ids=["the recipient", "the message"],
)
def test_a_permanent_refusal_is_final(
    refusal: tuple[Callable[[Faults], None], int],
    delivery: Delivery,
    mailbox: Mailbox,
    clock: ControllableClock,
    letters: Letters,
) -> None:
    break_down, code = refusal
    break_down(mailbox.faults)
    mail_id = letters.post()
    assert delivery.deliver(mail_id) is None
    mailbox.faults.clear()
    clock.advance(timedelta(minutes=1))
    delivery.deliver(mail_id)
    refused = letters.row(mail_id)
    assert (refused.state, refused.content, refused.reply_code) == (MailState.REFUSED, None, code)
    assert mailbox.mails() == []


def busy(mailbox: Mailbox) -> None:
    mailbox.faults.postpone()


def too_slow(mailbox: Mailbox) -> None:
    mailbox.faults.slow_down(30)


def down(mailbox: Mailbox) -> None:
    mailbox.stop()


@pytest.fixture
def hurried_delivery(
    mail_settings: Settings, database: Database, keyring: Keyring, clock: ControllableClock
) -> Delivery:
    """Deliver with a timeout of 0.3 s."""
    settings = mail_settings.model_copy(update={"smtp_timeout_seconds": 0.3})
    return Delivery(settings, database, keyring, clock)


@pytest.mark.parametrize(
    "trouble", [(busy, 451), (too_slow, None), (down, None)], ids=["busy", "too slow", "down"]
)
def test_a_server_that_cannot_now_is_asked_again_later(
    trouble: tuple[Callable[[Mailbox], None], int | None],
    hurried_delivery: Delivery,
    clock: ControllableClock,
    mailbox: Mailbox,
    letters: Letters,
) -> None:
    break_down, code = trouble
    break_down(mailbox)
    mail_id = letters.post()
    assert hurried_delivery.deliver(mail_id) == timedelta(seconds=5)
    delayed = letters.row(mail_id)
    assert (delayed.state, delayed.reply_code, delayed.claimed_until) == (MailState.DELAYED, code, None)
    assert delayed.next_attempt_at == clock.now() + timedelta(seconds=5)


def test_waits_grow_and_the_last_ends_with_the_life_of_the_mail(
    delivery: Delivery, mailbox: Mailbox, clock: ControllableClock, letters: Letters
) -> None:
    mailbox.faults.postpone()
    mail_id = letters.post()

    def next_wait() -> float:
        wait = delivery.deliver(mail_id)
        assert wait is not None
        clock.advance(wait)
        return wait.total_seconds()

    assert [next_wait() for _ in range(10)] == [5, 15, 60, 120, 120, 120, 120, 120, 120, 100]


def test_a_delayed_mail_leaves_when_the_server_is_back(
    delivery: Delivery, mailbox: Mailbox, clock: ControllableClock, letters: Letters
) -> None:
    mailbox.stop()
    mail_id = letters.post()
    delivery.deliver(mail_id)
    mailbox.start()
    delivery.deliver(mail_id)
    too_early = mailbox.mails()
    clock.advance(timedelta(seconds=5))
    delivery.deliver(mail_id)
    assert too_early == []
    assert len(mailbox.mails(ADDRESS)) == 1


def test_a_mail_past_its_life_is_abandoned_and_erased(
    delivery: Delivery, mailbox: Mailbox, clock: ControllableClock, letters: Letters
) -> None:
    mail_id = letters.post()
    clock.advance(timedelta(minutes=15))
    assert delivery.deliver(mail_id) is None
    assert (letters.row(mail_id).state, letters.row(mail_id).content) == (MailState.ABANDONED, None)
    assert mailbox.mails() == []


def test_an_address_that_cannot_be_written_is_refused(
    delivery: Delivery, outbox: Outbox, database: Database, letters: Letters
) -> None:
    with database.write() as session:
        mail_id = outbox.post(
            session, template="welcome", to="no address", values={}, lives=timedelta(hours=1)
        )
    delivery.deliver(mail_id)
    assert letters.row(mail_id).state == MailState.REFUSED


def test_workers_at_once_send_a_mail_once(delivery: Delivery, mailbox: Mailbox, letters: Letters) -> None:
    mail_id, start = letters.post(), Barrier(8)

    def deliver(_worker: int) -> None:
        start.wait()
        delivery.deliver(mail_id)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(deliver, range(8)))
    assert len(mailbox.mails()) == 1


def test_the_claim_of_a_worker_that_died_ends(
    delivery: Delivery, mailbox: Mailbox, clock: ControllableClock, letters: Letters, database: Database
) -> None:
    mail_id = letters.post()
    with database.write() as session:
        session.get_one(Mail, mail_id).claimed_until = clock.now() + timedelta(seconds=12)
    delivery.deliver(mail_id)
    while_claimed = mailbox.mails()
    clock.advance(timedelta(seconds=12))
    delivery.deliver(mail_id)
    assert while_claimed == []
    assert len(mailbox.mails()) == 1


def test_a_sweep_finds_what_the_queue_lost(delivery: Delivery, mailbox: Mailbox, letters: Letters) -> None:
    lost = [letters.post(), letters.post()]
    delivery.deliver(lost[0])
    found: list[str] = []
    assert delivery.sweep(found.append) == 1
    assert found == lost[1:]
    assert len(mailbox.mails()) == 1


def test_sweeps_leave_to_a_queue_that_is_behind_what_it_holds(delivery: Delivery, letters: Letters) -> None:
    posted = [letters.post() for _ in range(3)]
    found: list[str] = []
    swept = [delivery.sweep(found.append, queued=3), delivery.sweep(found.append, queued=2)]
    assert swept == [0, 3]
    assert found == posted


class SlowPostman(Postman):
    """Hands everything over, and does something meanwhile."""

    def __init__(self, meanwhile: Callable[[Envelope], object]) -> None:
        self._meanwhile = meanwhile
        self.taken: list[str] = []

    def hand_over(self, envelope: Envelope) -> Reply:
        self.taken.append(envelope.recipient)
        self._meanwhile(envelope)
        return Reply(MailState.SENT, 250)


@dataclass(frozen=True)
class Workers:
    """Makes workers of the application's own parts."""

    services: Services
    settings: Settings
    clock: ControllableClock

    def make(self, kind: type[Delivery] = Delivery, postman: Postman | None = None) -> Delivery:
        return kind(self.settings, self.services.database, self.services.keyring, self.clock, postman=postman)


@pytest.fixture
def workers(services: Services, settings: Settings, app_clock: ControllableClock) -> Workers:
    return Workers(services, settings, app_clock)


# Asking the kept connection; connecting, TLS, greeting, EHLO; STARTTLS, TLS, EHLO; three ways to log in, one of which
# takes two exchanges; MAIL, RCPT, DATA, the message.
EXCHANGES = 1 + 4 + 3 + 4 + 4


def test_server_that_uses_up_our_patience_at_each_exchange_gets_the_mail_once(
    mail_settings: Settings, database: Database, keyring: Keyring, clock: ControllableClock, letters: Letters
) -> None:
    mail_id = letters.post()

    def be_slow(_envelope: Envelope) -> None:
        clock.advance(EXCHANGES * timedelta(seconds=mail_settings.smtp_timeout_seconds))
        other_worker.deliver(mail_id)

    postman = SlowPostman(be_slow)
    other_worker = Delivery(mail_settings, database, keyring, clock, postman=postman)
    Delivery(mail_settings, database, keyring, clock, postman=postman).deliver(mail_id)
    assert postman.taken == [ADDRESS]
    assert letters.row(mail_id).state == MailState.SENT


def test_mail_that_is_given_up_while_it_is_on_its_way_stays_so(
    citizen: Citizen, services: Services, workers: Workers
) -> None:
    citizen.to_code()
    with services.database.read() as session:
        (given_up,) = session.scalars(select(Mail.id)).all()

    def ask_for_another(_envelope: Envelope) -> None:
        workers.clock.advance(timedelta(minutes=1))
        citizen.get("/inscription/code")
        citizen.post("/inscription/code/renvoi", {})

    postman = SlowPostman(ask_for_another)
    assert workers.make(postman=postman).deliver(given_up) is None
    with services.database.read() as session:
        row = session.get_one(Mail, given_up)
        others = session.scalars(select(Mail.state).where(Mail.id != given_up)).all()
    assert postman.taken == [citizen.email]
    assert (row.state, row.content, row.sent_at) == (MailState.ABANDONED, None, None)
    assert others == [MailState.QUEUED]


@pytest.fixture
def to_stranger(citizen: Citizen, another_citizen: Citizen, services: Services) -> str:
    """Return the mail to somebody who signs up with the number of an account of ``citizen``."""
    citizen.to_account()
    another_citizen.to_code()
    with services.database.read() as session:
        return session.scalars(select(Mail.id).where(Mail.template == "account_exists")).one()


def test_owner_is_warned_though_the_first_worker_died_in_the_middle(
    to_stranger: str, workers: Workers, citizen: Citizen, another_citizen: Citizen
) -> None:
    def die(_envelope: Envelope) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workers.make(postman=SlowPostman(die)).deliver(to_stranger)
    workers.clock.advance(timedelta(minutes=5))
    second = SlowPostman(lambda _: None)
    workers.make(postman=second).deliver(to_stranger)
    assert second.taken == [another_citizen.email, citizen.email]


class DiesOnceNoted(Delivery):
    """Ends as soon as it has noted what became of a mail."""

    def _record(self, claim: Claim, reply: Reply) -> None:
        super()._record(claim, reply)
        raise KeyboardInterrupt


def test_owner_is_warned_though_the_worker_died_once_the_mail_was_noted(to_stranger: str, workers: Workers) -> None:
    with pytest.raises(KeyboardInterrupt):
        workers.make(DiesOnceNoted).deliver(to_stranger)
    survivor = workers.make()
    survivor.sweep(survivor.deliver)
    with workers.services.database.read() as session:
        warnings = session.scalars(select(Mail.state).where(Mail.template == "number_used_elsewhere")).all()
    assert warnings == [MailState.SENT]


def test_mail_is_noted_as_sent_before_the_owner_of_the_number_is_warned(
    citizen: Citizen, services: Services, workers: Workers
) -> None:
    citizen.to_account()
    number = services.keyring.digest(NIR, "nir-index").hex()
    values = {"language": "fr", "number_index": number}
    with services.database.write() as session:
        to_stranger = services.outbox.post(
            session, template="account_exists", to=ADDRESS, values=values, lives=timedelta(hours=1)
        )
    states: list[MailState] = []
    postman = SlowPostman(lambda _: states.append(services.outbox.state(services.database, to_stranger)))
    workers.make(postman=postman).deliver(to_stranger)
    assert postman.taken == [ADDRESS, citizen.email]
    assert states == [MailState.QUEUED, MailState.SENT]
