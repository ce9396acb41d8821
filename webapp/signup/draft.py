"""The unfinished sign-up: what was answered so far, kept sealed on the server.

It is deleted 24 hours after its last step. Not here: the e-mail code's rules (email_code.py), and who may go to which
step (journey.py).
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, bindparam, delete, or_, select, update

from webapp.account import accounts
from webapp.clock import Clock
from webapp.database import Database, Statements, upsert
from webapp.models import Draft, Mail, MailState
from webapp.security.keyring import Keyring
from webapp.statements import Row

LIFETIME = timedelta(hours=24)
FIRST_STEP = "identity"
ID_BYTES = 16
_COLUMNS = tuple(column.key for column in Draft.__table__.columns)
_BY_ID = select(Draft.__table__).where(Draft.id == bindparam("id"))
_TAKING = _BY_ID.with_for_update()
_ABANDONING_MAIL = (
    update(Mail)
    .where(
        Mail.id.in_(select(Draft.mail_id).where(Draft.id == bindparam("draft")).scalar_subquery()),
        or_(Mail.state == MailState.QUEUED, Mail.state == MailState.DELAYED),
    )
    .values(state=MailState.ABANDONED, content=None)
    .returning(Mail.created_at, Mail.next_attempt_at)
)
_ENDING = delete(Draft).where(Draft.id == bindparam("draft"))

Answers = dict[str, str]


@dataclass(frozen=True)
class DraftState:
    """A draft as it was when it was read. ``answers`` is by form field; nothing of it is ever logged."""

    id: str
    journey: str
    step: str
    answers: Answers = field(repr=False)
    tries: int
    sends: int
    password_context: bytes | None = field(repr=False)
    code_issued_at: datetime | None
    mail_id: str | None
    account_id: str | None


class Drafts:
    """The drafts of an application."""

    def __init__(self, database: Database, keyring: Keyring, clock: Clock) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock

    def find(self, draft_id: str | None) -> DraftState | None:
        """Return the draft, or None where it was ended or has outlived its 24 hours."""
        if not draft_id:
            return None
        draft = self._database.fetch(_BY_ID, id=draft_id)
        if draft is None or self._has_ended(draft):
            return None
        return DraftState(
            id=draft.id,
            journey=draft.journey,
            step=draft.step,
            answers=self._opened(draft.answers, draft.id),
            tries=draft.tries,
            sends=draft.sends,
            password_context=draft.password_context,
            code_issued_at=draft.code_issued_at,
            mail_id=draft.mail_id,
            account_id=draft.account_id,
        )

    def answers_of(self, draft: Draft) -> Answers:
        """Return the answers of a draft, opened."""
        return self._opened(draft.answers, draft.id)

    def _opened(self, sealed: bytes | None, draft_id: str) -> Answers:
        answers: Answers = self._keyring.open_json(sealed, _place(draft_id)) if sealed else {}
        return answers

    def take(self, transaction: Statements, draft_id: str | None) -> Draft | None:
        """Return a draft to be changed and kept in the caller's transaction; others wait for its end.

        None where it was ended or has outlived its 24 hours, though the purge has not come by yet.
        """
        found = transaction.run(_TAKING, id=draft_id) if draft_id else None
        return None if found is None or self._has_ended(found) else Draft(**found._asdict())

    def _has_ended(self, draft: Row) -> bool:
        return bool(draft.updated_at <= self._clock.now() - LIFETIME)

    def save(self, transaction: Statements, draft: Draft) -> None:
        """Write a draft, new or taken, in the caller's transaction."""
        transaction.run(_saving(transaction.dialect), **{name: getattr(draft, name) for name in _COLUMNS})

    def open(self, session_key: bytes, answers: Answers, *, draft_id: str = "") -> Draft:
        """Return a new draft at the first step, to be saved."""
        now = self._clock.now()
        draft = Draft(
            id=draft_id or secrets.token_hex(ID_BYTES),
            journey="local",
            step=FIRST_STEP,
            session_id=session_key,
            created_at=now,
            updated_at=now,
            tries=0,
            sends=0,
            entries="",
        )
        self.keep(draft, answers)
        return draft

    def keep_unchecked(self, draft: Draft, answers: Answers) -> None:
        """Put in what was typed into a form with errors: that is no step, and prolongs nothing."""
        last_step_at = draft.updated_at
        self.keep(draft, answers)
        draft.updated_at = last_step_at

    def keep(self, draft: Draft, answers: Answers) -> None:
        """Put the answers into the draft beside those that it has."""
        kept = self.answers_of(draft) | answers
        draft.answers = self._keyring.seal_json(kept, _place(draft.id))
        if "email" in answers:
            # By it support finds a sign-up. What was typed may be no address yet.
            draft.email_index = accounts.email_index_or_none(self._keyring, answers["email"])
        draft.updated_at = self._clock.now()

    def restart(self, draft_id: str, session_key: bytes) -> str | None:
        """End a sign-up at once and return a new one that has its answers, but neither password nor code (CODE-8).

        Done again, as by a double click, it returns the same one; None where there is nothing to start again.
        """
        fresh_id = self._keyring.digest(draft_id, "draft-restarted").hex()[: 2 * ID_BYTES]
        with self._database.execute() as transaction:
            former = self.take(transaction, draft_id)
            if former is None:
                return fresh_id if self.take(transaction, fresh_id) else None
            fresh = self.open(session_key, self.answers_of(former), draft_id=fresh_id)
            fresh.journey = former.journey
            self.save(transaction, fresh)
            end(transaction, draft_id)
            return fresh_id


def abandon_mail(transaction: Statements, draft_id: str) -> bool:
    """Let the mail of a draft that has not left yet never leave, and tell whether no attempt at it was recorded."""
    abandoned = transaction.run(_ABANDONING_MAIL, draft=draft_id)
    return abandoned is not None and abandoned.next_attempt_at == abandoned.created_at


def end(transaction: Statements, draft_id: str) -> None:
    """Delete a draft, and the mail of it that has not left yet."""
    abandon_mail(transaction, draft_id)
    transaction.run(_ENDING, draft=draft_id)


@cache
def _saving(dialect: str) -> Executable:
    adding = upsert(dialect, Draft)
    changed = {name: adding.excluded[name] for name in _COLUMNS if name != "id"}
    return adding.on_conflict_do_update(index_elements=[Draft.id], set_=changed)


def _place(draft_id: str) -> str:
    return f"drafts.answers:{draft_id}"
