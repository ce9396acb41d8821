"""French unless something says otherwise; a choice goes on from page to page, and writes no cookie before consent."""

import brotli
import pytest
from flask import Flask
from huey import Huey

from fixtures.mailbox import Mailbox
from webapp.tests.citizen import PASSWORD, Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.languages.readers import Reader
from webapp.tests.markup import Markup

HOME = {"fr": "Ouvrez votre compte pour vous former", "en": "Open your account for your training"}


def language(page: str) -> str:
    (found,) = Reader(page).languages
    return found


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("", "fr"),
        ("*", "fr"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9,fr-CH;q=0.1", "fr"),
        ("en-GB,en;q=0.9", "en"),
        ("de-DE,de;q=0.9,en-US;q=0.5", "en"),
        ("de-DE", "fr"),
        ("x" * 5000, "fr"),
    ],
)
def test_first_page_is_french_but_for_browsers_that_want_no_french(visitor: Citizen, wanted: str, given: str) -> None:
    answer = visitor.get("/", **{"Accept-Language": wanted})
    assert (language(visitor.page), visitor.heading()) == (given, HOME[given])
    assert answer.headers["Content-Language"] == given
    assert "Accept-Language" in answer.vary
    assert answer.headers["Cache-Control"] == "no-store"


def test_switch_leads_to_the_same_page_in_the_other_language(visitor: Citizen) -> None:
    visitor.get("/cookies?suite=/aide&secret=1")
    (switch,) = [link for link in Markup(visitor.page).all("a") if link.get("hreflang")]
    assert (switch.text, switch.get("lang"), switch.get("hreflang")) == ("English", "en", "en")
    assert switch.get("href") == "/cookies?suite=%2Faide&langue=en"
    visitor.get(switch.get("href"))
    (back,) = [link for link in Markup(visitor.page).all("a") if link.get("hreflang")]
    assert (visitor.heading(), back.text, back.get("lang")) == ("Manage cookies", "Français", "fr")
    assert back.get("href") == "/cookies?suite=%2Faide&langue=fr"


@pytest.mark.parametrize("asked", ["xx", "EN", "en'\"><", "../en", ""])
def test_language_that_is_not_offered_is_not_given(visitor: Citizen, asked: str) -> None:
    visitor.client.get("/")
    visitor.get(f"/?langue={asked}")
    assert visitor.heading() == HOME["fr"]


def test_before_consent_every_link_and_form_carries_the_choice_and_no_cookie_is_written(visitor: Citizen) -> None:
    answer = visitor.get("/?langue=en")
    assert "Set-Cookie" not in answer.headers
    links = [link.get("href") for link in Markup(visitor.page).all("a")]
    forms = [form.get("action") for form in Markup(visitor.page).all("form")]
    own = [address for address in links + forms if address.startswith("/") and "langue=fr" not in address]
    assert own
    assert {address.partition("langue=")[2].partition("#")[0] for address in own} == {"en"}
    assert "/static/favicon" in visitor.page
    assert "/static/" not in "".join(own)


def test_choice_made_before_consent_lasts_after_it(visitor: Citizen) -> None:
    accepted = visitor.client.post("/cookies?langue=en", data={"choix": "accepter", "suite": "/aide?langue=en"})
    assert accepted.headers.getlist("Set-Cookie")[1:] == []
    assert accepted.location == "/cookies/verification?suite=/aide?langue%3Den&langue=en"
    checked = visitor.client.get(accepted.location)
    visitor.get(checked.location)
    assert visitor.heading() == "Help with signing up"
    visitor.get("/")
    assert visitor.heading() == HOME["en"]
    assert "langue=en" not in visitor.page


def test_choice_refused_its_cookies_goes_on_in_the_addresses(visitor: Citizen) -> None:
    refused = visitor.client.post("/cookies?langue=en", data={"choix": "refuser", "suite": "/aide"})
    assert refused.location == "/aide?langue=en"
    answer = visitor.get(refused.location)
    assert visitor.heading() == "Help with signing up"
    assert "Set-Cookie" not in answer.headers


def test_choice_lasts_through_the_journey_and_through_signing_out(citizen: Citizen) -> None:
    citizen.get("/?langue=en")
    citizen.to_account()
    assert citizen.heading() == "Your account has been created"
    citizen.get("/compte")
    signed_out = citizen.post("/deconnexion", {})
    citizen.get(signed_out.location)
    assert language(citizen.page) == "en"
    citizen.get("/aide")
    assert language(citizen.page) == "en"


def test_choice_is_remembered_until_another_one(citizen: Citizen) -> None:
    citizen.get("/aide?langue=en", **{"Accept-Language": "fr"})
    citizen.get("/aide", **{"Accept-Language": "fr"})
    assert language(citizen.page) == "en"
    citizen.get("/aide?langue=fr")
    citizen.get("/aide")
    assert language(citizen.page) == "fr"


def test_refused_form_offers_the_language_at_an_address_that_opens(citizen: Citizen) -> None:
    citizen.get("/?langue=en")
    citizen.to_code()
    citizen.post("/inscription/code/renvoi", {})
    (switch,) = [button for button in Markup(citizen.page).all("button") if button.get("value") == "langue"]
    assert switch.get("formaction") == "/inscription/code?langue=fr"
    assert citizen.get(switch.get("formaction")).status_code == 200


def test_error_pages_are_in_the_language_too(visitor: Citizen) -> None:
    answer = visitor.get("/rien?langue=en")
    assert (answer.status_code, visitor.heading(), language(visitor.page)) == (404, "Page not found", "en")


def test_address_of_another_site_is_left_alone(visitor: Citizen) -> None:
    visitor.get("/accessibilite?langue=en")
    assert 'href="https://formulaire.defenseurdesdroits.fr/"' in visitor.page


def test_carried_language_does_not_stop_compression(visitor: Citizen) -> None:
    answer = visitor.client.get("/?langue=en", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert b'href="/aide?langue=en"' in brotli.decompress(answer.data)


@pytest.fixture
def french_alone(make_app: MakeApp, queue: Huey, mails: Mailbox) -> Citizen:
    app: Flask = make_app(languages="fr")
    return Citizen(app, queue, mails)


def test_deployment_may_offer_french_alone(french_alone: Citizen) -> None:
    french_alone.get("/?langue=en", **{"Accept-Language": "en"})
    assert french_alone.heading() == HOME["fr"]
    assert "hreflang" not in french_alone.page


def test_download_is_the_same_data_in_every_language(citizen: Citizen) -> None:
    citizen.get("/?langue=en")
    citizen.to_account()
    recorded = citizen.client.get("/compte/donnees.json").get_json()
    assert (recorded["category"], recorded["language"]) == ("5", "en")
    assert PASSWORD not in str(recorded)
