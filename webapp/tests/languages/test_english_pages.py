"""Whoever reads English reads English alone, on every page and in every mail."""

import pytest
from huey import Huey

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from webapp.tests.citizen import Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.languages.every_page import EveryPage
from webapp.tests.languages.readers import Reader, french_of

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
