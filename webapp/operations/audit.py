"""The audit journal: what happened to accounts and to the service, without personal data.

It is a chain: each row holds a keyed digest of itself and of the row before. Whoever writes in the database without
the key can neither change a row, nor take one out, nor put one in, without :func:`verify` telling. Rows cut off at the
end show against the heads in the logs: each row is logged as it is committed, and the last one by the worker.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import structlog
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from webapp.clock import Clock
from webapp.database import Database, Statements
from webapp.models import AuditEvent
from webapp.portions import rows_in_portions
from webapp.security.keyring import Keyring

# The French data protection authority recommends six months to a year for journals.
LIFETIME = timedelta(days=365)
SUBJECT_CHARACTERS = 32
PURGED_AT_ONCE = 10_000
# What a row is logged as.
HEAD_EVENT = "audit.head"
_BEGINNING = bytes(32)
_ALL = select(AuditEvent.__table__)
_COLUMNS = tuple(column.key for column in AuditEvent.__table__.columns)
_LAST = select(AuditEvent.number, AuditEvent.own_digest).order_by(AuditEvent.number.desc()).limit(1)
_ADDING = insert(AuditEvent)
_WAITING = select(func.pg_advisory_xact_lock(func.hashtext("audit")))

log = structlog.get_logger(__name__)


class Kind(StrEnum):
    """What can happen."""

    ACCOUNT_CREATED = "account.created"
    ACCOUNT_DELETED = "account.deleted"
    ACCOUNT_EXPORTED = "account.exported"
    ACCOUNT_LINKED = "account.linked"
    ACCOUNT_UNLINKED = "account.unlinked"
    SIGNUP_LOOKED_UP = "signup.looked_up"
    KEYS_ROTATED = "keys.rotated"
    BACKUP_MADE = "backup.made"
    BACKUP_RESTORED = "backup.restored"
    JOURNAL_PURGED = "journal.purged"


@dataclass(frozen=True)
class Happening:
    """What is written down. ``detail`` is one of a few words or a number, never anything that was typed."""

    kind: Kind
    account_id: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Entry:
    """A row as it is shown."""

    at: datetime
    kind: str
    detail: str


class Head(NamedTuple):
    """What was noted elsewhere of a row that was the last one: its number, and its digest in hexadecimal."""

    number: int
    digest: str


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found.

    Attributes:
        rows: how many it read.
        head: the last one's digest.
        first_wrong: the number of the first that does not follow from the one before.
        first_lost: the number of the first that was noted elsewhere and does not stand there any more.

    """

    rows: int
    head: str
    first_wrong: int | None
    first_lost: int | None = None


def record(transaction: Statements, keyring: Keyring, clock: Clock, happening: Happening) -> None:
    """Add a row at the end of the chain, in the caller's transaction and as the last thing in it."""
    _wait_for_turn(transaction)
    former = transaction.run(_LAST)
    event = AuditEvent(
        number=former.number + 1 if former else 1,
        at=clock.now(),
        kind=happening.kind,
        subject=subject_of(keyring, happening.account_id),
        detail=happening.detail,
        former_digest=former.own_digest if former else _BEGINNING,
    )
    event.own_digest = _digest(keyring, event)
    transaction.run(_ADDING, **{name: getattr(event, name) for name in _COLUMNS})
    head = Head(event.number, event.own_digest.hex())
    transaction.once_committed(lambda: log.info(HEAD_EVENT, **head._asdict()))


def subject_of(keyring: Keyring, account_id: str) -> str:
    """Return what stands for an account in the journal; nobody finds it again once the account is gone."""
    return keyring.digest(account_id, "audit-subject").hex()[:SUBJECT_CHARACTERS] if account_id else ""


def entries_of(database: Database, keyring: Keyring, account_id: str) -> list[Entry]:
    """Return what the journal holds of an account, the oldest first."""
    about = AuditEvent.subject == subject_of(keyring, account_id)
    with database.read() as session:
        events = session.scalars(select(AuditEvent).where(about).order_by(AuditEvent.number)).all()
    return [Entry(event.at, event.kind, event.detail) for event in events]


def verify(database: Database, keyring: Keyring, heads: Iterable[Head] = ()) -> Verdict:
    """Read the whole chain and tell where it is broken, and whether the heads noted elsewhere stand in it.

    A head older than the first row was purged with what came before it: the chain says how far that went.
    """
    noted = defaultdict[int, set[str]](set)
    for number, digest in heads:
        noted[number].add(digest)
    former: AuditEvent | None = None
    rows, lost = 0, []
    for event in rows_in_portions(database, _ALL):
        if not _follows(keyring, former, event) or (former is None and not _may_begin(database, event)):
            return Verdict(rows, "", event.number)
        if noted.get(event.number, set()) - {event.own_digest.hex()}:
            lost.append(event.number)
        former, rows = event, rows + 1
    last = former.number if former else 0
    first_lost = min([*lost, *(number for number in noted if number > last)], default=None)
    return Verdict(rows, former.own_digest.hex() if former else "", None, first_lost)


def head(database: Database) -> Head:
    """Return number and digest of the last row: written elsewhere, they show that the end was cut off."""
    last = database.fetch(_LAST)
    return Head(last.number, last.own_digest.hex()) if last else Head(0, "")


def purge(database: Database, keyring: Keyring, clock: Clock, *, at_once: int = PURGED_AT_ONCE) -> int:
    """Delete what is older than a year, note in the chain how far, and return how many rows went.

    So many ``at_once`` are a transaction, with its note.
    """
    gone = 0
    while portion := _purge_portion(database, keyring, clock, at_once):
        gone += portion
    return gone


def _purge_portion(database: Database, keyring: Keyring, clock: Clock, at_once: int) -> int:
    with database.write() as session:
        _wait_for_turn(session)
        last = _last_to_purge(session, clock.now() - LIFETIME, at_once)
        if last is None:
            return 0
        record(session, keyring, clock, Happening(Kind.JOURNAL_PURGED, detail=str(last)))
        return session.count_changed(delete(AuditEvent).where(AuditEvent.number <= last))


def _last_to_purge(session: Session, limit: datetime, at_once: int) -> int | None:
    """Return the number before the first row that is young: an old time behind it is that of a clock gone wrong."""
    number = AuditEvent.number
    young = session.scalar(select(func.min(number)).where(AuditEvent.at > limit))
    every = session.scalars(select(number).order_by(number).limit(at_once)).all()
    return max((one for one in every if young is None or one < young), default=None)


def _wait_for_turn(transaction: Statements) -> None:
    """Let one transaction at a time write the next row. On SQLite one at a time writes anyway."""
    if transaction.dialect == "postgresql":
        transaction.run(_WAITING)


def _follows(keyring: Keyring, former: AuditEvent | None, event: AuditEvent) -> bool:
    if event.own_digest != _digest(keyring, event):
        return False
    return former is None or (event.number, event.former_digest) == (former.number + 1, former.own_digest)


def _may_begin(database: Database, event: AuditEvent) -> bool:
    """Tell whether the chain may begin with this row: the first of all, or the first that a purge left."""
    if event.number == 1:
        return event.former_digest == _BEGINNING
    purged = select(AuditEvent.detail).where(AuditEvent.kind == Kind.JOURNAL_PURGED)
    with database.read() as session:
        return str(event.number - 1) in session.scalars(purged).all()


def _digest(keyring: Keyring, event: AuditEvent) -> bytes:
    written = (event.number, event.at.isoformat(), event.kind, event.subject, event.detail, event.former_digest.hex())
    return keyring.digest("\n".join(map(str, written)), "audit")
