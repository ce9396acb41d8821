"""What another site, or a forged request, makes of a citizen's browser: nothing (CSRF, redirects, caches, logs)."""

import json
import re
from io import StringIO

import pytest
import structlog
from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy import func, select
from werkzeug.routing import Rule

from webapp.models import Account, BrowserSession, Draft, FranceConnectLink, Mail
from webapp.services import Services
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.markup import Markup

EVIL = "https://ailleurs.example"
# The answer about cookies comes before there is a session to tie a token to: its origin is checked (test_cookies.py).
WITHOUT_TOKEN = {"public.choose_cookies"}


def rows(services: Services) -> list[int | None]:
    tables = (Account, Draft, Mail, BrowserSession, FranceConnectLink)
    with services.database.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def paths_of_forms(app: Flask) -> list[str]:
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return [filled(rule) for rule in rules if rule.endpoint not in WITHOUT_TOKEN]


def filled(rule: Rule) -> str:
    return rule.rule.replace("<slug>", "situation")


def forged(citizen: Citizen, path: str, token: str) -> int:
    """Send a right form from another site, with the citizen's cookies."""
    fields = {**citizen.situation(), "password": PASSWORD, "confirmation": "y", "nir": NIR, "csrf_token": token}
    headers = {"Origin": EVIL, "Referer": f"{EVIL}/", "Sec-Fetch-Site": "cross-site"}
    return citizen.client.post(path, data=fields, headers=headers).status_code


