"""First connection, return, sign-out: the happy ways, on FranceConnect+ and on FranceConnect."""

import json
from datetime import timedelta

import pytest

from fixtures.franceconnect import Simulator
from fixtures.live_server import LiveServer
from fixtures.personas import with_key
from webapp.models import Account
from webapp.tests.franceconnect.connected_citizen import PASSWORD, ConnectedCitizen
from webapp.tests.franceconnect.scenes import count, newcomer, orders

both = pytest.mark.parametrize("server", ["plus", "standard"], indirect=True)


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
    assert f" : {person.given_name}" in citizen.text().partition("Connexion avec FranceConnect")[2]


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
    citizen.give_number(with_key(f"{stem}{next(orders)}"))
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
    assert "Votre session est fermée" in citizen.text()
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
    assert "connexion FranceConnect+ a pris fin" in citizen.text()


def test_signing_in_is_idle_after_half_an_hour(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    person = newcomer(simulator)
    citizen.sign_up(person.nir)
    server.clock.advance(timedelta(minutes=31))
    citizen.get("/compte")
    assert citizen.path == "/identification"
