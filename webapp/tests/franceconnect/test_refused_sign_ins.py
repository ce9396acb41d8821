"""Each fault is the happy path with one thing replaced: refused, told, logged without personal data, nothing done."""

import re
from datetime import timedelta
from urllib.parse import urljoin

import pytest
import structlog

from fixtures.franceconnect import PERSONAS, Fault, Persona, Simulator, faults_of
from fixtures.live_server import LiveServer
from webapp.models import Account, FranceConnectLink
from webapp.pause import PAUSE
from webapp.tests.franceconnect.connected_citizen import ConnectedCitizen
from webapp.tests.franceconnect.scenes import count, newcomer

KEYS_REFRESH = timedelta(seconds=30)
# The sign-in succeeds in spite of these, or they come at the sign-out.
HARMLESS = {Fault.KEY_ROTATION, Fault.CODE_REPLAYED}
AT_SIGN_OUT = {Fault.LOGOUT_WRONG_STATE, Fault.LOGOUT_NEVER_RETURNS, Fault.LOGOUT_UNAVAILABLE}
FATAL = [
    (profile, fault)
    for profile in ("plus", "standard")
    for fault in faults_of(profile)
    if fault not in HARMLESS | AT_SIGN_OUT
]


@pytest.fixture
def stale_server(server: LiveServer) -> LiveServer:
    """Let the server ask every endpoint of the provider again."""
    provider = server.services.franceconnect
    assert provider
    provider.forget_published()
    return server


@pytest.mark.parametrize(
    ("server", "fault"), FATAL, indirect=["server"], ids=[f"{profile}-{fault}" for profile, fault in FATAL]
)
def test_fault_is_refused_told_and_logged_without_personal_data(
    stale_server: LiveServer, simulator: Simulator, fault: Fault
) -> None:
    citizen = ConnectedCitizen(stale_server)
    person = newcomer(simulator)
    accounts, links = count(stale_server, Account), count(stale_server, FranceConnectLink)
    simulator.faults.keep(fault)
    with structlog.testing.capture_logs() as logs:
        citizen.connect()
    simulator.faults.clear()

    failures = [entry for entry in logs if entry["event"] == "franceconnect.failed"]
    assert citizen.status >= 400
    assert len(failures) == 1
    assert "FranceConnect" in citizen.text()
    assert "/franceconnect/connexion" in citizen.page
    assert "/identification" in citizen.page
    assert not [value for value in secrets_of(person) if value in str(logs)]
    assert citizen.get("/compte").url.endswith("/identification?suite=/compte")
    assert person.given_name not in citizen.get("/").text
    assert (count(stale_server, Account), count(stale_server, FranceConnectLink)) == (accounts, links)
    stale_server.clock.advance(PAUSE)
    citizen.connect()
    assert citizen.path == "/inscription/franceconnect/identite"


def secrets_of(person: Persona) -> list[str]:
    known = [person.given_name, person.family_name, person.birthdate, person.sub_for("inscription")]
    return [*known, str(person.email)]


