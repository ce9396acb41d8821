"""What the support may know of a sign-up, found by its mail address: how far it is, and nothing that was answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.account import accounts
from webapp.models import Draft, Mail
from webapp.operations import audit
from webapp.services import Services


@dataclass(frozen=True)
class SignupState:
    """How far a sign-up is."""

    journey: str
    step: str
    begun_at: datetime
    last_step_at: datetime
    tries: int
    sends: int
    code_issued_at: datetime | None
    mail_state: str


@dataclass(frozen=True)
class Found:
    """What an address leads to."""

    signups: tuple[SignupState, ...]
    has_account: bool


def find(services: Services, address: str) -> Found:
    """Return the state of the sign-ups with this address, and note in the journal that somebody looked.

    Raises:
        InvalidEmail: this is no address.

    """
    index = accounts.email_index(services.keyring, address)
    with services.database.write() as session:
        found = Found(tuple(_signups(session, index)), accounts.has_address(session, index))
        looked = audit.Happening(audit.Kind.SIGNUP_LOOKED_UP, detail=str(len(found.signups)))
        audit.record(session, services.keyring, services.clock, looked)
    return found


def _signups(session: Session, index: bytes) -> Iterator[SignupState]:
    for draft in session.scalars(select(Draft).where(Draft.email_index == index).order_by(Draft.created_at)).all():
        mail = session.get(Mail, draft.mail_id) if draft.mail_id else None
        yield SignupState(
            draft.journey,
            draft.step,
            draft.created_at,
            draft.updated_at,
            draft.tries,
            draft.sends,
            draft.code_issued_at,
            mail.state if mail else "",
        )
