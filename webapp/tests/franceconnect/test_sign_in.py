"""First connection, return, linking, sign-out: the happy ways, on FranceConnect+ and on FranceConnect."""

import itertools
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from fixtures.franceconnect import PERSONAS, Persona, Simulator
from fixtures.live_server import LiveServer
from fixtures.personas import with_key
from webapp.models import Account, Base, FranceConnectLink
from webapp.tests.franceconnect.connected_citizen import PASSWORD, ConnectedCitizen
from webapp.tests.markup import Markup

both = pytest.mark.parametrize("server", ["plus", "standard"], indirect=True)
_orders = itertools.count(100)


def count(server: LiveServer, table: type[Base]) -> int:
    with server.services.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def newcomer(simulator: Simulator, slug: str = "ordinaire", **changes: object) -> Persona:
    """Sign in from now on as somebody whom the service does not know yet."""
    known = PERSONAS[slug]
    order = next(_orders)
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


@both
def test_first_connection_opens_a_short_signup_that_shows_what_was_given(
    citizen: ConnectedCitizen, simulator: Simulator
) -> None:
    person = newcomer(simulator)
    citizen.connect()
    assert citizen.path == "/inscription/franceconnect/identite"
    assert "Étape 1 sur 3" in citizen.heading()
    assert person.family_name in citizen.text()
    assert person.given_name in citizen.text()
    assert "24 août 1984" in citizen.text()
    assert 'type="password"' not in citizen.page
    assert 'name="email"' not in citizen.page
    assert f" : {person.given_name}" in citizen.text().partition("Connecté avec FranceConnect")[2]


