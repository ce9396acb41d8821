"""The unfinished sign-up: what was answered so far, kept sealed on the server.

It is deleted 24 hours after its last step. Not here: the e-mail code's rules (email_code.py), and who may go to which
step (journey.py).
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from webapp.account import accounts
from webapp.clock import Clock
from webapp.database import Database
from webapp.models import Draft, Mail, MailState
from webapp.security.keyring import Keyring

LIFETIME = timedelta(hours=24)
FIRST_STEP = "identity"
_BY_ID = select(Draft.__table__).where(Draft.id == bindparam("id"))

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
        if draft is None or draft.updated_at <= self._clock.now() - LIFETIME:
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

    def open(self, session: Session, session_key: bytes, answers: Answers) -> Draft:
        """Add a draft at the first step, in the caller's transaction."""
        now = self._clock.now()
        draft = Draft(
            id=secrets.token_hex(16),
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
        session.add(draft)
        return draft

    def keep(self, draft: Draft, answers: Answers) -> None:
        """Put the answers into the draft beside those that it has, in the caller's transaction."""
        kept = self.answers_of(draft) | answers
        draft.answers = self._keyring.seal_json(kept, _place(draft.id))
        if answers.get("email"):
            draft.email_index = accounts.email_index(self._keyring, answers["email"])
        draft.updated_at = self._clock.now()

    def restart(self, draft_id: str, session_key: bytes) -> str:
        """End a sign-up at once and return a new one that has its answers, but neither password nor code (CODE-8)."""
        with self._database.write() as session:
            former = session.get(Draft, draft_id, with_for_update=True)
            fresh = self.open(session, session_key, self.answers_of(former) if former else {})
            fresh.journey = former.journey if former else fresh.journey
            end(session, draft_id)
            return fresh.id


def end(session: Session, draft_id: str) -> None:
    """Delete a draft, and the mail of it that has not left yet."""
    mail_ids = session.query(Draft.mail_id).where(Draft.id == draft_id)
    waiting = Mail.state.in_((MailState.QUEUED, MailState.DELAYED))
    session.execute(
        update(Mail)
        .where(Mail.id.in_(mail_ids.scalar_subquery()), waiting)
        .values(state=MailState.ABANDONED, content=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(Draft).where(Draft.id == draft_id).execution_options(synchronize_session=False))


def _place(draft_id: str) -> str:
    return f"drafts.answers:{draft_id}"
