"""COOKIE-1 to COOKIE-3: no cookie before the answer, refusal, withdrawal, and browsers that block cookies."""

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from fixtures.clock import ControllableClock
from webapp.models import Account, BrowserSession, Draft, Mail
from webapp.security.sessions import REPLACED_LIFETIME
from webapp.services import Services
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.markup import Markup

PAGES = [
    "/",
    "/identification",
    "/compte",
    "/compte/donnees.json",
    "/compte/suppression",
    "/compte/supprime",
    "/inscription",
    "/inscription/identite",
    "/inscription/code",
    "/inscription/coordonnees",
    "/inscription/situation",
    "/inscription/terminee",
    "/aide",
    "/aide/navigateur",
    "/cookies",
    "/cookies/verification",
    "/conditions-generales",
    "/donnees-personnelles",
    "/accessibilite",
    "/mentions-legales",
    "/health/live",
    "/rien",
]
FORMS = [
    "/identification",
    "/deconnexion",
    "/compte/suppression",
    "/inscription/identite",
    "/inscription/code",
    "/inscription/code/renvoi",
    "/inscription/coordonnees",
    "/inscription/situation",
    "/inscription/recommencer",
]
ELSEWHERE = [
    "https://ailleurs.example/",
    "//ailleurs.example",
    "/\\ailleurs.example",
    "\\\\ailleurs.example",
    "/\t/ailleurs.example",
    "/\n/ailleurs.example",
    " //ailleurs.example",
    "javascript:alert(1)",
    "ailleurs.example",
    "/@ailleurs.example:80\r\nSet-Cookie: a=b",
    "",
]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_writes_a_cookie_before_the_answer(visitor: Citizen, path: str) -> None:
    assert "Set-Cookie" not in visitor.get(path).headers


@pytest.mark.parametrize("path", FORMS)
def test_no_form_writes_a_cookie_or_a_row_before_the_answer(visitor: Citizen, services: Services, path: str) -> None:
    answer = visitor.post(path, {"nir": NIR, "password": PASSWORD})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(BrowserSession)) == 0
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
        assert session.scalar(select(func.count()).select_from(Mail)) == 0


@pytest.mark.parametrize("path", ["/inscription/identite", "/identification"])
def test_gate_says_why_and_offers_to_accept_and_go_on_here(visitor: Citizen, path: str) -> None:
    visitor.get(path)
    assert "Vous n’avez pas encore répondu au sujet des cookies" in visitor.page
    assert visitor.value("suite") == path
    accepted = visitor.client.post("/cookies", data={"choix": "accepter", "suite": path})
    checked = visitor.client.get(accepted.location)
    assert (accepted.status_code, checked.status_code, checked.location) == (303, 303, path)
    assert visitor.get(path).status_code == 200


def test_gate_leads_on_to_an_address_that_no_browser_keeps_a_page_of(visitor: Citizen) -> None:
    """Small browsers show a page again that they have, whatever its headers say: the gate would never open."""
    visitor.get("/inscription/identite")
    leading_on = [field.get("value") for field in Markup(visitor.page).all("input") if field.get("name") == "suite"]
    assert leading_on[-1] == "/inscription/identite?cookies=acceptes"


