"""Sessions: their cookie, their end, their keys."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from itsdangerous import Signer
from pydantic import SecretStr
from sqlalchemy import func, select

from fixtures.clock import ControllableClock
from webapp.models import BrowserSession
from webapp.services import Services
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.conftest import KEY, MakeApp

OTHER_NIR = "180127511500158"
OTHER_KEY = KEY[::-1].replace("=", "A")


def sessions(services: Services) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(BrowserSession)) or 0


def test_cookie_holds_a_signed_random_id_and_nothing_else(citizen: Citizen) -> None:
    citizen.to_account()
    token, signature = citizen.session_cookie.rsplit(".", 1)
    assert len(token) == 43
    assert Signer([KEY], salt="session").unsign(f"{token}.{signature}") == token.encode()


def test_cookie_is_not_for_scripts_nor_for_other_sites(citizen: Citizen) -> None:
    (cookie,) = citizen.get("/inscription/identite").headers.getlist("Set-Cookie")
    assert cookie.startswith("session=")
    assert set(cookie.split("; ")[1:]) == {"HttpOnly", "SameSite=Lax", "Path=/"}


def test_cookies_under_https_are_secure_and_of_this_host_alone(make_app: MakeApp) -> None:
    browser = make_app(base_url="https://localhost").test_client()
    answered = browser.post("/cookies", data={"choix": "accepter"}, base_url="https://localhost")
    shown = browser.get("/inscription/identite", base_url="https://localhost")
    consent, session = answered.headers["Set-Cookie"], shown.headers["Set-Cookie"]
    assert session.startswith("__Host-session=")
    assert set(session.split("; ")[1:]) == {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"}
    assert "Secure" in consent.split("; ")
    assert shown.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_session_is_written_once_and_not_again_with_every_page(citizen: Citizen) -> None:
    assert "Set-Cookie" in citizen.get("/inscription/identite").headers
    assert "Set-Cookie" not in citizen.get("/inscription/identite").headers


@pytest.mark.parametrize("path", ["/", "/aide", "/conditions-generales", "/health/live", "/rien"])
def test_reading_opens_no_session(citizen: Citizen, services: Services, path: str) -> None:
    assert "Set-Cookie" not in citizen.get(path).headers
    assert sessions(services) == 0


def test_account_is_closed_after_half_an_hour_without_activity_and_says_so(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    citizen.to_account()
    app_clock.advance(timedelta(minutes=30))
    asked = citizen.get("/compte")
    assert (asked.status_code, asked.location) == (303, "/identification?suite=/compte")
    citizen.get(asked.location)
    assert "la session se ferme après 30&nbsp;minutes sans activité" in citizen.page
    citizen.get(asked.location)
    assert "sans activité" not in citizen.page


def test_account_stays_open_just_before(citizen: Citizen, app_clock: ControllableClock) -> None:
    citizen.to_account()
    app_clock.advance(timedelta(minutes=29, seconds=59))
    assert citizen.get("/compte").status_code == 200


def test_activity_keeps_the_account_open(citizen: Citizen, app_clock: ControllableClock) -> None:
    citizen.to_account()
    app_clock.advance(timedelta(minutes=20))
    citizen.get("/compte")
    app_clock.advance(timedelta(minutes=20))
    assert citizen.get("/compte").status_code == 200


def test_activity_keeps_no_account_open_for_more_than_twelve_hours(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    citizen.to_account()
    statuses = [account_after(timedelta(minutes=20), citizen, app_clock) for _ in range(36)]
    assert statuses == [200] * 35 + [303]
    assert citizen.sign_in().location == "/compte"
    assert account_after(timedelta(minutes=20), citizen, app_clock) == 200


def account_after(pause: timedelta, citizen: Citizen, clock: ControllableClock) -> int:
    clock.advance(pause)
    return citizen.get("/compte").status_code


def test_sign_in_after_the_end_leads_back_where_it_was_asked_for(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    citizen.to_account()
    app_clock.advance(timedelta(minutes=30))
    citizen.get(citizen.get("/compte/suppression").location)
    fields = {"nir": NIR, "password": PASSWORD, "suite": citizen.hidden("suite")}
    assert citizen.post("/identification", fields).location == "/compte/suppression"


@pytest.mark.parametrize(
    "change",
    [
        # In « A » and « Q » differ bits that count: the last ones of a signature are filling.
        lambda cookie: cookie[:-1] + ("A" if cookie[-1] != "A" else "Q"),
        lambda cookie: cookie.rsplit(".", 1)[0],
        lambda cookie: ("A" if cookie[0] != "A" else "B") + cookie[1:],
        lambda cookie: cookie + ".x",
        lambda _: "é",
        lambda _: ".",
        lambda _: "x" * 3_000,
    ],
)
def test_tampered_cookie_opens_nothing(citizen: Citizen, change: Callable[[str], str]) -> None:
    citizen.to_account()
    citizen.client.set_cookie("session", change(citizen.session_cookie))
    assert citizen.get("/compte").status_code == 303
    assert citizen.get("/identification").status_code == 200


def test_id_signed_by_another_key_opens_nothing(citizen: Citizen) -> None:
    citizen.to_account()
    token = citizen.session_cookie.rsplit(".", 1)[0]
    citizen.client.set_cookie("session", Signer([OTHER_KEY], salt="session").sign(token).decode())
    assert citizen.get("/compte").status_code == 303


def test_sign_out_ends_the_session_on_both_sides(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    citizen.get("/compte")
    former, before = citizen.session_cookie, sessions(services)
    answer = citizen.post("/deconnexion", {})
    assert answer.location == "/identification?sortie=1"
    assert citizen.client.get_cookie("session") is None
    assert sessions(services) == before - 1
    citizen.client.set_cookie("session", former)
    assert citizen.client.get("/compte").status_code == 303


def test_sign_out_under_https_removes_the_cookie_by_its_own_rules(make_app: MakeApp, citizen: Citizen) -> None:
    citizen.app = make_app(base_url="https://localhost")
    browser = citizen.app.test_client()
    browser.post("/cookies", data={"choix": "accepter"}, base_url="https://localhost")
    page = browser.get("/identification", base_url="https://localhost").get_data(as_text=True)
    citizen.page = page
    fields = {"csrf_token": citizen.hidden("csrf_token")}
    answer = browser.post("/deconnexion", data=fields, base_url="https://localhost")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-session=; ")
    assert {"Secure", "Path=/", "Max-Age=0"} <= set(cookie.split("; "))


def test_sign_out_from_another_site_does_nothing(citizen: Citizen) -> None:
    citizen.to_account()
    answer = citizen.client.post("/deconnexion", data={})
    assert (answer.status_code, answer.location) == (303, "/compte?recommencer=1")
    citizen.get(answer.location)
    assert "Votre dernière demande n’a pas été prise en compte" in citizen.page


def test_request_under_way_at_sign_out_does_not_open_the_session_again(citizen: Citizen) -> None:
    citizen.to_account()
    citizen.get("/compte")
    sessions_of_app = citizen.app.session_interface
    cookie = citizen.session_cookie
    headers = {"Cookie": f"session={cookie}; consentement=accepter"}
    with citizen.app.test_request_context("/compte", headers=headers) as slow:
        slow.session["seen"] = "yes"
        citizen.post("/deconnexion", {})
        sessions_of_app.save_session(citizen.app, slow.session, citizen.app.response_class())
    citizen.client.set_cookie("session", cookie)
    assert citizen.client.get("/compte").status_code == 303


def test_request_that_only_looks_takes_back_nothing_that_another_wrote_meanwhile(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    citizen.get("/inscription/identite")
    headers = {"Cookie": f"session={citizen.session_cookie}; consentement=accepter"}
    with citizen.app.test_request_context("/inscription/identite", headers=headers) as slow:
        assert "csrf_token" in slow.session
        citizen.to_code()
        # So late that it has the session live longer.
        app_clock.advance(timedelta(minutes=2))
        citizen.app.session_interface.save_session(citizen.app, slow.session, citizen.app.response_class())
    assert citizen.get("/inscription/code").status_code == 200


def test_key_in_front_signs_and_the_former_one_still_opens(citizen: Citizen, make_app: MakeApp) -> None:
    citizen.to_account()
    rotated = make_app(secret_keys=secret(OTHER_KEY, KEY))
    browser = rotated.test_client()
    browser.set_cookie("consentement", "accepter")
    browser.set_cookie("session", citizen.session_cookie)
    assert browser.get("/compte").status_code == 200


def test_form_of_a_page_that_was_open_when_the_key_changed_is_taken(citizen: Citizen, make_app: MakeApp) -> None:
    citizen.to_contact()
    token, session = citizen.hidden("csrf_token"), citizen.session_cookie
    browser = make_app(secret_keys=secret(OTHER_KEY, KEY)).test_client()
    browser.set_cookie("consentement", "accepter")
    browser.set_cookie("session", session)
    answer = browser.post("/inscription/coordonnees", data=citizen.contact(csrf_token=token))
    assert (answer.status_code, answer.location) == (303, "/inscription/situation")


def test_cookie_is_signed_again_before_the_key_that_signed_it_is_taken_away(
    citizen: Citizen, make_app: MakeApp
) -> None:
    citizen.to_contact()
    assert "Set-Cookie" not in citizen.get("/inscription/coordonnees").headers
    browser = make_app(secret_keys=secret(OTHER_KEY, KEY)).test_client()
    browser.set_cookie("consentement", "accepter")
    browser.set_cookie("session", citizen.session_cookie)
    assert "Set-Cookie" in browser.get("/inscription/coordonnees").headers
    assert "Set-Cookie" not in browser.get("/inscription/coordonnees").headers
    citizen.client.set_cookie("session", browser.get_cookie("session").value)
    citizen.client.application = make_app(secret_keys=secret(OTHER_KEY))
    assert citizen.get("/inscription/coordonnees").status_code == 200


def test_last_form_of_a_finished_sign_up_opens_no_account_over_another_one(
    citizen: Citizen, another_citizen: Citizen
) -> None:
    another_citizen.to_account(nir=OTHER_NIR)
    citizen.to_account()
    assert citizen.sign_in(OTHER_NIR).location == "/compte"
    citizen.get("/compte")
    citizen.post("/inscription/situation", {})
    citizen.get("/compte")
    assert another_citizen.email in citizen.page
    assert citizen.email not in citizen.page


def test_last_form_of_a_finished_sign_up_makes_no_session_longer(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    citizen.to_account()
    statuses = []
    for _ in range(36):
        statuses.append(account_after(timedelta(minutes=20), citizen, app_clock))
        citizen.post("/inscription/situation", {})
    assert statuses == [200] * 35 + [303]


def test_key_that_was_removed_opens_nothing(citizen: Citizen, make_app: MakeApp) -> None:
    citizen.to_account()
    browser = make_app(secret_keys=secret(OTHER_KEY)).test_client()
    browser.set_cookie("consentement", "accepter")
    browser.set_cookie("session", citizen.session_cookie)
    assert browser.get("/compte").status_code == 303


def secret(*keys: str) -> tuple[SecretStr, ...]:
    return tuple(map(SecretStr, keys))
