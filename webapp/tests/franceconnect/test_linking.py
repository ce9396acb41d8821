"""An account that was made with a password and is linked to who connects: its proofs, its ways out, its end."""

from datetime import timedelta

import pytest

from fixtures.franceconnect import Simulator
from fixtures.live_server import LiveServer
from webapp.models import Account, FranceConnectLink
from webapp.signup import email_code
from webapp.tests.franceconnect.connected_citizen import PASSWORD, ConnectedCitizen
from webapp.tests.franceconnect.scenes import at_proof, count, mailed_code, newcomer, owner_of, to_linked_account
from webapp.tests.markup import Markup


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


def test_form_of_the_former_code_is_no_free_guess_at_the_new_one(
    simulator: Simulator, server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = newcomer(simulator)
    address, path = owner_of(server, person), "/inscription/franceconnect/rattachement/code"
    other = at_proof(server, person.nir)
    code = mailed_code(server, other, address)
    guess = {"code": f"{(int(code) + 1) % 10**6:06}", "entry": other.hidden("entry")}
    other.post(path, guess)
    server.clock.advance(timedelta(seconds=61))
    monkeypatch.setattr(email_code, "draw", lambda: guess["code"])
    assert mailed_code(server, other, address) == guess["code"]
    other.post(path, guess)
    assert "il vous reste 3 essais" in other.errors()
    other.post(path, {"code": guess["code"], "entry": other.hidden("entry")})
    assert other.path == "/compte"


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
    assert "Trop de mots de passe ont été essayés" in other.errors()
    assert "Vos réponses" not in other.errors()


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


def test_link_can_be_undone_where_there_is_a_password(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    to_linked_account(citizen, simulator)
    citizen.post("/compte/franceconnect/suppression")
    assert "Votre compte n’est plus rattaché à FranceConnect" in citizen.text()
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
    assert "FranceConnect+ seulement" in citizen.text()
    citizen.post("/compte/franceconnect/suppression")
    assert "FranceConnect+ seulement" in citizen.text()
    citizen.get("/compte?delie=1")
    assert "n’est plus rattaché" not in citizen.text()
    citizen.get("/compte/suppression")
    citizen.post("/compte/suppression")
    assert citizen.status == 422
    citizen.post("/compte/suppression", {"confirmation": "y"})
    assert citizen.path == "/compte/supprime"
    assert count(server, Account) == before - 1


THREE_SENT = "Trois codes ont déjà été envoyés : il n’est plus possible d’en demander."


@pytest.fixture
def at_last_code(simulator: Simulator, server: LiveServer) -> ConnectedCitizen:
    """Return somebody to whom the three codes of a proof were sent."""
    person = newcomer(simulator)
    other_address = owner_of(server, person)
    citizen = at_proof(server, person.nir)
    for _ in range(email_code.MAX_SENDS):
        mailed_code(server, citizen, other_address)
        server.clock.advance(email_code.SEND_INTERVAL)
    citizen.person = person
    return citizen


def test_proof_without_a_code_to_ask_for_leads_on(at_last_code: ConnectedCitizen) -> None:
    assert THREE_SENT in at_last_code.text()
    at_last_code.post("/inscription/franceconnect/rattachement/numero")
    at_last_code.give_number(at_last_code.person.nir)
    assert at_last_code.heading() == "Ce numéro a déjà un compte"
    assert THREE_SENT in at_last_code.text()
    at_last_code.post("/inscription/franceconnect/recommencer")
    at_last_code.give_number(at_last_code.person.nir)
    assert "Recevoir un code" in at_last_code.text()


def test_fourth_code_that_an_old_page_asks_for_is_refused_in_the_words_of_the_proof(
    at_last_code: ConnectedCitizen,
) -> None:
    at_last_code.post("/inscription/franceconnect/rattachement/envoi")
    assert at_last_code.status == 422
    assert at_last_code.errors().endswith(THREE_SENT)
    assert 'action="/inscription/franceconnect/recommencer"' in at_last_code.page


@pytest.mark.parametrize(
    ("fault", "told"), [("refuse", "Le message n’a pas pu être remis"), ("postpone", "L’envoi prend du retard")]
)
def test_proof_does_not_say_that_a_code_was_sent_which_was_not(
    simulator: Simulator, server: LiveServer, fault: str, told: str
) -> None:
    person = newcomer(simulator)
    owner_of(server, person)
    server.deliver_all()
    other = at_proof(server, person.nir)
    getattr(server.mailbox.faults, fault)()
    other.post("/inscription/franceconnect/rattachement/envoi")
    other.get("/inscription/franceconnect/rattachement")
    entry = other.hidden("entry")
    server.deliver_all()
    server.mailbox.faults.clear()
    other.get("/inscription/franceconnect/rattachement")
    assert told in other.text()
    assert ('id="code-form"' in other.page) is (fault == "postpone")
    assert "Renvoyer un code" in other.text()
    other.post("/inscription/franceconnect/rattachement/code", {"code": "12", "entry": entry})
    assert 'href="#code"' in other.page
    assert 'id="code"' in other.page
    other.get("/inscription/franceconnect/rattachement")
    assert "Code envoyé" not in other.text()
