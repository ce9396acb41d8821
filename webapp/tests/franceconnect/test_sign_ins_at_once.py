"""Sign-ins that one browser has under way at once: none ends another, and no page of another site ends any."""

import pytest

from fixtures.franceconnect import Simulator
from fixtures.live_server import LiveServer
from webapp.franceconnect import session as remembered
from webapp.franceconnect.identity import Identity
from webapp.models import Account
from webapp.tests.franceconnect.connected_citizen import ConnectedCitizen
from webapp.tests.franceconnect.scenes import count, newcomer
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


def test_instance_of_the_former_version_finds_the_last_sign_in_and_who_is_connected() -> None:
    session: dict[str, object] = {}
    remembered.begin_sign_in(session, "")
    last = remembered.begin_sign_in(session, "/compte")
    assert session["franceconnect_sign_in"] == {"state": last.state, "nonce": last.nonce, "suite": "/compte"}
    identity = Identity("sub", "Anne", "Le Goff", "", "1984-08-24", "2", "anne@exemple.fr")
    assert {"birth_place", "birth_country"} <= set(identity.as_json())


def test_sign_in_begun_by_an_instance_of_the_former_version_comes_to_its_end() -> None:
    pending = {"state": "a" * 64, "nonce": "b" * 64, "suite": "/compte"}
    session = {"franceconnect_sign_in": pending}
    second = remembered.begin_sign_in(session, "")
    assert remembered.take_sign_in(session, "a" * 64)[1] == "/compte"
    assert remembered.take_sign_in(session, second.state)[0] == second
    with pytest.raises(remembered.FranceConnectRefused):
        remembered.take_sign_in(session, "a" * 64)


@pytest.fixture
def at_situation(citizen: ConnectedCitizen, simulator: Simulator) -> ConnectedCitizen:
    """Return the browser in which somebody who has no account yet has come to the last step."""
    citizen.person = newcomer(simulator)
    citizen.connect()
    citizen.give_number(citizen.person.nir)
    citizen.give_contact()
    return citizen


def test_sign_up_of_another_person_is_not_shown_to_who_connects_and_has_an_account(
    at_situation: ConnectedCitizen, server: LiveServer, simulator: Simulator
) -> None:
    owner = newcomer(simulator)
    ConnectedCitizen(server).sign_up(owner.nir)
    at_situation.connect()
    assert at_situation.path == "/compte"
    at_situation.get("/inscription/franceconnect")
    assert at_situation.path == IDENTITY
    at_situation.post("/inscription/franceconnect/situation", {"action": "precedent"})
    at_situation.get("/inscription/franceconnect/coordonnees")
    assert "12 rue des Lilas" not in at_situation.page


def test_sign_up_of_another_person_makes_no_account_of_who_is_connected(
    at_situation: ConnectedCitizen, server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = count(server, Account)
    # As a session that the former version wrote may have it.
    former = Identity.from_json
    monkeypatch.setattr(Identity, "from_json", lambda stored: former(stored | {"sub": "autre"}))
    at_situation.give_situation()
    assert (at_situation.status, count(server, Account)) == (403, before)
