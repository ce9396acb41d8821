"""Whoever reads English reads English alone, on every page and in every mail."""

import re

import pytest
from huey import Huey

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from webapp.tests.citizen import Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.languages.every_page import EveryPage
from webapp.tests.languages.readers import Reader, french_of

SOUND = re.compile(r'href="(/controle/[^"]+\.wav)"')

# What a deployment says of itself is in its own language.
ENGLISH_NAMES = {
    "service_name": "Training",
    "publisher": "Ministry",
    "hosting_provider": "Host",
    "contact_email": "help@example.com",
}


@pytest.fixture
def reader_of_english(make_app: MakeApp, queue: Huey, mails: Mailbox) -> Citizen:
    """Return somebody who has not answered about cookies, and whose browser wants English."""
    app = make_app(languages="fr en", **ENGLISH_NAMES)
    citizen = Citizen(app, queue, mails)
    citizen.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en-GB,en;q=0.8"
    return citizen


def test_no_page_holds_french(reader_of_english: Citizen, app_clock: ControllableClock) -> None:
    pages = EveryPage(reader_of_english, app_clock).walk()
    assert set().union(*map(french_of, pages.values())) == set()
    assert {language for page in pages.values() for language in Reader(page).languages} == {"en"}


def test_what_a_deployment_has_not_said_of_itself_yet_is_said_in_english(
    make_app: MakeApp, queue: Huey, mails: Mailbox
) -> None:
    app = make_app(service_name="Training", contact_email="help@example.com")
    citizen = Citizen(app, queue, mails)
    for path in ("/mentions-legales?langue=en", "/donnees-personnelles?langue=en", "/conditions-generales?langue=en"):
        citizen.get(path)
        assert french_of(citizen.page) == set()


@pytest.mark.requirement("LANGUAGE-1")
def test_security_control_is_spoken_in_the_language_of_its_page(citizen: Citizen) -> None:
    citizen.get("/inscription/identite")
    token = citizen.hidden("captcha_token")
    assert SOUND.findall(citizen.page) == [f"/controle/{token}.wav"]
    citizen.get("/inscription/identite?langue=en")
    (sound,) = SOUND.findall(citizen.page)
    assert sound == f"/controle/en/{citizen.hidden('captcha_token')}.wav"
    answer = citizen.client.get(sound)
    assert (answer.status_code, answer.mimetype) == (200, "audio/wav")
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.parametrize("voice", ["es", "..", "%2e%2e", "fr%00"])
def test_voice_that_there_is_not_is_not_found(citizen: Citizen, voice: str) -> None:
    citizen.get("/inscription/identite")
    assert citizen.client.get(f"/controle/{voice}/{citizen.hidden('captcha_token')}.wav").status_code == 404
