"""The e-mail code: six digits, fifteen minutes, four tries (CODE-1 to CODE-8).

A try is counted by one statement in its own transaction before the code is compared, and the code is consumed by one
statement after it: that is exact whatever the number of simultaneous requests, processes and machines.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update

from webapp.clock import CLOCKS_DIFFER, Clock
from webapp.database import Database
from webapp.errors import CodeDead, CodeExpired, NoSendsLeft, ResendTooSoon, WrongCode
from webapp.models import Draft
from webapp.security.keyring import Keyring
from webapp.signup.draft import DraftState

DIGITS = 6
LIFETIME = timedelta(minutes=15)
MAX_TRIES = 4
MAX_SENDS = 3
SEND_INTERVAL = timedelta(minutes=1)
ENTRY_DIGEST_CHARACTERS = 32
# Parts what was entered for each code.
_NEXT_CODE = "|"

_COUNTING = (
    update(Draft)
    .where(
        Draft.id == bindparam("draft"),
        Draft.tries < MAX_TRIES,
        Draft.code_used_at.is_(None),
        Draft.code_issued_at > bindparam("dead_since"),
        Draft.code_issued_at <= bindparam("farthest"),
        Draft.entries.not_like(bindparam("counted")),
    )
    .values(tries=Draft.tries + 1, entries=Draft.entries + bindparam("mark"))
    .returning(Draft.tries, Draft.code_digest)
)
_CONSUMING = (
    update(Draft)
    .where(
        Draft.id == bindparam("draft"),
        Draft.step == bindparam("at"),
        Draft.code_digest == bindparam("right"),
        Draft.code_used_at.is_(None),
    )
    .values(code_used_at=bindparam("now"), updated_at=bindparam("now"), step=bindparam("opens"))
    .returning(Draft.id)
)


def draw() -> str:
    """Return a new code: leading zeros count (CODE-1)."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def is_over(issued_at: datetime | None, now: datetime) -> bool:
    """Tell whether a code has lived its fifteen minutes: at 15 min 00 s it has (CODE-4).

    One that a clock issued which was ahead is over too: it would live until that clock's time.
    """
    return issued_at is None or now >= issued_at + LIFETIME or _is_ahead(issued_at, now)


def state(draft: DraftState, now: datetime) -> str:
    """Return what became of a draft's code: « open », « expired », or « dead » where no try is left (CODE-6)."""
    if draft.tries >= MAX_TRIES:
        return "dead"
    return "expired" if is_over(draft.code_issued_at or now, now) else "open"


def tries_left(draft: DraftState) -> int:
    """Return how many wrong entries a draft still allows."""
    return max(0, MAX_TRIES - draft.tries)


def sends_left(draft: DraftState) -> int:
    """Return how many codes may still be sent for a draft."""
    return max(0, MAX_SENDS - draft.sends)


@dataclass(frozen=True)
class Entry:
    """One submission of the code form: the digits, the mark of the form that they were typed into, and what they prove.

    The same digits from the same form are one submission, sent twice by a double click or a reload. What a code proves
    is an address or an account: it is worth nothing for another, put into the same draft since.
    """

    digits: str
    form_mark: str
    proves: str = field(repr=False)


@dataclass(frozen=True)
class Passage:
    """The step at which a code is asked for, and the one that it opens."""

    at: str
    opens: str


@dataclass(frozen=True)
class CountedTry:
    """The tries made so far, this one included, and what the code is compared with."""

    tries: int
    code_digest: bytes = field(repr=False)


