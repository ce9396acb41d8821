"""What is forgotten, and when."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, delete, func, select
from sqlalchemy.orm import Session

from webapp.clock import Clock
from webapp.database import Database, takes_turn
from webapp.models import BrowserSession, Counter, Draft, Mail, MailState, SpentChallenge
from webapp.signup.draft import LIFETIME

MAIL_RECORD_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class Purged:
    """How many rows were forgotten."""

    drafts: int
    sessions: int
    mails: int


def purge(database: Database, clock: Clock) -> Purged:
    """Delete unfinished sign-ups 24 hours after their last step, ended sessions, and records past their use."""
    now = clock.now()
    over = (MailState.SENT, MailState.REFUSED, MailState.ABANDONED)
    with database.write() as session:
        if not takes_turn(session, "purge"):
            return Purged(drafts=0, sessions=0, mails=0)
        session.execute(delete(SpentChallenge).where(SpentChallenge.expires_at <= now))
        session.execute(delete(Counter).where(Counter.expires_at <= now))
        return Purged(
            drafts=_count(session, delete(Draft).where(Draft.updated_at <= now - LIFETIME)),
            sessions=_count(session, delete(BrowserSession).where(BrowserSession.expires_at <= now)),
            mails=_count(
                session, delete(Mail).where(Mail.created_at <= now - MAIL_RECORD_LIFETIME, Mail.state.in_(over))
            ),
        )


def signups_by_step(database: Database) -> dict[str, int]:
    """Count unfinished and just finished sign-ups by the step that they reached, without personal data."""
    with database.read() as session:
        rows = session.execute(select(Draft.step, func.count()).group_by(Draft.step)).all()
    return {row[0]: row[1] for row in rows}


def _count(session: Session, statement: Delete) -> int:
    return cast(CursorResult[Any], session.execute(statement)).rowcount
