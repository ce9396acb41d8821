"""What the database holds of the one sign-up of a test, and how its code dies."""

from sqlalchemy import select

from webapp.models import Draft, Mail
from webapp.services import Services
from webapp.tests.citizen import Citizen


def draft_of(services: Services) -> Draft:
    with services.database.read() as session:
        return session.scalars(select(Draft)).one()


def mail_count(services: Services) -> int:
    with services.database.read() as session:
        return len(session.scalars(select(Mail)).all())


def kill_code(citizen: Citizen) -> None:
    wrong = int(citizen.wrong_code())
    for shift in range(4):
        citizen.enter(f"{(wrong + shift) % 1_000_000:06}")
