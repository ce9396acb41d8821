"""What is told of a connection that may still stand: there after a sign-out, or here after a sign-in that failed."""

from collections.abc import Iterator

import pytest

from fixtures.franceconnect import Fault, Simulator
from fixtures.live_server import LiveServer
from webapp.tests.franceconnect.connected_citizen import ConnectedCitizen
from webapp.tests.franceconnect.scenes import at_proof, newcomer, owner_of, to_linked_account

MAY_BE_OPEN = "Là-bas, votre connexion est peut-être encore ouverte"


@pytest.fixture
def unreachable(server: LiveServer, simulator: Simulator) -> Iterator[Simulator]:
    """Return the provider, which a test is to make unreachable, and have it answer again afterwards."""
    yield simulator
    simulator.faults.clear()
    assert server.services.franceconnect
    server.services.franceconnect.forget_published()


def cut_off(server: LiveServer, simulator: Simulator) -> None:
    assert server.services.franceconnect
    server.services.franceconnect.forget_published()
    simulator.faults.keep(Fault.DISCOVERY_UNAVAILABLE)


def test_deleted_account_is_told_to_be_deleted_while_the_provider_is_down(
    citizen: ConnectedCitizen, server: LiveServer, unreachable: Simulator
) -> None:
    to_linked_account(citizen, unreachable)
    citizen.get("/compte/suppression")
    cut_off(server, unreachable)
    citizen.post("/compte/suppression", {"confirmation": "y"})
    assert citizen.heading() == "Votre compte est supprimé"
    assert MAY_BE_OPEN in citizen.text()
    assert 'href="/compte/supprime?sortie=partielle&amp;langue=en"' in citizen.page


def test_sign_up_goes_on_at_its_step_while_the_provider_is_down(
    citizen: ConnectedCitizen, server: LiveServer, unreachable: Simulator
) -> None:
    person = newcomer(unreachable)
    citizen.connect()
    citizen.fill_local_identity(person.nir, person.email)
    cut_off(server, unreachable)
    citizen.post("/franceconnect/deconnexion", {"suite": "/inscription/identite"})
    assert citizen.path == "/inscription/identite"
    assert f'value="{person.nir}"' in citizen.page
    assert MAY_BE_OPEN in citizen.text()
    assert 'formaction="/inscription/identite?sortie=partielle&amp;langue=en"' in citizen.page
    citizen.get("/inscription/identite")
    assert MAY_BE_OPEN not in citizen.text()


@pytest.mark.parametrize("path", ["/deconnexion", "/franceconnect/deconnexion"])
def test_sign_out_that_leads_nowhere_else_ends_at_the_sign_in_page(
    citizen: ConnectedCitizen, server: LiveServer, unreachable: Simulator, path: str
) -> None:
    newcomer(unreachable)
    citizen.connect()
    cut_off(server, unreachable)
    answer = citizen.post(path)
    assert answer.url.endswith("/identification?sortie=partielle")
    assert "Votre session est fermée" in citizen.text()
    assert MAY_BE_OPEN in citizen.text()


@pytest.mark.parametrize("error", ["", "&error=access_denied"], ids=["refused", "declined"])
def test_who_has_an_account_open_is_not_told_to_be_signed_out(
    citizen: ConnectedCitizen, simulator: Simulator, error: str
) -> None:
    citizen.sign_up(newcomer(simulator).nir)
    citizen.get(f"/franceconnect/retour?state=0{error}")
    assert citizen.status == 400
    assert "Votre connexion reste ouverte dans ce navigateur" in citizen.text()
    assert "Aucune connexion n’est ouverte" not in citizen.text()
    main = citizen.page.partition("<main")[2]
    assert main.index('href="/compte"') < main.index('href="/franceconnect/connexion"')
    citizen.get("/compte")
    assert citizen.path == "/compte"


def test_who_is_in_the_middle_of_a_sign_up_is_led_on(simulator: Simulator, server: LiveServer) -> None:
    person = newcomer(simulator)
    owner_of(server, person)
    citizen = at_proof(server, person.nir)
    citizen.get("/franceconnect/retour?state=0")
    main = citizen.page.partition("<main")[2]
    assert "Votre connexion reste ouverte dans ce navigateur" in citizen.text()
    assert main.index('href="/inscription/franceconnect"') < main.index('href="/franceconnect/connexion"')


def test_who_is_not_connected_is_told_so(citizen: ConnectedCitizen) -> None:
    citizen.get("/franceconnect/retour?state=0")
    assert "Aucune connexion n’est ouverte" in citizen.text()
    assert "reste ouverte" not in citizen.text()
