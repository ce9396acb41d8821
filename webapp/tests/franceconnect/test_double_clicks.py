"""The same gesture twice at once: done once, and answered the same way twice."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select

from fixtures.franceconnect import Simulator
from fixtures.live_server import LiveServer
from webapp.franceconnect import linking
from webapp.models import AuditEvent, FranceConnectLink, Mail
from webapp.operations.audit import Kind
from webapp.tests.franceconnect.connected_citizen import PASSWORD, ConnectedCitizen
from webapp.tests.franceconnect.scenes import at_proof, count, newcomer, owner_of

LINKING = "/inscription/franceconnect/rattachement"


def twin_of(citizen: ConnectedCitizen, server: LiveServer) -> ConnectedCitizen:
    """Return the same browser, with the same page, for the second click."""
    twin = ConnectedCitizen(server)
    twin.page = citizen.page
    twin.browser.cookies.update(citizen.browser.cookies)
    return twin


@dataclass
class Meanwhile:
    """A function in whose place another one stands: its first call waits until something else has happened."""

    function: Callable[..., object]
    happens: list[Callable[[], object]] = field(default_factory=list)

    def __call__(self, *args: object, **named: object) -> object:
        answer = self.function(*args, **named)
        if self.happens:
            self.happens.pop()()
        return answer


def happened(server: LiveServer) -> tuple[int, int, int]:
    """Count the links, the mails that tell of one, and the rows of the journal that do."""
    mails = select(func.count()).select_from(Mail).where(Mail.template == "linked")
    rows = select(func.count()).select_from(AuditEvent).where(AuditEvent.kind == Kind.ACCOUNT_LINKED)
    with server.services.database.read() as session:
        return count(server, FranceConnectLink), session.scalar(mails) or 0, session.scalar(rows) or 0


def test_linking_by_password_twice_at_once_links_and_tells_once(
    server: LiveServer, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = newcomer(simulator)
    owner_of(server, person)
    first = at_proof(server, person.nir)
    second = twin_of(first, server)
    before = happened(server)
    click = Meanwhile(linking.is_password_of, [lambda: second.post(f"{LINKING}/mot-de-passe", {"password": PASSWORD})])
    monkeypatch.setattr(linking, "is_password_of", click)
    first.post(f"{LINKING}/mot-de-passe", {"password": PASSWORD})
    assert (first.path, second.path) == ("/compte", "/compte")
    assert happened(server) == tuple(number + 1 for number in before)


def test_linking_whose_sign_up_was_ended_meanwhile_links_nothing(
    server: LiveServer, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = newcomer(simulator)
    owner_of(server, person)
    first = at_proof(server, person.nir)
    tab = twin_of(first, server)
    before = happened(server)
    ending = Meanwhile(linking.is_password_of, [lambda: tab.post("/inscription/franceconnect/recommencer")])
    monkeypatch.setattr(linking, "is_password_of", ending)
    first.post(f"{LINKING}/mot-de-passe", {"password": PASSWORD})
    assert first.path == "/inscription/franceconnect/identite"
    assert happened(server) == before