@both
def test_account_is_made_without_password_or_code_and_opens_by_sub(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    person = newcomer(simulator)
    citizen.sign_up(person.nir)
    server.deliver_all()
    subjects = [mail.subject.partition(" – ")[0] for mail in server.mailbox.mails(person.email)]
    assert subjects == ["Votre compte est créé"]
    again = ConnectedCitizen(server)
    again.connect()
    assert again.path == "/compte"
    assert person.family_name in again.text()
    assert "sub" not in json.loads(again.get("/compte/donnees.json").text)


def test_address_is_asked_for_only_where_none_was_given(
    citizen: ConnectedCitizen, simulator: Simulator
) -> None:
    person = newcomer(simulator, email=None)
    citizen.connect()
    citizen.give_number(person.nir)
    assert "Saisissez votre adresse électronique" in citizen.errors()
    citizen.give_number(person.nir, email="sans.adresse@exemple.fr")
    assert citizen.path == "/inscription/franceconnect/coordonnees"


@pytest.mark.parametrize(
    ("stem", "told"),
    [("1840875107", "premier chiffre"), ("2850875107", "année"), ("2840975107", "mois")],
    ids=["sex", "year", "month"],
)
def test_number_of_somebody_else_is_refused(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer, stem: str, told: str
) -> None:
    newcomer(simulator)
    before = count(server, Account)
    citizen.connect()
    citizen.give_number(with_key(f"{stem}{next(_orders)}"))
    assert citizen.status == 422
    assert told in citizen.errors()
    assert count(server, Account) == before


@pytest.mark.parametrize("slug", ["date-incomplete", "presume-ne", "ne-a-l-etranger", "nom-d-usage"])
def test_number_of_every_kind_of_birth_is_accepted(
    citizen: ConnectedCitizen, simulator: Simulator, slug: str
) -> None:
    person = newcomer(simulator, slug)
    citizen.connect()
    citizen.give_number(person.nir)
    assert citizen.path == "/inscription/franceconnect/coordonnees"


def test_same_address_does_not_make_the_same_person(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    one = newcomer(simulator)
    citizen.sign_up(one.nir)
    newcomer(simulator, email=one.email)
    other = ConnectedCitizen(server)
    other.connect()
    assert other.path == "/inscription/franceconnect/identite"


def test_account_of_the_number_is_linked_after_its_password(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    person = newcomer(simulator)
    citizen.sign_up_locally(person.nir, f"local-{person.slug}@exemple.fr")
    before = count(server, Account)
    other = ConnectedCitizen(server)
    other.connect()
    other.give_number(person.nir)
    assert other.heading() == "Ce numéro a déjà un compte"
    assert f"local-{person.slug}" not in other.text()
    other.post("/inscription/franceconnect/rattachement/mot-de-passe", {"password": "faux"})
    assert other.status == 422
    assert other.get("/compte").url.endswith("/identification?suite=/compte")
    other.get("/inscription/franceconnect")
    other.post("/inscription/franceconnect/rattachement/mot-de-passe", {"password": PASSWORD})
    assert other.path == "/compte"
    assert count(server, Account) == before
    back = ConnectedCitizen(server)
    back.connect()
    assert back.path == "/compte"


def test_account_of_the_number_is_linked_after_a_mailed_code(simulator: Simulator, server: LiveServer) -> None:
    person = newcomer(simulator)
    address = owner_of(server, person)
    other = at_proof(server, person.nir)
    code = mailed_code(server, other, address)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    other.post("/inscription/franceconnect/rattachement/code", {"code": wrong, "entry": other.hidden("entry")})
    assert "il vous reste 3 essais" in other.errors()
    other.post("/inscription/franceconnect/rattachement/code", {"code": code, "entry": other.hidden("entry")})
    assert other.path == "/compte"
    assert "rattaché" in other.text()


def test_proof_says_that_the_code_left_and_that_one_way_is_enough(simulator: Simulator, server: LiveServer) -> None:
    person = newcomer(simulator)
    address = owner_of(server, person)
    other = at_proof(server, person.nir)
    assert "Choisissez l’un des deux moyens." in other.text()
    mailed_code(server, other, address)
    assert "Code envoyé Un code à 6 chiffres est envoyé à l•••@e•••.fr : saisissez-le plus bas." in other.text()
    primary = [button.text for button in Markup(other.page).all("button") if button.get("class") == "fr-btn"]
    assert primary == ["Rattacher avec le code"]
    other.post("/inscription/franceconnect/rattachement/code", {"code": "1", "entry": other.hidden("entry")})
    assert "Code envoyé" not in other.text()


@pytest.mark.requirement("LANGUAGE-1")
@pytest.mark.parametrize("path", ["", "/code"], ids=["by the page's own switch", "by the form's"])
def test_changing_the_language_keeps_the_typed_code_and_links_nothing(
    simulator: Simulator, server: LiveServer, path: str
) -> None:
    person = newcomer(simulator)
    address = owner_of(server, person)
    links = count(server, FranceConnectLink)
    other = at_proof(server, person.nir)
    code = mailed_code(server, other, address)
    typed = {"code": code, "entry": other.hidden("entry"), "action": "langue"}
    assert 'formaction="/inscription/franceconnect/rattachement?langue=en"' in other.page
    other.post(f"/inscription/franceconnect/rattachement{path}?langue=en", typed)
    assert other.heading() == "This number already has an account"
    assert other.hidden("code") == code
    assert count(server, FranceConnectLink) == links


def test_code_of_one_account_links_no_other(simulator: Simulator, server: LiveServer) -> None:
    own, victims = newcomer(simulator), newcomer(simulator)
    owner_of(server, victims)
    address = owner_of(server, own)
    links = count(server, FranceConnectLink)
    thief = at_proof(server, own.nir)
    code, entry = mailed_code(server, thief, address), thief.hidden("entry")
    thief.post("/inscription/franceconnect/rattachement/numero")
    thief.give_number(victims.nir)
    assert thief.heading() == "Ce numéro a déjà un compte"
    assert "Recevoir un code" in thief.text()
    thief.post("/inscription/franceconnect/rattachement/code", {"code": code, "entry": entry})
    assert thief.status == 422
    assert count(server, FranceConnectLink) == links
    assert thief.get("/compte").url.endswith("/identification?suite=/compte")


def test_sixth_wrong_password_is_told_when_to_try_again(simulator: Simulator, server: LiveServer) -> None:
    person = newcomer(simulator)
    owner_of(server, person)
    other = at_proof(server, person.nir)
    guesses = [{"password": f"Faux-mot-{number}-de-passe"} for number in range(6)]
    answers = [other.post("/inscription/franceconnect/rattachement/mot-de-passe", guess) for guess in guesses]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900


def test_fourth_wrong_code_links_nothing(simulator: Simulator, server: LiveServer) -> None:
    person = newcomer(simulator)
    address = owner_of(server, person)
    links = count(server, FranceConnectLink)
    other = at_proof(server, person.nir)
    code, entry = mailed_code(server, other, address), other.hidden("entry")
    guesses = [f"{(int(code) + number) % 10**6:06}" for number in (1, 2, 3, 4)]
    [other.post("/inscription/franceconnect/rattachement/code", {"code": guess, "entry": entry}) for guess in guesses]
    other.post("/inscription/franceconnect/rattachement/code", {"code": code, "entry": entry})
    assert other.status == 422
    assert count(server, FranceConnectLink) == links


def test_sign_up_begins_again_once_the_code_of_the_proof_is_dead(simulator: Simulator, server: LiveServer) -> None:
    person = newcomer(simulator)
    address = owner_of(server, person)
    other = at_proof(server, person.nir)
    code, entry = mailed_code(server, other, address), other.hidden("entry")
    guesses = [f"{(int(code) + number) % 10**6:06}" for number in (1, 2, 3, 4)]
    [other.post("/inscription/franceconnect/rattachement/code", {"code": guess, "entry": entry}) for guess in guesses]
    assert "Recommencez l’inscription" in other.text()
    other.post("/inscription/franceconnect/recommencer")
    other.give_number(person.nir)
    fresh = mailed_code(server, other, address)
    other.post("/inscription/franceconnect/rattachement/code", {"code": fresh, "entry": other.hidden("entry")})
    assert other.path == "/compte"


@pytest.mark.parametrize("suite", ["https://ailleurs.example", "//ailleurs.example", "/\\ailleurs.example"])
def test_connection_and_its_end_lead_to_no_other_site(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer, suite: str
) -> None:
    person = newcomer(simulator)
    citizen.sign_up(person.nir)
    back = ConnectedCitizen(server)
    back.get("/franceconnect/connexion", params={"suite": suite})
    assert back.path == "/compte"
    back.post("/franceconnect/deconnexion", {"suite": suite})
    assert back.path == "/identification"


def test_connection_of_another_person_leaves_no_way_back_into_the_account_made_before(
    citizen: ConnectedCitizen, simulator: Simulator
) -> None:
    first = newcomer(simulator)
    citizen.sign_up_locally(first.nir, f"local-{first.slug}@exemple.fr")
    newcomer(simulator)
    citizen.connect()
    assert citizen.path == "/inscription/franceconnect/identite"
    citizen.get("/inscription/situation")
    assert citizen.path != "/inscription/terminee"
    citizen.post("/inscription/situation")
    citizen.get("/compte")
    assert citizen.path == "/identification"


def to_linked_account(citizen: ConnectedCitizen, simulator: Simulator) -> None:
    """Make an account with a password, and link it to who connects."""
    person = newcomer(simulator)
    citizen.sign_up_locally(person.nir, f"local-{person.slug}@exemple.fr")
    citizen.connect()
    citizen.give_number(person.nir)
    citizen.post("/inscription/franceconnect/rattachement/mot-de-passe", {"password": PASSWORD})


def test_link_can_be_undone_where_there_is_a_password(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    to_linked_account(citizen, simulator)
    citizen.post("/compte/franceconnect/suppression")
    back = ConnectedCitizen(server)
    back.connect()
    assert back.path == "/inscription/franceconnect/identite"


def test_owner_who_forgot_the_password_deletes_the_account_through_franceconnect(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    to_linked_account(citizen, simulator)
    before = count(server, Account)
    citizen.get("/compte/suppression")
    assert not citizen.hidden("password")
    citizen.post("/compte/suppression", {"confirmation": "y"})
    assert citizen.path == "/compte/supprime"
    assert count(server, Account) == before - 1


def test_account_without_password_keeps_its_only_way_in_and_can_be_deleted(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    person = newcomer(simulator)
    citizen.sign_up(person.nir)
    before = count(server, Account)
    citizen.get("/compte")
    assert "FranceConnect seulement" in citizen.text()
    citizen.post("/compte/franceconnect/suppression")
    assert "FranceConnect seulement" in citizen.text()
    citizen.get("/compte/suppression")
    citizen.post("/compte/suppression")
    assert citizen.status == 422
    citizen.post("/compte/suppression", {"confirmation": "y"})
    assert citizen.path == "/compte/supprime"
    assert count(server, Account) == before - 1


def test_password_never_opens_an_account_without_one(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    person = newcomer(simulator)
    citizen.sign_up(person.nir)
    other = ConnectedCitizen(server)
    other.get("/identification")
    other.post("/identification", {"nir": person.nir, "password": ""})
    assert other.status == 422
    other.post("/identification", {"nir": person.nir, "password": PASSWORD})
    assert other.status == 422


@both
def test_sign_out_ends_the_session_there_too(citizen: ConnectedCitizen, simulator: Simulator) -> None:
    person = newcomer(simulator)
    citizen.sign_up(person.nir)
    citizen.get("/compte")
    answer = citizen.post("/deconnexion")
    visited = [step.url for step in answer.history]
    assert any("/session/end?" in url for url in visited)
    assert all(name in str(visited) for name in ("id_token_hint=", "state=", "post_logout_redirect_uri="))
    assert citizen.path == "/identification"
    assert "Vous êtes déconnecté" in citizen.text()
    assert citizen.get("/compte").url.endswith("suite=/compte")
    assert person.given_name not in citizen.text()


def test_replaced_session_id_is_not_connected(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    person = newcomer(simulator)
    citizen.get("/identification")
    former = citizen.browser.cookies["session"]
    citizen.connect()
    stranger = ConnectedCitizen(server)
    stranger.browser.cookies.set("session", former)
    stranger.get("/")
    assert person.given_name not in stranger.text()


def test_second_connection_of_another_person_in_this_browser_drops_the_first_signup(
    citizen: ConnectedCitizen, simulator: Simulator
) -> None:
    one = newcomer(simulator)
    citizen.connect()
    citizen.give_number(one.nir)
    citizen.post("/franceconnect/deconnexion")
    newcomer(simulator)
    citizen.connect()
    assert citizen.path == "/inscription/franceconnect/identite"


def test_session_of_the_sign_in_page_says_that_the_connection_ended(
    citizen: ConnectedCitizen, simulator: Simulator
) -> None:
    newcomer(simulator)
    citizen.connect()
    citizen.post("/franceconnect/deconnexion")
    citizen.get("/inscription/franceconnect/identite")
    assert citizen.path == "/identification"
    assert "connexion FranceConnect a pris fin" in citizen.text()


def test_signing_in_is_idle_after_half_an_hour(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    person = newcomer(simulator)
    citizen.sign_up(person.nir)
    server.clock.advance(timedelta(minutes=31))
    citizen.get("/compte")
    assert citizen.path == "/identification"
