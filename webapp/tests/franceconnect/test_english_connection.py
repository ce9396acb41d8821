"""Whoever reads English reads English in FranceConnect's ways too, but for the official button."""

import pytest

from fixtures.franceconnect import Fault, Simulator
from fixtures.live_server import LiveServer
from webapp.tests.franceconnect.connected_citizen import ConnectedCitizen
from webapp.tests.franceconnect.scenes import newcomer
from webapp.tests.languages.readers import french_of
from webapp.tests.markup import Markup

# What the settings of the test's server say of the service.
NAMES = ("Compte Formation", "Éditeur à préciser", "Hébergeur à préciser", "@compte-formation", "24 August 1984")


def french(citizen: ConnectedCitizen) -> set[str]:
    return {text for text in french_of(citizen.page) if not any(name in text for name in NAMES)}


@pytest.fixture
def reader(server: LiveServer) -> ConnectedCitizen:
    """Return somebody whose browser wants English."""
    citizen = ConnectedCitizen(server)
    citizen.browser.headers["Accept-Language"] = "en"
    return citizen


def test_button_keeps_its_official_french_words(reader: ConnectedCitizen) -> None:
    reader.get("/identification")
    (button,) = [link for link in Markup(reader.page).all("a") if "fr-connect" in link.get("class").split()]
    assert (button.get("lang"), button.text) == ("fr", "S’identifier avec FranceConnect")
    assert french(reader) == set()


def test_first_connection_is_in_english_to_its_end(reader: ConnectedCitizen, simulator: Simulator) -> None:
    person = newcomer(simulator)
    reader.connect()
    assert "24 August 1984" in reader.text()
    shown = french(reader)
    reader.give_number("1")
    shown |= french(reader)
    reader.give_number("294037512000591")
    assert "does not match" in reader.errors()
    shown |= french(reader)
    reader.give_number(person.nir)
    reader.give_contact()
    reader.give_situation()
    shown |= french(reader)
    reader.get("/compte")
    shown |= french(reader)
    assert {text for text in shown if person.given_name not in text} == set()


def test_connection_beside_a_local_sign_up_is_told_in_english(reader: ConnectedCitizen, simulator: Simulator) -> None:
    person = newcomer(simulator)
    reader.connect()
    reader.fill_local_identity(person.nir, person.email or "")
    assert "the address of this connection cannot be used" in reader.errors()
    assert {text for text in french(reader) if person.family_name not in text} == set()


@pytest.mark.parametrize("fault", [Fault.TOKEN_UNAVAILABLE, Fault.ACCESS_DENIED], ids=str)
def test_failures_are_told_in_english(reader: ConnectedCitizen, simulator: Simulator, fault: Fault) -> None:
    simulator.faults.ask(fault)
    reader.connect()
    assert reader.status >= 400
    assert french(reader) == set()
