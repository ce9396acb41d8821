"""What the pages of a FranceConnect connection weigh on the network: the first view in one flight of TCP too."""

import pytest
import requests

from fixtures.franceconnect import Simulator
from fixtures.live_server import LiveServer
from webapp.tests.franceconnect.connected_citizen import TIMEOUT_SECONDS, ConnectedCitizen
from webapp.tests.franceconnect.scenes import at_proof, newcomer, owner_of
from webapp.tests.test_weight import BROWSER, FIRST_FLIGHT, HEAD_OF_SERVER


def travelled(citizen: ConnectedCitizen, url: str) -> int:
    """Return the bytes of an answer as they travel."""
    answer: requests.Response = citizen.browser.get(url, headers=BROWSER, timeout=TIMEOUT_SECONDS, stream=True)
    assert answer.headers["Content-Encoding"] == "br"
    head = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers.items())
    return HEAD_OF_SERVER + head + len(answer.raw.read(decode_content=False))


@pytest.mark.parametrize("path", ["/inscription/identite", "/identification", "/aide"])
def test_pages_with_the_button_fit_the_first_flight(citizen: ConnectedCitizen, server: LiveServer, path: str) -> None:
    assert travelled(citizen, server.url + path) <= FIRST_FLIGHT


def test_short_sign_up_fits_the_first_flight(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    person = newcomer(simulator)
    citizen.connect()
    weights = [travelled(citizen, server.url + citizen.path)]
    citizen.give_number(person.nir)
    weights.append(travelled(citizen, server.url + citizen.path))
    citizen.give_contact()
    weights.append(travelled(citizen, server.url + citizen.path))
    citizen.give_situation()
    weights.append(travelled(citizen, server.url + citizen.path))
    assert max(weights) <= FIRST_FLIGHT
    assert citizen.path == "/inscription/terminee"


def test_proof_of_an_account_fits_the_first_flight(simulator: Simulator, server: LiveServer) -> None:
    person = newcomer(simulator)
    owner_of(server, person)
    other = at_proof(server, person.nir)
    assert travelled(other, server.url + other.path) <= FIRST_FLIGHT
