"""What becomes of the mails of the outbox: each is claimed, handed over, and its row says the outcome.

Any number of workers may run this at once: a claim is one statement, and only one of them gets it. A worker
that dies holding a claim loses it after a while. A mail is then sent once more at worst, never lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from email_validator import EmailNotValidError
from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from webapp.clock import Clock
from webapp.database import Database
from webapp.mail.messages import Composer
from webapp.mail.outbox import Content
from webapp.mail.owner_warnings import OwnerWarnings
from webapp.mail.smtp import Postman, Reply
from webapp.models import Mail, MailState
from webapp.security.keyring import Keyring, SealBroken
from webapp.settings import Settings
from webapp.statements import Row

# A citizen is waiting in front of a page: the first attempts follow each other closely, and none of the fifteen minutes
# that a code lives is more than two from the next. What lives longer is then asked less often.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, *(120,) * 7, 300, 600))
# One delivery is sixteen exchanges with the server at most, each within the settings' timeout: the kept connection is
# asked; a new one is opened (connection, TLS, greeting, EHLO), secured (STARTTLS, TLS, EHLO) and logged in (three ways,
# one of them in two); the mail is handed over in four. A claim lasts one more.
EXCHANGES = 17
SWEPT_AT_ONCE = 200

# A mail that nobody has tried is due whenever it was posted: the clock of its instance may be ahead.
_IS_DUE = (
    or_(
        Mail.state == MailState.QUEUED,
        and_(Mail.state == MailState.DELAYED, Mail.next_attempt_at <= bindparam("now")),
    ),
    or_(Mail.claimed_until.is_(None), Mail.claimed_until <= bindparam("now")),
)
_CLAIMING = (
    update(Mail)
    .where(Mail.id == bindparam("mail"), *_IS_DUE)
    .values(claimed_until=bindparam("until"), attempts=Mail.attempts + 1)
    .returning(Mail.__table__)
)
# A worker that was so slow that it lost its claim must not undo what the next one wrote, nor that a mail was given up.
_RECORDING = update(Mail).where(
    Mail.id == bindparam("mail"), Mail.claimed_until == bindparam("claim"), Mail.content.is_not(None)
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Claim:
    """The right to deliver one mail, until a moment."""

    mail: Row
    made_at: datetime
    until: datetime


class Delivery:
    """Delivers the mails of one database.

    Args:
        settings: the mail server and what the messages say of the service.
        database: holds the rows.
        keyring: opens their content.
        clock: tells which are due and which are past their life.
        postman: hands mails over; made from the settings unless given.

    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        keyring: Keyring,
        clock: Clock,
        *,
        postman: Postman | None = None,
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._composer = Composer(settings)
        self._postman = postman or Postman(settings)
        self._warnings = OwnerWarnings(settings, database, keyring, clock)
        self._claim_lasts = EXCHANGES * timedelta(seconds=settings.smtp_timeout_seconds)

    def deliver(self, mail_id: str) -> timedelta | None:
        """Try to deliver a mail that is due and that nobody else is delivering.

        Returns:
            how long to wait before the next attempt, or None when there is nothing more to do.

        """
        claim = self._claim(mail_id)
        if claim is None:
            return None
        reply = self._attempt(claim)
        # Posted before the attempt is noted, after which nobody would: a worker that dies between both warns twice.
        warning = self._post_warning(claim)
        self._record(claim, reply)
        log.info("mail_attempted", mail_id=mail_id, state=reply.state, reply_code=reply.code)
        if warning:
            self.deliver(warning)
        return _wait(claim) if reply.state is MailState.DELAYED else None

    def due(self, session: Session, limit: int = SWEPT_AT_ONCE) -> list[str]:
        """Return the ids of the mails to deliver now, the longest due first."""
        query = select(Mail.id).where(*_IS_DUE).order_by(Mail.next_attempt_at)
        return list(session.scalars(query.limit(limit), {"now": self._clock.now()}))

    def sweep(self, enqueue: Callable[[str], object], *, queued: int = 0) -> int:
        """Put the mails that are due in the queue again, and return their number.

        This is the safety net under a queue that lost a task or was out of order when a mail was posted. A queue that
        has as many ``queued`` as there are due has lost none: its workers are behind, and more tasks would not help
        them. A mail that is queued twice is sent once: see :meth:`deliver`.
        """
        with self._database.read() as session:
            due = self.due(session)
        if len(due) <= queued:
            return 0
        for mail_id in due:
            enqueue(mail_id)
        return len(due)

    def _claim(self, mail_id: str) -> Claim | None:
        now = self._clock.now()
        until = now + self._claim_lasts
        mail = self._database.change(_CLAIMING, mail=mail_id, now=now, until=until)
        return Claim(mail, now, until) if mail else None

    def _attempt(self, claim: Claim) -> Reply:
        if claim.mail.expires_at <= claim.made_at:
            return Reply(MailState.ABANDONED)
        try:
            content = Content.open(self._keyring, claim.mail)
            envelope = self._composer.compose(claim.mail.id, claim.mail.template, content, claim.made_at)
        except SealBroken:
            # Its key may be on its way: a rotation reaches one process after the other.
            log.error("mail.seal_broken", mail_id=claim.mail.id)
            return Reply(MailState.DELAYED)
        except EmailNotValidError:
            return Reply(MailState.REFUSED)
        return self._postman.hand_over(envelope)

    def _post_warning(self, claim: Claim) -> str | None:
        """Post what the first attempt at a mail gives rise to, and return its id; the sweep finds it in any case.

        The first is the one before which none was recorded: a worker that died in the middle of it has warned nobody.
        """
        if claim.mail.state != MailState.QUEUED or claim.mail.template != "account_exists":
            return None
        try:
            return self._warnings.post(Content.open(self._keyring, claim.mail))
        except SealBroken:
            log.error("mail.seal_broken", mail_id=claim.mail.id)
            return None

    def _record(self, claim: Claim, reply: Reply) -> None:
        outcome = _outcome(claim, reply, self._clock.now())
        self._database.change(_RECORDING, mail=claim.mail.id, claim=claim.until, claimed_until=None, **outcome)


def _outcome(claim: Claim, reply: Reply, now: datetime) -> dict[str, object]:
    outcome: dict[str, object] = {"state": reply.state, "reply_code": reply.code}
    if reply.state is MailState.DELAYED:
        return outcome | {"next_attempt_at": now + _wait(claim)}
    return outcome | {"content": None, "sent_at": now if reply.state is MailState.SENT else None}


def _wait(claim: Claim) -> timedelta:
    # The last wait ends with the mail's life: it is then abandoned and its content erased, at once.
    usual: timedelta = WAITS[min(claim.mail.attempts, len(WAITS)) - 1]
    left: timedelta = claim.mail.expires_at - claim.made_at
    return min(usual, left)
