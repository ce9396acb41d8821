"""What every page carries, whatever its route, its state or its error."""

import base64
import hashlib
import re
from collections.abc import Callable

import pytest
from flask import Flask, abort
from werkzeug.test import TestResponse

from webapp.tests.citizen import Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.markup import Markup

Visit = Callable[[Citizen], TestResponse]


def at(path: str) -> Visit:
    return lambda citizen: citizen.get(path)


def sent(path: str, fields: dict[str, object]) -> Visit:
    return lambda citizen: citizen.post(path, fields)


PUBLIC = [
    "/",
    "/aide",
    "/aide/navigateur",
    "/cookies",
    "/conditions-generales",
    "/donnees-personnelles",
    "/accessibilite",
    "/mentions-legales",
    "/compte/supprime",
    "/identification",
    "/identification?sortie=1",
    "/inscription/identite",
    "/rien",
    "/controle/rien.png",
    "/deconnexion",
]
STATES: dict[str, Visit] = {
    **{path: at(path) for path in PUBLIC},
    "identity with errors": lambda citizen: (
        citizen.get("/inscription/identite") and citizen.post("/inscription/identite", {})
    ),
    "identity with the password shown": lambda citizen: citizen.fill_identity(action="afficher"),
    "code": lambda citizen: citizen.to_code().get("/inscription/code"),
    "code sent again": lambda citizen: citizen.to_code().get("/inscription/code?renvoi=1"),
    "code too soon": lambda citizen: citizen.to_code().post("/inscription/code/renvoi", {}),
    "wrong code": lambda citizen: citizen.to_code().enter(citizen.wrong_code()),
    "contact": lambda citizen: citizen.to_contact().get("/inscription/coordonnees"),
    "contact with towns": lambda citizen: citizen.to_contact().post(
        "/inscription/coordonnees", citizen.contact(action="communes")
    ),
    "contact with errors": lambda citizen: citizen.to_contact().post("/inscription/coordonnees", {"street": "<b>"}),
    "situation": lambda citizen: citizen.to_situation().get("/inscription/situation"),
    "situation with errors": lambda citizen: citizen.to_situation().post("/inscription/situation", {"diploma": "x"}),
    "done": lambda citizen: citizen.to_account().get("/inscription/terminee"),
    "account": lambda citizen: citizen.to_account().get("/compte"),
    "deletion": lambda citizen: citizen.to_account().get("/compte/suppression"),
    "wrong sign-in": Citizen.sign_in,
    "lost session": lambda citizen: citizen.post("/inscription/coordonnees", {}),
    "body of another type": lambda citizen: citizen._seen(citizen.client.post("/identification", json={})),
    "choice that is none": sent("/cookies", {"choix": "x"}),
}
SIGNED_IN = ("done", "account", "deletion")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.mark.parametrize("visit", STATES.values(), ids=STATES)
def test_every_page_is_whole_and_protected(citizen: Citizen, visit: Visit) -> None:
    answer = visit(citizen)
    assert_protected(answer)
    assert_whole(citizen.page)


@pytest.mark.parametrize("path", PUBLIC)
def test_page_before_the_answer_about_cookies_is_whole_and_protected(visitor: Citizen, path: str) -> None:
    assert_protected(visitor.get(path))
    assert_whole(visitor.page)


@pytest.mark.parametrize("visit", [visit for name, visit in STATES.items() if name not in SIGNED_IN])
def test_link_to_sign_in_stands_in_the_header_of_every_page(citizen: Citizen, visit: Visit) -> None:
    visit(citizen)
    (header,) = Markup(citizen.page).all("header")
    assert ("S'identifier", "/identification") in [(link.text, link.get("href")) for link in header.inside]


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 406, 409, 410, 413, 414, 416, 418, 429, 500, 501, 502, 503]
)
def test_every_error_page_is_whole_and_protected(app: Flask, visitor: Citizen, status: int) -> None:
    app.add_url_rule("/panne", "failing", lambda: abort(status))
    answer = visitor.get("/panne")
    assert answer.status_code == status
    assert_protected(answer)
    assert_whole(visitor.page)
    assert f"Code de l’erreur : {status}" in visitor.page.replace("&nbsp;", " ").replace("\u00a0", " ")


def test_maintenance_page_is_whole_and_protected(make_app: MakeApp) -> None:
    answer = make_app(maintenance=True).test_client().get("/inscription/identite")
    assert_protected(answer)
    assert_whole(answer.get_data(as_text=True))


@pytest.mark.parametrize("path", ["/health/live", "/compte/donnees.json", "/static/rien.css"])
def test_what_is_no_page_is_protected_too(citizen: Citizen, path: str) -> None:
    citizen.to_account()
    answer = citizen.client.get(path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("kind", ["png", "wav"])
def test_security_control_is_kept_by_the_browser_alone_and_no_longer_than_it_lives(citizen: Citizen, kind: str) -> None:
    citizen.get("/inscription/identite")
    answer = citizen.client.get(f"/controle/{citizen.hidden('captcha_token')}.{kind}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, max-age=600")


def assert_protected(answer: TestResponse) -> None:
    policy = answer.headers["Content-Security-Policy"]
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert {"form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'"} <= set(
        policy.split("; ")
    )
    styles = re.findall(r"<style>(.*?)</style>", answer.get_data(as_text=True), re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles]
    assert [f"style-src 'sha256-{digest}'" in policy for digest in digests] == [True]
    assert answer.headers.get("Server", "") == ""


def assert_whole(html: str) -> None:
    page = Markup(html)
    identifiers = [element.get("id") for element in page.elements if element.get("id")]
    footer = page.all("footer")[0]
    assert html.startswith("<!DOCTYPE html>")
    assert page.all("html")[0].get("lang") == "fr"
    assert len(page.all("title")[0].text) > len(" – Compte Formation")
    assert len([heading for heading in page.all("h1") if heading.text]) == 1
    assert sorted(identifiers) == sorted(set(identifiers))
    assert page.by_id("main") is not None
    assert all(re.fullmatch(r"/[a-z/]*", form.get("action")) for form in page.all("form"))
    shown_in_addresses = [form for form in page.all("form") if form.get("method") != "post"]
    assert {field.get("name") for form in shown_in_addresses for field in form.inside} <= {"", "langue", "action"}
    assert ("Accessibilité : non conforme", "/accessibilite") in [(a.text, a.get("href")) for a in footer.inside]
    assert not re.search(r"""\s(on[a-z]+|style)=|hx-on|javascript:""", html)
    assert all(script.get("src").startswith("/static/") for script in page.all("script"))
    assert_descriptions_exist(page, set(identifiers))


def assert_descriptions_exist(page: Markup, identifiers: set[str]) -> None:
    named = ("aria-describedby", "aria-labelledby", "for", "aria-controls")
    pointed = {name for element in page.elements for attribute in named for name in element.get(attribute).split()}
    assert pointed <= identifiers
