"""People who connect, and the ways there that several tests go."""

import itertools

from sqlalchemy import func, select

from fixtures.franceconnect import PERSONAS, Persona, Simulator
from fixtures.live_server import LiveServer
from webapp.models import Base
from webapp.tests.franceconnect.connected_citizen import PASSWORD, ConnectedCitizen

orders = itertools.count(100)


def count(server: LiveServer, table: type[Base]) -> int:
    with server.services.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def newcomer(simulator: Simulator, slug: str = "ordinaire", **changes: object) -> Persona:
    """Sign in from now on as somebody whom the service does not know yet."""
    known = PERSONAS[slug]
    order = next(orders)
    person = Persona(
        **{
            **vars(known),
            "slug": f"{slug}-{order}",
            "stem": f"{known.stem[:10]}{order}",
            "email": known.email and f"{order}-{known.email}",
            **changes,
        }
    )
    simulator.use(person)
    return person


def owner_of(server: LiveServer, person: Persona) -> str:
    """Sign somebody up without FranceConnect and return the address of the account."""
    address = f"local-{person.slug}@exemple.fr"
    ConnectedCitizen(server).sign_up_locally(person.nir, address)
    return address


def at_proof(server: LiveServer, number: str) -> ConnectedCitizen:
    """Return somebody connected who is asked to prove that the account of a number is theirs."""
    connected = ConnectedCitizen(server)
    connected.connect()
    connected.give_number(number)
    assert connected.heading() == "Ce numéro a déjà un compte"
    return connected


def mailed_code(server: LiveServer, connected: ConnectedCitizen, address: str) -> str:
    """Have a code mailed to the address of an account and return it."""
    server.deliver_all()
    last = server.mailbox.mails(address)[-1]
    connected.post("/inscription/franceconnect/rattachement/envoi")
    return server.mailbox.wait_for(address, after=last).code()


def to_linked_account(citizen: ConnectedCitizen, simulator: Simulator) -> None:
    """Make an account with a password, and link it to who connects."""
    person = newcomer(simulator)
    citizen.sign_up_locally(person.nir, f"local-{person.slug}@exemple.fr")
    citizen.connect()
    citizen.give_number(person.nir)
    citizen.post("/inscription/franceconnect/rattachement/mot-de-passe", {"password": PASSWORD})
