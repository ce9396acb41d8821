"""FC-1 and FC-2: the address of a FranceConnect connection and a local account."""

import pytest
from sqlalchemy import func, select

from fixtures.franceconnect import Simulator
from fixtures.live_server import LiveServer
from webapp.models import Account, Mail
from webapp.tests.franceconnect.connected_citizen import PASSWORD, ConnectedCitizen
from webapp.tests.franceconnect.scenes import count, newcomer

IDNA, PUNYCODE = "société.fr", "xn--socit-esab.fr"
REFUSAL = "l’adresse de cette connexion ne peut pas servir"

SPELLINGS = {
    "same": ("{0}.lea@exemple.fr", "{0}.lea@exemple.fr"),
    "upper case typed": ("{0}.lea@exemple.fr", "{0}.LEA@EXEMPLE.FR"),
    "upper case given": ("{0}.LEA@Exemple.FR", "{0}.lea@exemple.fr"),
    "spaces typed": ("{0}.lea@exemple.fr", "   {0}.lea@exemple.fr\u00a0"),
    "spaces given": ("  {0}.lea@exemple.fr ", "{0}.lea@exemple.fr"),
    "international domain typed": (f"{{0}}.lea@{PUNYCODE}", f"{{0}}.lea@{IDNA}"),
    "international domain given": (f"{{0}}.lea@{IDNA}", f"{{0}}.lea@{PUNYCODE}"),
    "international domain in capitals": (f"{{0}}.lea@{PUNYCODE}", f"{{0}}.lea@{IDNA.upper()}"),
    "decomposed accents": (f"{{0}}.lea@{IDNA}", "{0}.lea@socie\u0301te\u0301.fr"),
}


def mails(server: LiveServer) -> int:
    with server.services.database.read() as session:
        return session.scalar(select(func.count()).select_from(Mail)) or 0


@pytest.fixture
def connected(server: LiveServer, simulator: Simulator) -> ConnectedCitizen:
    """Connect a citizen as somebody new."""
    citizen = ConnectedCitizen(server)
    citizen.person = newcomer(simulator)
    citizen.connect()
    return citizen


@pytest.mark.parametrize(("given", "typed"), SPELLINGS.values(), ids=SPELLINGS.keys())
@pytest.mark.parametrize("server", ["plus", "standard"], indirect=True)
def test_address_of_the_connection_is_refused_in_every_spelling(
    server: LiveServer, simulator: Simulator, given: str, typed: str
) -> None:
    person = newcomer(simulator)
    unique = person.slug
    person = newcomer(simulator, email=given.format(unique))
    citizen = ConnectedCitizen(server)
    citizen.connect()
    before = mails(server)
    citizen.fill_local_identity(person.nir, typed.format(unique))
    assert citizen.status == 422
    assert REFUSAL in citizen.errors()
    name = server.services.settings.franceconnect_name
    assert f"ou déconnectez-vous de {name}." in citizen.errors()
    assert f"Me déconnecter de {name} " in citizen.text()
    assert mails(server) == before


def test_every_other_answer_is_kept_and_three_ways_out_are_offered(connected: ConnectedCitizen) -> None:
    connected.fill_local_identity(connected.person.nir, connected.person.email)
    assert f'value="{connected.person.nir}"' in connected.page
    assert 'value="Duvivier"' in connected.page
    assert "déjà enregistré" in connected.text()
    assert PASSWORD not in connected.page
    assert 'href="#email"' in connected.page
    assert 'href="/inscription/franceconnect"' in connected.page
    assert 'action="/franceconnect/deconnexion"' in connected.page


def test_refusal_spends_no_security_control(connected: ConnectedCitizen) -> None:
    person = connected.person
    connected.fill_local_identity(person.nir, person.email)
    fields = {
        "nir": person.nir,
        "birth_name": "Duvivier",
        "email": f"{person.email.partition('@')[0]}@autre-exemple.fr",
        "captcha": connected.hidden("captcha"),
        "captcha_token": connected.hidden("captcha_token"),
    }
    connected.post("/inscription/identite", fields)
    assert connected.path == "/inscription/code"


def test_another_address_goes_through_while_connected(connected: ConnectedCitizen) -> None:
    connected.fill_local_identity(connected.person.nir, f"autre-{connected.person.email}")
    assert connected.path == "/inscription/code"


def test_same_address_goes_through_when_never_connected(server: LiveServer, simulator: Simulator) -> None:
    person = newcomer(simulator)
    citizen = ConnectedCitizen(server)
    citizen.fill_local_identity(person.nir, person.email)
    assert citizen.path == "/inscription/code"


def test_same_address_goes_through_after_disconnecting_with_the_answers_kept(
    connected: ConnectedCitizen, server: LiveServer
) -> None:
    person = connected.person
    connected.fill_local_identity(person.nir, person.email)
    connected.post("/franceconnect/deconnexion", {"suite": "/inscription/identite"})
    assert connected.path == "/inscription/identite"
    assert f'value="{person.nir}"' in connected.page
    assert f'value="{person.email}"' in connected.page
    token = connected.hidden("captcha_token")
    fields = {
        "nir": person.nir,
        "birth_name": "Duvivier",
        "email": person.email,
        "captcha": server.services.challenges.open(token).answer,
        "captcha_token": token,
    }
    connected.post("/inscription/identite", fields)
    assert connected.path == "/inscription/code"


def test_signing_out_in_the_header_of_a_step_keeps_the_answers_as_its_own_button_does(
    connected: ConnectedCitizen,
) -> None:
    person = connected.person
    connected.fill_local_identity(person.nir, person.email)
    header = connected.page[: connected.page.index("<main")]
    assert 'action="/franceconnect/deconnexion"' in header
    assert 'name="suite" value="/inscription/identite"' in header
    # Whoever is connected may have an account with a password all the same (ENTRY-1).
    assert 'href="/identification"' in header
    connected.get("/aide")
    assert 'action="/deconnexion"' in connected.page


def test_connection_begun_in_another_tab_is_seen_when_the_account_is_made(
    server: LiveServer, simulator: Simulator
) -> None:
    person = newcomer(simulator)
    citizen = ConnectedCitizen(server)
    citizen.fill_local_identity(person.nir, person.email)
    code = server.mailbox.wait_for(person.email).code()
    citizen.post("/inscription/code", {"code": code, "entry": citizen.hidden("entry")})
    citizen.give_contact()
    before = count(server, Account)
    citizen.connect()
    citizen.get("/inscription/situation")
    citizen.give_situation()
    assert citizen.status == 422
    assert REFUSAL in citizen.errors()
    assert count(server, Account) == before
    citizen.post("/franceconnect/deconnexion", {"suite": "/inscription/situation"})
    assert citizen.path == "/inscription/situation"
    citizen.give_situation()
    assert citizen.path == "/inscription/terminee"
    assert count(server, Account) == before + 1
