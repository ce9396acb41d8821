"""What is forgotten, and when."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from threading import Event

from sqlalchemy import ColumnElement, delete, func, select

from webapp.clock import Clock
from webapp.database import Database, takes_turn
from webapp.models import Base, BrowserSession, Counter, Draft, Mail, MailState, SpentChallenge
from webapp.signup.draft import LIFETIME

MAIL_RECORD_LIFETIME = timedelta(hours=24)
PORTION = 1000
# Whoever waits to write in SQLite asks again and again: so long is left to them between two portions.
PAUSE_SECONDS = 0.05

_between = Event()


@dataclass(frozen=True)
class Purged:
    """How many rows were forgotten."""

    drafts: int
    sessions: int
    mails: int


def purge(database: Database, clock: Clock, *, at_once: int = PORTION) -> Purged:
    """Delete unfinished sign-ups 24 hours after their last step, ended sessions, and records past their use.

    However much there is, it goes ``at_once`` rows a transaction: none of them takes long, and what is gone stays gone
    when a later one fails.
    """
    now = clock.now()
    over = Mail.state.in_((MailState.SENT, MailState.REFUSED, MailState.ABANDONED))
    forget = partial(_forget, database, at_once)
    forget(SpentChallenge, SpentChallenge.expires_at <= now)
    forget(Counter, Counter.expires_at <= now)
    return Purged(
        drafts=forget(Draft, Draft.updated_at <= now - LIFETIME),
        sessions=forget(BrowserSession, BrowserSession.expires_at <= now),
        mails=forget(Mail, (Mail.created_at <= now - MAIL_RECORD_LIFETIME) & over),
    )


def signups_by_step(database: Database) -> dict[str, int]:
    """Count unfinished and just finished sign-ups by the step that they reached, without personal data."""
    with database.read() as session:
        rows = session.execute(select(Draft.step, func.count()).group_by(Draft.step)).all()
    return {row[0]: row[1] for row in rows}


def _forget(database: Database, at_once: int, table: type[Base], is_over: ColumnElement[bool]) -> int:
    forgotten = 0
    while portion := _forget_portion(database, at_once, table, is_over):
        forgotten += portion
        if portion == at_once:
            _between.wait(PAUSE_SECONDS)
    return forgotten


def _forget_portion(database: Database, at_once: int, table: type[Base], is_over: ColumnElement[bool]) -> int:
    (key,) = table.__table__.primary_key
    # What somebody has in hand is left for the next time: to wait for it while they wait for another row is a circle.
    some = select(key).where(is_over).limit(at_once).with_for_update(skip_locked=True)
    with database.write() as session:
        if not takes_turn(session, "purge"):
            return 0
        return session.count_changed(delete(table).where(key.in_(some)))
