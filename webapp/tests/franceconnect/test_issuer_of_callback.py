"""A callback that names its issuer comes from the one that was asked, or is refused (RFC 9207)."""

from urllib.parse import quote

import pytest

from fixtures.franceconnect import Simulator
from fixtures.live_server import LiveServer
from webapp.tests.franceconnect.connected_citizen import ConnectedCitizen
from webapp.tests.franceconnect.test_refused_sign_ins import last_redirect_before_coming_back, newcomer


def callback_naming(citizen: ConnectedCitizen, server: LiveServer, issuer: str) -> str:
    callback = last_redirect_before_coming_back(citizen).removeprefix(server.url)
    return f"{callback}&iss={quote(issuer, safe='')}"


def test_callback_that_names_the_issuer_asked_is_taken(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    citizen.get(callback_naming(citizen, server, simulator.issuer))
    assert citizen.path == "/inscription/franceconnect/identite"


@pytest.mark.parametrize("issuer", ["https://ailleurs.example/api/v2", "", "{issuer}/", "é"])
def test_callback_that_names_another_issuer_is_refused(
    server: LiveServer, simulator: Simulator, issuer: str
) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    citizen.get(callback_naming(citizen, server, issuer.format(issuer=simulator.issuer)))
    assert (citizen.status, citizen.heading()) == (400, "Connexion interrompue par sécurité")
    assert citizen.get("/compte").url.endswith("suite=/compte")


def test_error_that_another_issuer_sends_is_refused_as_well(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    callback = callback_naming(citizen, server, "https://ailleurs.example")
    citizen.get(callback.replace("code=", "error=access_denied&x="))
    assert citizen.status == 400