def test_keys_rotated_there_are_fetched_again_once(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    ConnectedCitizen(server).connect()
    simulator.faults.ask(Fault.KEY_ROTATION)
    server.clock.advance(KEYS_REFRESH)
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    citizen.connect()
    assert citizen.path == "/inscription/franceconnect/identite"


def test_replayed_code_is_refused(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    ConnectedCitizen(server).connect()
    simulator.faults.ask(Fault.CODE_REPLAYED)
    citizen = ConnectedCitizen(server)
    citizen.connect()
    assert citizen.status == 400
    assert citizen.heading() == "Connexion interrompue par sécurité"


def test_callback_of_another_browser_is_refused(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    victim, attacker = ConnectedCitizen(server), ConnectedCitizen(server)
    callback = last_redirect_before_coming_back(attacker)
    victim.get(callback.removeprefix(server.url))
    assert victim.status == 400
    assert victim.get("/compte").url.endswith("suite=/compte")


def test_state_is_good_for_one_callback(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    callback = last_redirect_before_coming_back(citizen).removeprefix(server.url)
    declined = f"{callback}&error=access_denied"
    assert citizen.get(declined).status_code == 403
    assert citizen.get(callback).status_code == 400


def last_redirect_before_coming_back(citizen: ConnectedCitizen) -> str:
    """Sign in at the provider and stop before the callback is opened."""
    answer = citizen.get("/franceconnect/connexion", allow_redirects=False)
    location = answer.headers["Location"]
    answer = citizen.browser.get(location, allow_redirects=False, timeout=10)
    hops = iter(range(5))
    while "/franceconnect/retour" not in answer.headers["Location"] and next(hops) < 4:
        answer = citizen.browser.get(
            urljoin(answer.url, answer.headers["Location"]), allow_redirects=False, timeout=10
        )
    return answer.headers["Location"]


def test_callback_whose_answer_was_lost_goes_on_when_it_is_sent_again(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    callback, former = last_redirect_before_coming_back(citizen), citizen.browser.cookies.copy()
    first = citizen.browser.get(callback, allow_redirects=False, timeout=10)
    citizen.browser.cookies = former
    again = citizen.browser.get(callback, allow_redirects=False, timeout=10)
    assert first.headers["Location"] == again.headers["Location"]
    citizen.get("/inscription/franceconnect")
    assert "Étape 1 sur 3" in citizen.heading()


def test_callback_of_another_sign_in_is_not_answered_again(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    callback, former = last_redirect_before_coming_back(citizen), citizen.browser.cookies.copy()
    citizen.browser.get(callback, allow_redirects=False, timeout=10)
    citizen.browser.cookies = former
    for state in ("", "0" * 64):
        other = re.sub(r"state=[^&]*", f"state={state}", callback)
        assert citizen.browser.get(other, allow_redirects=False, timeout=10).status_code == 400


def test_callback_with_another_code_is_not_answered_again(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    callback, former = last_redirect_before_coming_back(citizen), citizen.browser.cookies.copy()
    citizen.browser.get(callback, allow_redirects=False, timeout=10)
    citizen.browser.cookies = former
    other = re.sub(r"code=[^&]*", "code=0", callback)
    answer = citizen.browser.get(other, allow_redirects=False, timeout=10)
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (400, False)


def test_same_callback_twice_goes_on_twice(server: LiveServer, simulator: Simulator) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    callback = last_redirect_before_coming_back(citizen).removeprefix(server.url)
    citizen.get(callback)
    citizen.get(callback)
    assert citizen.path == "/inscription/franceconnect/identite"


@pytest.mark.parametrize("fault", sorted(AT_SIGN_OUT))
def test_half_finished_sign_out_is_survived(server: LiveServer, simulator: Simulator, fault: Fault) -> None:
    person = newcomer(simulator)
    citizen = ConnectedCitizen(server).sign_up(person.nir)
    citizen.get("/compte")
    simulator.faults.ask(fault)
    citizen.post("/deconnexion")
    citizen.get("/")
    assert "S'identifier" in citizen.text()
    assert person.given_name not in citizen.text()
    assert citizen.get("/compte").url.endswith("suite=/compte")
    citizen.connect()
    assert citizen.path == "/compte"


def test_sign_out_while_the_provider_is_down_still_signs_out_here(
    stale_server: LiveServer, simulator: Simulator
) -> None:
    person = newcomer(simulator)
    citizen = ConnectedCitizen(stale_server).sign_up(person.nir)
    citizen.get("/compte")
    assert stale_server.services.franceconnect
    stale_server.services.franceconnect.forget_published()
    simulator.faults.keep(Fault.DISCOVERY_UNAVAILABLE)
    citizen.post("/deconnexion")
    simulator.faults.clear()
    assert "FranceConnect+ ne répond pas" in citizen.text()
    assert citizen.get("/compte").url.endswith("suite=/compte")


def test_unknown_error_of_a_callback_is_not_repeated_in_page_or_log(
    server: LiveServer, simulator: Simulator
) -> None:
    newcomer(simulator)
    citizen = ConnectedCitizen(server)
    callback = last_redirect_before_coming_back(citizen).removeprefix(server.url)
    with structlog.testing.capture_logs() as logs:
        citizen.get(f"{callback}&error=%0Aforged+line")
    assert "forged" not in citizen.page
    assert "forged" not in str(logs)


def test_persona_page_is_not_skipped_by_the_service(server: LiveServer, simulator: Simulator) -> None:
    simulator.use(None)
    citizen = ConnectedCitizen(server)
    citizen.connect()
    assert PERSONAS["ordinaire"].family_name in citizen.text()
