"""Ids of sessions: each proof of who somebody is gives a new one, and the former one opens nothing any more."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fixtures.clock import ControllableClock
from webapp.security.sessions import REPLACED_LIFETIME
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.markup import Markup


def test_id_is_renewed_at_sign_in_and_the_former_one_opens_nothing(citizen: Citizen, another_citizen: Citizen) -> None:
    citizen.to_account()
    another_citizen.get("/identification")
    former = another_citizen.session_cookie
    assert another_citizen.post("/identification", {"nir": NIR, "password": PASSWORD}).status_code == 303
    assert another_citizen.session_cookie != former
    assert another_citizen.client.get("/compte").status_code == 200
    another_citizen.client.set_cookie("session", former)
    assert another_citizen.client.get("/compte").status_code == 303
    assert another_citizen.client.get("/compte/donnees.json").status_code == 303


def test_id_is_renewed_when_the_account_is_made(citizen: Citizen) -> None:
    citizen.to_situation()
    former = citizen.session_cookie
    citizen.post("/inscription/situation", citizen.situation())
    assert citizen.session_cookie != former
    citizen.client.set_cookie("session", former)
    assert citizen.client.get("/compte").status_code == 303


@dataclass(frozen=True)
class Thief:
    """Somebody elsewhere who knows the id that a citizen's browser had, and has looked at the page with it."""

    browser: FlaskClient
    form: dict[str, object]

    def tries(self, path: str) -> TestResponse:
        return self.browser.post(path, data=self.form)

    def opens_account(self) -> bool:
        return self.browser.get("/compte").status_code == 200


def thief_of(citizen: Citizen, path: str) -> Thief:
    """Return a thief who holds the citizen's own answers, in a form of the page that they asked for themselves."""
    browser = citizen.app.test_client()
    browser.set_cookie("consentement", "accepter")
    browser.set_cookie("session", citizen.session_cookie)
    token = Markup(browser.get(path).get_data(as_text=True)).value("csrf_token")
    return Thief(browser, {**citizen.situation(), "csrf_token": token})


