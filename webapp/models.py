"""The tables. Personal data stands in sealed columns only (see security/keyring.py)."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, ForeignKey, Index, LargeBinary, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware UTC time, stored without its zone so that every database orders it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Drop the zone of an aware UTC time on the way in."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """Give the zone back on the way out."""
        stored: datetime | None = value
        return stored and stored.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The declarative base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, bytes: LargeBinary}  # noqa: RUF012 - SQLAlchemy's own idiom


class Account(Base):
    """A finished account. ``profile`` is the sealed JSON of what the citizen gave.

    An account made through FranceConnect has no password.
    """

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    nir_index: Mapped[bytes] = mapped_column(unique=True)
    email_index: Mapped[bytes] = mapped_column(index=True)
    profile: Mapped[bytes]
    password_hash: Mapped[str | None] = mapped_column(Text)
    # Keyed digests of the last networks that it was opened from.
    known_networks: Mapped[str | None] = mapped_column(Text)
    terms_version: Mapped[str] = mapped_column(String(20))
    terms_accepted_at: Mapped[datetime]
    created_at: Mapped[datetime]


class FranceConnectLink(Base):
    """That a person whom FranceConnect names opens an account. The name (``sub``) stands as a keyed digest."""

    __tablename__ = "franceconnect_links"

    sub_index: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class Draft(Base):
    """An unfinished sign-up. ``answers`` is the sealed JSON of what was given so far.

    ``tries`` and ``sends`` belong to the draft: neither a session, nor a browser, nor a new code
    resets them (CODE-6, CODE-7). ``entries`` holds a digest of each counted submission, so that the same one
    sent twice (a double click, a reload) is counted once, and a bar before those of each further code.
    """

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    journey: Mapped[str] = mapped_column(String(20), server_default="local")
    step: Mapped[str] = mapped_column(String(20))
    session_id: Mapped[bytes]
    challenge_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    answers: Mapped[bytes | None]
    # For the support, who is told an address and nothing else.
    email_index: Mapped[bytes | None] = mapped_column(index=True)
    password_hash: Mapped[str | None] = mapped_column(Text)
    password_context: Mapped[bytes | None]
    code_digest: Mapped[bytes | None]
    code_issued_at: Mapped[datetime | None]
    code_used_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    entries: Mapped[str] = mapped_column(Text, default="")
    sends: Mapped[int] = mapped_column(default=0)
    mail_id: Mapped[str | None] = mapped_column(String(32))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class BrowserSession(Base):
    """What the server remembers of a browser. The cookie holds the id alone; here stands its digest."""

    __tablename__ = "sessions"

    id: Mapped[bytes] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    account_id: Mapped[str | None] = mapped_column(String(32), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class MailState(StrEnum):
    """What became of a mail, in the order in which it happens."""

    QUEUED = "queued"
    SENT = "sent"
    DELAYED = "delayed"
    REFUSED = "refused"
    ABANDONED = "abandoned"


class Mail(Base):
    """A mail to deliver or delivered. ``content`` (address and values) is sealed, then erased once it left."""

    __tablename__ = "mails"
    __table_args__ = (Index("mails_due", "state", "next_attempt_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    template: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes | None]
    # For the deletion of an account, which ends the mails about it.
    email_index: Mapped[bytes | None] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(12), default=MailState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_attempt_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    reply_code: Mapped[int | None]


class AuditEvent(Base):
    """Something that happened to an account or to the service, without personal data.

    ``subject`` is a keyed digest of an account's id, or empty. Each row holds the digest of the one before it, so
    that a row changed, removed or put in between shows (operations/audit.py).
    """

    __tablename__ = "audit_events"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(32))
    detail: Mapped[str] = mapped_column(String(80))
    former_digest: Mapped[bytes]
    own_digest: Mapped[bytes]


class SpentChallenge(Base):
    """A security control that has been tried, or an answer of FranceConnect: each is good for one try (CAPTCHA-1)."""

    __tablename__ = "spent_challenges"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Counter(Base):
    """The hits of one rate limit in its present window."""

    __tablename__ = "counters"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    hits: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class UpkeepJob(Base):
    """A piece of the worker's upkeep, and when it last succeeded."""

    __tablename__ = "upkeep_jobs"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    succeeded_at: Mapped[datetime]
