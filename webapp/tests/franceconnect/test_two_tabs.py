"""Sign-ins that one browser has under way at once: none ends another, and no page of another site ends any."""

import pytest

from fixtures.franceconnect import Simulator
from fixtures.live_server import LiveServer
from webapp.franceconnect import session as remembered
from webapp.tests.franceconnect.connected_citizen import ConnectedCitizen
from webapp.tests.franceconnect.scenes import newcomer
from webapp.tests.franceconnect.test_refused_sign_ins import last_redirect_before_coming_back

IDENTITY = "/inscription/franceconnect/identite"


def in_another_tab(server: LiveServer, citizen: ConnectedCitizen) -> str:
    """Sign in at the provider and return the callback that is still to be opened."""
    return last_redirect_before_coming_back(citizen).removeprefix(server.url)


def test_each_of_two_tabs_comes_back_signed_in(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    first, second = in_another_tab(server, citizen), in_another_tab(server, citizen)
    citizen.get(first)
    assert (citizen.status, citizen.path) == (200, IDENTITY)
    citizen.get(second)
    assert (citizen.status, citizen.path) == (200, IDENTITY)


@pytest.mark.parametrize("state", ["x", "", "é", "0" * 64])
def test_callback_that_another_site_makes_up_ends_no_sign_in(
    server: LiveServer, simulator: Simulator, state: str
) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    callback = in_another_tab(server, citizen)
    assert citizen.get("/franceconnect/retour", params={"state": state, "error": "access_denied"}).status_code == 400
    citizen.get(callback)
    assert citizen.path == IDENTITY


def test_of_more_sign_ins_than_tabs_are_usual_the_last_ones_count(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    callbacks = [in_another_tab(server, citizen) for _ in range(remembered.MAX_SIGN_INS + 1)]
    assert [citizen.get(callback).status_code for callback in callbacks] == [400, 200, 200, 200]


def test_sign_in_begun_by_an_instance_of_the_former_version_comes_to_its_end() -> None:
    pending = {"state": "a" * 64, "nonce": "b" * 64, "suite": "/compte"}
    session = {"franceconnect_sign_in": pending}
    second = remembered.begin_sign_in(session, "")
    assert remembered.take_sign_in(session, "a" * 64)[1] == "/compte"
    assert remembered.take_sign_in(session, second.state)[0] == second
    with pytest.raises(remembered.FranceConnectRefused):
        remembered.take_sign_in(session, "a" * 64)
