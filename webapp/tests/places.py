"""The pages with a form: how to get there, what a right form holds, and what a refused one must not change."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select

from webapp.models import Account, Counter, Draft, Mail
from webapp.services import Services
from webapp.tests.citizen import NIR, PASSWORD, Citizen

Fields = dict[str, object]


@dataclass(frozen=True)
class Place:
    """A page with a form: how to get there, and what a right form holds."""

    path: str
    arrive: Callable[[Citizen], object]
    right: Callable[[Citizen], Fields]


PLACES = {
    "identity": Place("/inscription/identite", lambda citizen: citizen, Citizen.identity),
    "code": Place(
        "/inscription/code",
        lambda citizen: citizen.to_code(),
        lambda citizen: {"code": citizen.wrong_code(), "entry": citizen.hidden("entry")},
    ),
    "contact": Place("/inscription/coordonnees", lambda citizen: citizen.to_contact(), Citizen.contact),
    "situation": Place("/inscription/situation", lambda citizen: citizen.to_situation(), Citizen.situation),
    "sign-in": Place("/identification", lambda citizen: citizen, lambda _: {"nir": NIR, "password": PASSWORD}),
}


def done_so_far(citizen: Citizen) -> tuple[object, ...]:
    """Return what must not change: accounts, mails, tries, counted events, sign-ups past the first step.

    Wrong copies of the security control are counted, and meant to be.
    """
    services: Services = citizen.app.extensions["services"]
    with services.database.read() as session:
        return (
            session.scalar(select(func.count()).select_from(Account)),
            session.scalar(select(func.count()).select_from(Mail)),
            session.scalar(select(func.sum(Draft.tries))),
            session.scalar(select(func.sum(Draft.sends))),
            session.scalar(select(func.sum(Counter.hits)).where(Counter.key.not_like("%control-network%"))),
            session.execute(select(Draft.id, Draft.step).where(Draft.step != "identity")).all(),
        )


def right_form(citizen: Citizen, place: Place) -> Fields:
    citizen.get(place.path)
    return place.right(citizen)