def test_accepting_writes_the_answer_and_no_other_cookie(visitor: Citizen) -> None:
    answer = visitor.client.post("/cookies", data={"choix": "accepter"})
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("consentement=accepter; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_refusing_writes_the_answer_alone_and_leaves_the_site_readable(visitor: Citizen) -> None:
    answer = visitor.client.post("/cookies", data={"choix": "refuser", "suite": "/aide"})
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("consentement=refuser; ")
    assert answer.location == "/aide"
    assert "Set-Cookie" not in visitor.get("/aide").headers
    assert "Accepter les cookies" not in visitor.page


@pytest.mark.parametrize("path", ["/inscription/identite", "/inscription/situation", "/identification"])
def test_refused_cookies_explain_themselves_where_they_are_needed(visitor: Citizen, path: str) -> None:
    visitor.client.post("/cookies", data={"choix": "refuser"})
    answer = visitor.get(path)
    assert answer.status_code == 200
    assert "Vous avez refusé les cookies de ce site" in visitor.page
    assert "Accepter et continuer" in visitor.page
    assert "Set-Cookie" not in answer.headers


def test_answer_can_be_changed_from_the_footer_of_any_page(visitor: Citizen) -> None:
    visitor.client.post("/cookies", data={"choix": "refuser"})
    visitor.get("/")
    assert "/cookies" in [link.get("href") for link in Markup(visitor.page).all("a")]
    visitor.accept_cookies()
    assert visitor.get("/inscription/identite").status_code == 200


def test_withdrawal_ends_the_sign_up_and_its_session_at_once(
    citizen: Citizen, services: Services, app_clock: ControllableClock
) -> None:
    citizen.to_contact()
    answer = citizen.client.post("/cookies", data={"choix": "refuser"})
    assert citizen.client.get_cookie("session") is None
    assert answer.location == "/"
    # What answers the form of the code again opens nothing, and goes by itself.
    beyond = app_clock.now() + REPLACED_LIFETIME
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0
        assert session.scalars(select(BrowserSession.id).where(BrowserSession.expires_at > beyond)).all() == []


def test_withdrawal_signs_out_and_keeps_the_account(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    former = citizen.client.get_cookie("session").value
    citizen.client.post("/cookies", data={"choix": "refuser"})
    citizen.accept_cookies()
    citizen.client.set_cookie("session", former)
    assert citizen.client.get("/compte").status_code == 303
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1


def test_blocked_cookies_are_said_once_without_a_loop(app: Flask) -> None:
    browser = app.test_client(use_cookies=False)
    accepted = browser.post("/cookies", data={"choix": "accepter", "suite": "/inscription/identite"})
    checked = browser.get(accepted.location)
    assert checked.status_code == 200
    assert "bloque" in checked.get_data(as_text=True)
    assert "/inscription/identite" in checked.get_data(as_text=True)


def test_form_of_a_browser_that_lost_every_cookie_is_no_csrf_error(app: Flask) -> None:
    answer = app.test_client(use_cookies=False).post("/inscription/identite", data={"nir": NIR, "csrf_token": "x"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "cookie" in Markup(html).all("h1")[0].text
    assert "csrf" not in re.sub(r"<[^>]*>", "", html).casefold()


@pytest.mark.parametrize(
    ("path", "suite"),
    [
        ("/inscription/situation", "/inscription?cookies=acceptes"),
        ("/inscription/recommencer", "/inscription?cookies=acceptes"),
        ("/deconnexion", "/identification?cookies=acceptes"),
    ],
)
def test_form_sent_after_cookies_were_refused_in_another_tab_says_so(citizen: Citizen, path: str, suite: str) -> None:
    citizen.to_situation()
    citizen.client.post("/cookies", data={"choix": "refuser"})
    answer = citizen.post(path, citizen.situation())
    assert answer.status_code == 403
    assert "Vous avez refusé les cookies" in citizen.page
    assert citizen.hidden("suite") == suite


def test_check_page_sent_to_itself_ends(citizen: Citizen) -> None:
    itself = "/cookies/verification?suite=/cookies/verification"
    assert citizen.client.get(itself, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://ailleurs.example"},
        {"Origin": "http://localhost.ailleurs.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_answer_sent_by_another_site_is_refused(visitor: Citizen, headers: dict[str, str]) -> None:
    answer = visitor.client.post("/cookies", data={"choix": "accepter"}, headers=headers)
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("headers", [{"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {}], ids=str)
def test_answer_sent_by_our_own_form_is_taken(visitor: Citizen, headers: dict[str, str]) -> None:
    answer = visitor.client.post("/cookies", data={"choix": "accepter"}, headers=headers)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (303, True)


@pytest.mark.parametrize("choice", ["", "oui", "accepted", "ACCEPTER", "accepter\x00", "x" * 10_000])
def test_answer_that_is_neither_is_no_answer(visitor: Citizen, choice: str) -> None:
    answer = visitor.client.post("/cookies", data={"choix": choice})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers
    assert "Demande incomprise" in answer.get_data(as_text=True)


@pytest.mark.parametrize("value", ["", "oui", "accepter; x", "é", "x" * 3_000])
def test_cookie_that_we_never_wrote_is_no_answer(visitor: Citizen, value: str) -> None:
    visitor.client.set_cookie("consentement", value)
    assert "Set-Cookie" not in visitor.get("/inscription/identite").headers
    assert "Vous n’avez pas encore répondu" in visitor.page


@pytest.mark.parametrize("suite", ELSEWHERE)
def test_choice_never_leads_to_another_site(visitor: Citizen, suite: str) -> None:
    accepted = visitor.client.post("/cookies", data={"choix": "accepter", "suite": suite})
    refused = visitor.client.post("/cookies", data={"choix": "refuser", "suite": suite})
    assert accepted.location == "/cookies/verification?suite=/"
    assert refused.location == "/"


@pytest.mark.parametrize("suite", ELSEWHERE)
def test_check_never_leads_to_another_site(citizen: Citizen, suite: str) -> None:
    assert citizen.client.get("/cookies/verification", query_string={"suite": suite}).location == "/"


@pytest.mark.parametrize("suite", ELSEWHERE)
def test_sign_in_never_leads_to_another_site(citizen: Citizen, suite: str) -> None:
    citizen.to_account()
    citizen.post("/deconnexion", {})
    citizen.get("/identification")
    answer = citizen.post("/identification", {"nir": NIR, "password": PASSWORD, "suite": suite})
    assert (answer.status_code, answer.location) == (303, "/compte")


@pytest.mark.parametrize("path", ["/cookies", "/donnees-personnelles"])
def test_files_that_a_browser_keeps_are_told(visitor: Citizen, path: str) -> None:
    visitor.get(path)
    said = Markup(visitor.page).all("main")[0].text
    assert "votre navigateur garde" in said
    assert "retirés si vous refusez" in said
