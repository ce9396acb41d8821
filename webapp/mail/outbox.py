"""The outbox: mails are rows written with what they tell of, so that neither exists without the other.

Sending them is another matter (delivery.py), of another process.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy import bindparam, insert, select

from webapp.account import accounts
from webapp.clock import Clock
from webapp.database import Database, Statements
from webapp.models import Mail, MailState
from webapp.pause import Pause
from webapp.security.keyring import Keyring
from webapp.statements import Row

# Name among the values of a mail the account that it is about, whose deletion ends it: by its id, or by the hexadecimal
# of the digest of its number.
ABOUT_ACCOUNT, ABOUT_NUMBER = "account", "number_index"

_STATE = select(Mail.state).where(Mail.id == bindparam("id"))
_POSTING = insert(Mail)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Content:
    """What is sealed in a mail's row: the address, and the values of its template."""

    to: str
    values: Mapping[str, str]

    @classmethod
    def open(cls, keyring: Keyring, mail: Mail | Row) -> "Content":
        """Return the content of a mail that has not left yet.

        Raises:
            SealBroken: the content does not open, or was erased.

        """
        return cls(**keyring.open_json(mail.content or b"", _place(mail.id)))

    def seal(self, keyring: Keyring, mail_id: str) -> bytes:
        """Return this content sealed for the row ``mail_id``."""
        return keyring.seal_json(asdict(self), _place(mail_id))


class Outbox:
    """Where the rules post mails.

    Args:
        keyring: seals addresses and values.
        clock: dates the rows.
        enqueue: asks for the delivery of one row, by its id, once it is committed.

    """

    def __init__(self, keyring: Keyring, clock: Clock, enqueue: Callable[[str], None]) -> None:
        self._keyring = keyring
        self._clock = clock
        self._enqueue = enqueue
        self._pause = Pause(clock)

    def post(
        self, transaction: Statements, *, template: str, to: str, values: Mapping[str, str], lives: timedelta
    ) -> str:
        """Write a mail in the caller's transaction and return its id.

        It is delivered after the commit, and dropped when it could not be within ``lives``.
        """
        mail_id = secrets.token_hex(16)
        now = self._clock.now()
        transaction.run(
            _POSTING,
            id=mail_id,
            template=template,
            content=Content(to, values).seal(self._keyring, mail_id),
            email_index=accounts.email_index_or_none(self._keyring, to),
            state=MailState.QUEUED,
            attempts=0,
            created_at=now,
            next_attempt_at=now,
            expires_at=now + lives,
        )
        transaction.once_committed(partial(self._try_to_enqueue, mail_id))
        return mail_id

    def state(self, database: Database, mail_id: str) -> MailState:
        """Return what became of a mail; one whose row is gone was abandoned."""
        mail = database.fetch(_STATE, id=mail_id)
        return MailState(mail.state) if mail else MailState.ABANDONED

    def _try_to_enqueue(self, mail_id: str) -> None:
        if not self._pause.lets_ask():
            return
        try:
            self._enqueue(mail_id)
            self._pause.end()
        except Exception as error:  # noqa: BLE001 - the row is safe: the sweep will find it, whatever broke
            self._pause.begin()
            log.warning("mail_not_enqueued", mail_id=mail_id, error=type(error).__name__)


def _place(mail_id: str) -> str:
    return f"mails.content:{mail_id}"
