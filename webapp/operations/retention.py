"""What is forgotten, and when."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from webapp.models import BrowserSession, Counter, Draft, Mail, MailState, SpentChallenge
from webapp.services import Services
from webapp.signup.draft import LIFETIME

MAIL_RECORD_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True)
class Purged:
    """How many rows were forgotten."""

    drafts: int
    sessions: int
    mails: int


def purge(services: Services) -> Purged:
    """Delete unfinished sign-ups 24 hours after their last step, ended sessions, and records past their use."""
    now = services.clock.now()
    over = (MailState.SENT, MailState.REFUSED, MailState.ABANDONED)
    with services.database.write() as session:
        session.execute(delete(SpentChallenge).where(SpentChallenge.expires_at <= now))
        session.execute(delete(Counter).where(Counter.expires_at <= now))
        return Purged(
            drafts=_count(session, delete(Draft).where(Draft.updated_at <= now - LIFETIME)),
            sessions=_count(session, delete(BrowserSession).where(BrowserSession.expires_at <= now)),
            mails=_count(
                session, delete(Mail).where(Mail.created_at <= now - MAIL_RECORD_LIFETIME, Mail.state.in_(over))
            ),
        )


def signups_by_step(services: Services) -> dict[str, int]:
    """Count unfinished and just finished sign-ups by the step that they reached, without personal data."""
    from sqlalchemy import func  # noqa: PLC0415

    with services.database.read() as session:
        rows = session.execute(select(Draft.step, func.count()).group_by(Draft.step)).all()
    return {step: count for step, count in rows}


def _count(session: Session, statement: object) -> int:
    result = session.execute(statement)  # type: ignore[call-overload]
    return result.rowcount if isinstance(result, CursorResult) else 0