class EmailCodes:
    """Issues and judges the codes of drafts."""

    def __init__(self, database: Database, keyring: Keyring, clock: Clock) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock

    def issue(self, draft: Draft, code: str, proves: str) -> None:
        """Make ``code`` the only one of the draft, which is to be saved. Tries are never given back."""
        draft.code_digest = self._digest(draft.id, code, proves)
        draft.entries += _NEXT_CODE
        # A code outlives no sign-up: the 24 hours begin with it.
        draft.code_issued_at = draft.updated_at = self._clock.now()
        draft.sends += 1

    def enter(self, draft_id: str, entry: Entry, passage: Passage) -> bool:
        """Take the code that was typed for a draft, and open the next step.

        Returns:
            whether this call did it, and not the same form or another one before.

        Raises:
            WrongCode: these are not the digits; carries the tries left (CODE-5).
            CodeDead: four wrong entries were made, this one included (CODE-6).
            CodeExpired: the code is fifteen minutes old; costs no try (CODE-4, CODE-7).

        """
        now = self._clock.now()
        mark = self._entry_digest(draft_id, entry)
        counted = self._count(draft_id, mark, now) or self._uncounted(draft_id, mark, now)
        if counted is None:
            return False
        if hmac.compare_digest(counted.code_digest, self._digest(draft_id, entry.digits, entry.proves)):
            return self._consume(draft_id, counted.code_digest, passage)
        if counted.tries >= MAX_TRIES:
            raise CodeDead
        raise WrongCode(MAX_TRIES - counted.tries)

    def was_used(self, draft_id: str, entry: Entry) -> bool:
        """Tell whether this is the code that has opened the next step; it opens nothing more, so no try is counted."""
        with self._database.read() as session:
            draft = session.get(Draft, draft_id)
        if draft is None or draft.code_used_at is None:
            return False
        return hmac.compare_digest(draft.code_digest or b"", self._digest(draft_id, entry.digits, entry.proves))

    def check_resend(self, draft: Draft) -> None:
        """Tell whether another code may be sent.

        Raises:
            CodeDead: the sign-up has to be started again (CODE-6).
            NoSendsLeft: three codes were sent (CODE-7).
            ResendTooSoon: the last one was sent less than a minute ago (CODE-7).

        """
        if draft.tries >= MAX_TRIES:
            raise CodeDead
        if draft.sends >= MAX_SENDS:
            raise NoSendsLeft
        possible_at = next_send_at(draft.code_issued_at, self._clock.now())
        if possible_at:
            raise ResendTooSoon(possible_at)

    def _count(self, draft_id: str, mark: str, now: datetime) -> CountedTry | None:
        """Count one try, where there is one left: one statement, in a transaction of its own."""
        issued = {"farthest": now + CLOCKS_DIFFER, "dead_since": now - LIFETIME}
        row = self._database.change(_COUNTING, draft=draft_id, mark=mark, counted=f"%{mark}%", **issued)
        return row and CountedTry(row.tries, row.code_digest or b"")

    def _uncounted(self, draft_id: str, mark: str, now: datetime) -> CountedTry | None:
        """Say why a try was not counted; None where the code was already used, so that all is well."""
        with self._database.read() as session:
            draft = session.get(Draft, draft_id)
        if draft is None:
            raise CodeExpired(sends_left=0)
        if draft.code_used_at:
            return None
        in_time = not is_over(draft.code_issued_at, now)
        if in_time and mark in draft.entries.rpartition(_NEXT_CODE)[2]:
            return CountedTry(draft.tries, draft.code_digest or b"")
        if draft.tries >= MAX_TRIES:
            raise CodeDead
        if in_time and mark in draft.entries:
            # Wrong for a former code, it would be a guess at this one that costs no try.
            raise WrongCode(MAX_TRIES - draft.tries)
        raise CodeExpired(sends_left=MAX_SENDS - draft.sends)

    def _consume(self, draft_id: str, code_digest: bytes, passage: Passage) -> bool:
        values = {"draft": draft_id, "right": code_digest, "now": self._clock.now(), **vars(passage)}
        return self._database.change(_CONSUMING, **values) is not None

    def _digest(self, draft_id: str, code: str, proves: str) -> bytes:
        return self._keyring.digest(f"{draft_id}:{code}:{proves}", "email-code")

    def _entry_digest(self, draft_id: str, entry: Entry) -> str:
        mark = entry.form_mark or secrets.token_hex(16)
        digest = self._keyring.digest(f"{draft_id}:{mark}:{entry.digits}", "email-code-entry")
        return digest.hex()[:ENTRY_DIGEST_CHARACTERS]


def next_send_at(last_sent_at: datetime | None, now: datetime) -> datetime | None:
    """Return the moment from which another code may be sent, or None where that is now."""
    if last_sent_at is None or now >= last_sent_at + SEND_INTERVAL or _is_ahead(last_sent_at, now):
        return None
    return last_sent_at + SEND_INTERVAL


def _is_ahead(moment: datetime, now: datetime) -> bool:
    return moment > now + CLOCKS_DIFFER
