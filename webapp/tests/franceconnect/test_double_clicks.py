"""The same gesture twice at once: done once, and answered the same way twice."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from fixtures.franceconnect import Fault, Simulator
from fixtures.live_server import LiveServer
from webapp.franceconnect import callbacks, linking, views
from webapp.models import AuditEvent, FranceConnectLink, Mail
from webapp.operations.audit import Kind
from webapp.tests.franceconnect.connected_citizen import PASSWORD, TIMEOUT_SECONDS, ConnectedCitizen
from webapp.tests.franceconnect.scenes import at_proof, count, newcomer, owner_of
from webapp.tests.franceconnect.test_refused_sign_ins import last_redirect_before_coming_back

IDENTITY = "/inscription/franceconnect/identite"
LINKING = "/inscription/franceconnect/rattachement"


def twin_of(citizen: ConnectedCitizen, server: LiveServer) -> ConnectedCitizen:
    """Return the same browser, with the same page, for the second click."""
    twin = ConnectedCitizen(server)
    twin.page = citizen.page
    twin.browser.cookies.update(citizen.browser.cookies)
    return twin


@dataclass
class Meanwhile:
    """A function in whose place this stands: its first call waits until something else has happened."""

    function: Callable[..., object]
    happens: list[Callable[[], object]] = field(default_factory=list)
    calls: int = 0

    def __call__(self, *args: object, **named: object) -> object:
        self.calls += 1
        if self.happens:
            self.happens.pop()()
        return self.function(*args, **named)


def happened(server: LiveServer) -> tuple[int, int, int]:
    """Count the links, the mails that tell of one, and the rows of the journal that do."""
    mails = select(func.count()).select_from(Mail).where(Mail.template == "linked")
    rows = select(func.count()).select_from(AuditEvent).where(AuditEvent.kind == Kind.ACCOUNT_LINKED)
    with server.services.database.read() as session:
        return count(server, FranceConnectLink), session.scalar(mails) or 0, session.scalar(rows) or 0


def two_tabs_at_proof(server: LiveServer, simulator: Simulator) -> tuple[ConnectedCitizen, ConnectedCitizen]:
    """Return two tabs of one browser in which somebody is to prove that the account of their number is theirs."""
    person = newcomer(simulator)
    owner_of(server, person)
    first = at_proof(server, person.nir)
    return first, twin_of(first, server)


def prove_while(monkeypatch: pytest.MonkeyPatch, citizen: ConnectedCitizen, happens: Callable[[], object]) -> None:
    """Send the password; something else happens while it is verified."""
    monkeypatch.setattr(linking, "is_password_of", Meanwhile(linking.is_password_of, [happens]))
    citizen.post(f"{LINKING}/mot-de-passe", {"password": PASSWORD})


def test_linking_by_password_twice_at_once_links_and_tells_once(
    server: LiveServer, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_tabs_at_proof(server, simulator)
    before = happened(server)
    prove_while(monkeypatch, first, lambda: second.post(f"{LINKING}/mot-de-passe", {"password": PASSWORD}))
    assert (first.path, second.path) == ("/compte", "/compte")
    assert happened(server) == tuple(number + 1 for number in before)


def test_linking_whose_sign_up_was_ended_meanwhile_links_nothing(
    server: LiveServer, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, tab = two_tabs_at_proof(server, simulator)
    before = happened(server)
    prove_while(monkeypatch, first, lambda: tab.post("/inscription/franceconnect/recommencer"))
    assert first.path == "/inscription/franceconnect/identite"
    assert happened(server) == before


@dataclass
class TwoClicks:
    """Two requests with one callback: the second comes while the first exchanges its code."""

    first: ConnectedCitizen
    second: ConnectedCitizen
    exchange: Meanwhile
    server: LiveServer

    def __call__(self) -> None:
        callback = last_redirect_before_coming_back(self.first).removeprefix(self.server.url)
        self.second.browser.cookies.update(self.first.browser.cookies)
        later = Thread(target=lambda: self.second.get(callback))
        waiting = Event()
        self.exchange.happens.append(lambda: (later.start(), waiting.wait(TIMEOUT_SECONDS / 2)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(views, "_come_again", Meanwhile(views._come_again, [waiting.set]))
            # On a busy machine, the exchange would take longer than the second click waits for.
            self.server.clock.freeze()
            try:
                self.first.get(callback)
                later.join()
            finally:
                self.server.clock.run()


@pytest.fixture
def two_clicks(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> TwoClicks:
    provider = server.services.franceconnect
    assert provider
    exchange = Meanwhile(provider.connect)
    monkeypatch.setattr(provider, "connect", exchange)
    first = ConnectedCitizen(server)
    return TwoClicks(first, ConnectedCitizen(server), exchange, server)


def test_callback_twice_at_once_is_exchanged_once_and_signs_in_by_both_answers(
    two_clicks: TwoClicks, simulator: Simulator
) -> None:
    newcomer(simulator)
    two_clicks()
    assert (two_clicks.first.path, two_clicks.second.path) == (IDENTITY, IDENTITY)
    assert two_clicks.first.browser.cookies["session"] == two_clicks.second.browser.cookies["session"]
    assert two_clicks.exchange.calls == 1


def test_callback_twice_at_once_whose_exchange_fails_is_refused_twice(
    two_clicks: TwoClicks, simulator: Simulator
) -> None:
    newcomer(simulator)
    simulator.faults.keep(Fault.TOKEN_ERROR)
    two_clicks()
    assert (two_clicks.first.status, two_clicks.second.status) == (400, 400)
    assert two_clicks.exchange.calls == 1


def test_callback_whose_first_request_never_ends_goes_round_no_longer_than_it_may_take(
    two_clicks: TwoClicks, server: LiveServer, simulator: Simulator
) -> None:
    newcomer(simulator)
    callback = last_redirect_before_coming_back(two_clicks.first).removeprefix(server.url)
    state = re.search(r"state=([^&]+)", callback)
    assert state
    assert callbacks.take(server.services, state[1])
    round_ = two_clicks.first.get(callback, allow_redirects=False)
    assert parse_qs(urlsplit(round_.headers["Location"]).query) == parse_qs(urlsplit(callback).query)
    server.clock.advance(callbacks.ANSWERED_WITHIN)
    assert two_clicks.first.get(callback).status_code == 400
    assert two_clicks.exchange.calls == 0