def test_former_id_opens_no_account_whoever_keeps_asking_with_it(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    thief = thief_of(citizen.to_situation(), "/inscription/situation")
    citizen.post("/inscription/situation", citizen.situation())
    app_clock.advance(timedelta(seconds=20))
    thief.browser.get("/")
    app_clock.advance(timedelta(hours=20))
    assert citizen.email not in thief.browser.get("/inscription/terminee").get_data(as_text=True)
    thief.tries("/inscription/situation")
    assert not thief.opens_account()


def test_former_id_opens_no_account_while_its_owner_may_still_click_twice(citizen: Citizen) -> None:
    thief = thief_of(citizen.to_situation(), "/inscription/situation")
    citizen.post("/inscription/situation", citizen.situation())
    thief.tries("/inscription/situation")
    assert not thief.opens_account()
    assert citizen.email not in thief.browser.get("/inscription/terminee").get_data(as_text=True)


def test_former_id_opens_no_account_after_its_owner_signed_out(citizen: Citizen, app_clock: ControllableClock) -> None:
    thief = thief_of(citizen.to_situation(), "/inscription/situation")
    citizen.post("/inscription/situation", citizen.situation())
    thief.browser.get("/")
    citizen.get("/compte")
    citizen.post("/deconnexion", {})
    app_clock.advance(timedelta(hours=13))
    thief.tries("/inscription/situation")
    assert not thief.opens_account()


def test_id_is_renewed_when_the_address_is_confirmed_and_the_former_one_shows_nothing(citizen: Citizen) -> None:
    citizen.to_code()
    thief, former = thief_of(citizen, "/inscription/code"), citizen.session_cookie
    citizen.enter(citizen.code())
    assert citizen.session_cookie != former
    assert citizen.get("/inscription/coordonnees").status_code == 200
    assert thief.browser.get("/inscription/coordonnees").location == "/inscription/identite"
    thief.tries("/inscription/coordonnees")
    thief.tries("/inscription/situation")
    assert not thief.opens_account()


def test_slow_request_with_the_former_id_does_not_bring_it_back(citizen: Citizen) -> None:
    citizen.to_situation()
    former = citizen.session_cookie
    headers = {"Cookie": f"session={former}; consentement=accepter"}
    with citizen.app.test_request_context("/inscription/situation", headers=headers) as slow:
        slow.session["seen"] = "yes"
        citizen.post("/inscription/situation", citizen.situation())
        citizen.app.session_interface.save_session(citizen.app, slow.session, citizen.app.response_class())
    citizen.client.set_cookie("session", former)
    assert citizen.email not in citizen.client.get("/inscription/terminee").get_data(as_text=True)


def clicked_twice(citizen: Citizen, path: str, fields: dict[str, object]) -> tuple[TestResponse, TestResponse]:
    """Send a form twice with one id: the browser never sees the first answer, which is that of the second."""
    form, former = {**fields, "csrf_token": citizen.hidden("csrf_token")}, citizen.session_cookie
    first = citizen.client.post(path, data=form)
    citizen.client.set_cookie("session", former)
    return first, citizen.client.post(path, data=form)


def test_code_sent_twice_goes_on_though_the_first_answer_was_lost(citizen: Citizen) -> None:
    citizen.to_code()
    fields: dict[str, object] = {"code": citizen.code(), "entry": citizen.hidden("entry")}
    first, second = clicked_twice(citizen, "/inscription/code", fields)
    assert first.location == second.location == "/inscription/coordonnees"
    assert citizen.get("/inscription/coordonnees").status_code == 200


def test_sign_in_sent_twice_opens_the_account_though_the_first_answer_was_lost(citizen: Citizen) -> None:
    citizen.to_account()
    citizen.post("/deconnexion", {})
    citizen.get("/identification")
    first, second = clicked_twice(citizen, "/identification", {"nir": NIR, "password": PASSWORD})
    assert first.location == second.location == "/compte"
    assert citizen.client.get("/compte").status_code == 200


def shared_sign_in(citizen: Citizen) -> Thief:
    """Sign a citizen in on a page that somebody else had opened before on the same computer, and return that one."""
    citizen.to_account()
    citizen.post("/deconnexion", {})
    citizen.get("/identification")
    browser = citizen.app.test_client()
    browser.set_cookie("consentement", "accepter")
    browser.set_cookie("session", citizen.session_cookie)
    form: dict[str, object] = {"csrf_token": citizen.hidden("csrf_token"), "nir": NIR}
    assert citizen.post("/identification", {"nir": NIR, "password": PASSWORD}).status_code == 303
    return Thief(browser, form)


@pytest.mark.parametrize("guess", [{}, {"password": "Another-violet-43"}], ids=["none", "wrong"])
def test_who_knows_id_and_token_of_the_sign_in_page_but_no_password_is_not_signed_in(
    citizen: Citizen, guess: dict[str, object]
) -> None:
    thief = shared_sign_in(citizen)
    assert thief.browser.post("/identification", data=thief.form | guess).status_code == 422
    assert not thief.opens_account()
    assert citizen.client.get("/compte").status_code == 200


def test_password_is_not_guessed_at_the_answer_given_again(citizen: Citizen) -> None:
    thief = shared_sign_in(citizen)
    thief.browser.post("/identification", data=thief.form | {"password": "Another-violet-43"})
    thief.browser.post("/identification", data=thief.form | {"password": PASSWORD})
    assert not thief.opens_account()
    assert citizen.client.get("/compte").status_code == 200


def test_first_answer_is_given_again_for_two_minutes(citizen: Citizen, app_clock: ControllableClock) -> None:
    citizen.to_situation()
    form, former = {**citizen.situation(), "csrf_token": citizen.hidden("csrf_token")}, citizen.session_cookie
    citizen.client.post("/inscription/situation", data=form)
    app_clock.advance(REPLACED_LIFETIME)
    citizen.client.set_cookie("session", former)
    citizen.client.post("/inscription/situation", data=form)
    assert citizen.client.get("/compte").status_code == 303


def test_first_answer_given_again_opens_nothing_after_its_owner_signed_out(citizen: Citizen) -> None:
    citizen.to_situation()
    form, former = {**citizen.situation(), "csrf_token": citizen.hidden("csrf_token")}, citizen.session_cookie
    citizen.client.post("/inscription/situation", data=form)
    citizen.get("/compte")
    citizen.post("/deconnexion", {})
    citizen.client.set_cookie("session", former)
    citizen.client.post("/inscription/situation", data=form)
    assert citizen.client.get("/compte").status_code == 303


def test_page_asked_for_with_the_former_id_takes_no_cookie_from_who_got_the_new_one(citizen: Citizen) -> None:
    citizen.to_code()
    former = citizen.session_cookie
    citizen.enter(citizen.code())
    late = citizen.app.test_client()
    late.set_cookie("consentement", "accepter")
    late.set_cookie("session", former)
    answers = [late.get(path) for path in ("/inscription/code", "/inscription/identite", "/identification")]
    assert [answer.headers.getlist("Set-Cookie") for answer in answers] == [[], [], []]


def test_signing_in_again_ends_the_session_before(citizen: Citizen) -> None:
    citizen.to_account()
    former = citizen.session_cookie
    citizen.sign_in()
    citizen.client.set_cookie("session", former)
    assert citizen.client.get("/compte").status_code == 303


def test_token_of_before_the_sign_in_sends_no_form_after_it(citizen: Citizen) -> None:
    citizen.to_account()
    citizen.get("/identification")
    former = citizen.hidden("csrf_token")
    citizen.post("/identification", {"nir": NIR, "password": PASSWORD})
    answer = citizen.client.post("/compte/suppression", data={"password": PASSWORD, "csrf_token": former})
    assert (answer.status_code, answer.location) == (303, "/compte?recommencer=1")
    citizen.get(answer.location)
    assert "Votre dernière demande n’a pas été prise en compte" in citizen.page