@pytest.fixture
def refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the paths whose forms were refused for their token so far, whatever was answered."""
    paths: list[str] = []
    handlers = app.error_handler_spec[None][400]
    answer = handlers[CSRFError]

    def note(error: CSRFError) -> ResponseReturnValue:
        paths.append(request.path)
        answered: ResponseReturnValue = answer(error)
        return answered

    monkeypatch.setitem(handlers, CSRFError, note)
    return paths


@pytest.mark.parametrize("token", ["", "IjEyMyI.aaaa.bbbb"], ids=["without a token", "with a token made up"])
def test_no_form_of_another_site_does_anything(
    app: Flask, citizen: Citizen, services: Services, refused: list[str], token: str
) -> None:
    citizen.to_situation()
    before, paths = rows(services), paths_of_forms(app)
    statuses = {path: forged(citizen, path, token) for path in paths}
    assert len(paths) >= 10
    assert refused == paths
    assert {status for status in statuses.values() if status >= 500} == set()
    assert rows(services) == before
    assert citizen.get("/inscription/situation").status_code == 200


def test_token_of_another_session_does_nothing(
    citizen: Citizen, another_citizen: Citizen, services: Services
) -> None:
    citizen.to_account()
    another_citizen.get("/identification")
    before = rows(services)
    forged(citizen, "/compte/suppression", another_citizen.hidden("csrf_token"))
    forged(citizen, "/deconnexion", another_citizen.hidden("csrf_token"))
    assert rows(services) == before
    assert citizen.client.get("/compte").status_code == 200


def test_no_page_may_stand_in_a_frame(app: Flask, citizen: Citizen) -> None:
    citizen.to_account()
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    answers = [citizen.client.get(rule.rule) for rule in rules]
    assert len(answers) > 15
    assert {answer.headers["X-Frame-Options"] for answer in answers} == {"DENY"}
    assert {"frame-ancestors 'none'" in answer.headers["Content-Security-Policy"] for answer in answers} == {True}


LOCAL = re.compile(r"/(?![/\\])")
LOCAL_LINK = re.compile(r"#[a-z-]+|/(?![/\\])[\w/.?=&%-]*")
ELSEWHERE = [
    "https://ailleurs.example",
    "//ailleurs.example",
    "/\\ailleurs.example",
    "\\\\ailleurs.example",
    "/\t/ailleurs.example",
    "/%09/ailleurs.example\r\nX: y",
    "javascript:alert(1)",
    "@ailleurs.example",
    "/@ailleurs.example/..//ailleurs.example",
    "///ailleurs.example",
]


@pytest.mark.parametrize("suite", ELSEWHERE)
def test_no_redirect_leads_to_another_site(citizen: Citizen, suite: str) -> None:
    citizen.to_account()
    answers = [
        citizen.client.get("/identification", query_string={"suite": suite}),
        citizen.client.get("/cookies/verification", query_string={"suite": suite}),
        citizen.client.get("/franceconnect/connexion", query_string={"suite": suite}),
        citizen.client.get("/franceconnect/sortie", query_string={"suite": suite, "state": "x"}),
        citizen.client.post("/cookies", data={"choix": "accepter", "suite": suite}),
        citizen.post("/identification", {"nir": NIR, "password": PASSWORD, "suite": suite}),
    ]
    citizen.get("/compte")
    answers.append(citizen.post("/franceconnect/deconnexion", {"suite": suite}))
    assert answers[-1].status_code == 303
    locations = [answer.location for answer in answers if answer.location]
    assert len(locations) >= 5
    assert [location for location in locations if not LOCAL.match(location)] == []
    assert [location for location in locations if "ailleurs" in location.partition("?")[0]] == []


LEADING_AWAY = ["/%5Cailleurs.example/x", "/%09/ailleurs.example/x", "/%0A/ailleurs.example", "/%2Failleurs.example/x"]


@pytest.mark.parametrize("path", [*LEADING_AWAY, "/inscription/%5C%5Cailleurs.example"])
def test_no_link_of_an_error_page_leads_to_another_site(citizen: Citizen, path: str) -> None:
    answer = citizen.client.get(path)
    page = Markup(answer.get_data(as_text=True))
    links = [link.get("href") for link in page.all("a")]
    assert answer.status_code == 404
    assert len(links) > 5
    assert [link for link in links if not LOCAL_LINK.fullmatch(link)] == []
    assert [form.get("action") for form in page.all("form") if "ailleurs" in form.get("action")] == []


POISON = {
    "Host": {"Host": "ailleurs.example"},
    "X-Forwarded-Host": {"X-Forwarded-Host": "ailleurs.example"},
    "X-Forwarded-Server": {"X-Forwarded-Server": "ailleurs.example", "X-Host": "ailleurs.example"},
    "Forwarded": {"Forwarded": "host=ailleurs.example;proto=https"},
    "X-Forwarded-Prefix": {"X-Forwarded-Prefix": "//ailleurs.example", "X-Script-Name": "/ailleurs.example"},
    "X-Original-URL": {"X-Original-URL": "/ailleurs.example", "X-Rewrite-URL": "/ailleurs.example"},
    "X-Forwarded-Proto": {"X-Forwarded-Proto": "ailleurs.example", "X-Forwarded-Port": "4711"},
    "X-HTTP-Method-Override": {"X-HTTP-Method-Override": "DELETE", "X-Method-Override": "ailleurs.example"},
}


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("headers", POISON.values(), ids=POISON)
@pytest.mark.parametrize("path", ["/", "/identification", "/compte", "/inscription"])
def test_no_header_changes_what_a_page_links_to(
    make_app: MakeApp, headers: dict[str, str], path: str, proxies: int
) -> None:
    browser = make_app(trusted_proxies=proxies).test_client()
    browser.set_cookie("consentement", "accepter")
    answer = browser.get(path, headers=headers)
    written = answer.get_data(as_text=True) + str(answer.headers)
    assert "ailleurs.example" not in written
    # Of a port; in a random token these digits stand some day.
    assert ":4711" not in written
    assert answer.headers["Cache-Control"] == "no-store"


def test_mails_link_to_the_address_of_the_settings_alone(citizen: Citizen) -> None:
    citizen.get("/inscription/identite")
    headers = {"X-Forwarded-Host": "ailleurs.example", "Forwarded": "host=ailleurs.example"}
    assert citizen.post("/inscription/identite", citizen.identity(), **headers).status_code == 303
    (mail,) = citizen.deliver()
    assert "http://localhost" in mail.text
    assert b"ailleurs.example" not in mail.raw


LINES = ['x\n{"event": "forged"}', "x\r\nforged: 1", "\x1b[2J\x1b[31mforged", "x\u2028forged\u2029", "x\x00\x85forged"]


@pytest.mark.parametrize("injected", LINES, ids=ascii)
def test_nothing_that_is_sent_writes_a_line_of_the_log(app: Flask, citizen: Citizen, injected: str) -> None:
    written = StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    citizen.client.get(f"/rien/{injected}", query_string={"q": injected})
    citizen.fill_identity(birth_name=injected, email=injected, nir=injected)
    citizen.sign_in(injected, injected)
    citizen.client.get("/", headers={"User-Agent": ascii(injected), "X-Request-Id": ascii(injected)})
    citizen.client.get("/franceconnect/retour", query_string={"error": injected, "state": injected})
    lines = written.getvalue().split("\n")
    assert len(lines) >= 7
    assert [json.loads(line)["event"] for line in lines if line].count("request") >= 6
    assert "forged" not in written.getvalue()
    assert app


def test_every_request_has_an_id_of_ours_that_its_log_line_bears(app: Flask, citizen: Citizen) -> None:
    written = StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    answers = [citizen.client.get("/", headers={"X-Request-Id": "x" * 16}) for _ in range(3)]
    given = [answer.headers["X-Request-Id"] for answer in answers]
    assert len(set(given)) == 3
    assert "x" * 16 not in given
    assert [json.loads(line)["request_id"] for line in written.getvalue().splitlines()] == given
    assert app


def test_sign_in_page_of_an_attacker_gives_no_session_that_they_know(citizen: Citizen) -> None:
    """Session fixation, by a cookie planted before the sign-in (test_session_ids.py holds the rest)."""
    citizen.to_account()
    citizen.post("/deconnexion", {})
    citizen.client.set_cookie("session", "planted-by-an-attacker")
    citizen.sign_in()
    assert citizen.client.get_cookie("session").value != "planted-by-an-attacker"
    assert Markup(citizen.get("/compte").get_data(as_text=True)).all("h1")[0].text == "Mon compte"
