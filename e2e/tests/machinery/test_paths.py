"""What a service written by others has at another path is met, held up or lost there: table [paths]."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from e2e import deployment
from e2e.catalogue import SUITE
from e2e.network import LateAnswer, LostAnswer, NothingInReturn, SlowNetwork, StrangersAnswer
from e2e.pages.site import leave_for
from e2e.targets.not_verifiable import NotVerifiable
from e2e.tests import test_zoom
from fixtures.server_process import ROOT

pytestmark = pytest.mark.machinery

# A path of ours that a browser is sent to, or awaited at, as it stands; one is FranceConnect's.
UNMAPPED = re.compile(r"""goto\(["']/|goto\(\w+\.path|["']\*\*(/(?!session/end)[a-z]|\{\w+\.path)""")

# A cookie that is looked for as ours calls it.
UNNAMED = re.compile(r"""name="session"|\["consentement"|"consentement"\]""")


class Page:
    """Notes where it is sent, and where it is held up."""

    def __init__(self) -> None:
        self.met: list[str] = []

    def route(self, pattern: str, _: object) -> None:
        self.met.append(pattern)

    unroute = route

    def wait_for_load_state(self) -> None:
        """Be loaded."""

    def goto(self, path: str) -> None:
        self.met.append(path)


def lines_of(folder: str) -> list[str]:
    """Return every line of the modules of a folder, with the name of its module."""
    sources = (ROOT / SUITE / folder).glob("*.py")
    return [f"{file.name}: {line.strip()}" for file in sources for line in file.read_text().splitlines()]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return a page of a service that has the first step at a path of its own."""
    monkeypatch.setattr(deployment, "_tables", lambda _: {"paths": {"/inscription/identite": "/etape-1"}})
    return Page()


@pytest.mark.parametrize("fail", [LostAnswer, LateAnswer, NothingInReturn, SlowNetwork, StrangersAnswer])
def test_network_fails_at_the_path_of_the_service(page: Page, fail: Callable[..., object]) -> None:
    fail(page, "/inscription/identite")
    assert page.met == ["**/etape-1"]


def test_page_is_left_for_the_path_of_the_service(page: Any) -> None:
    leave_for(page, "/inscription/identite")
    assert page.met == ["/etape-1"]


@pytest.mark.parametrize("folder", ["tests", "pages", "ways"])
def test_no_browser_is_sent_to_a_path_as_it_stands_in_ours(folder: str) -> None:
    assert [line for line in lines_of(folder) if UNMAPPED.search(line)] == []


def test_page_that_the_service_has_not_is_not_verifiable(monkeypatch: pytest.MonkeyPatch, page: Any) -> None:
    monkeypatch.setattr(deployment, "_tables", lambda _: {"paths": {"/aide": ""}})
    assert not deployment.has_page("/aide")
    with pytest.raises(NotVerifiable, match="no page such as /aide"):
        leave_for(page, "/aide")


def test_test_whose_pages_the_service_has_in_part_can_be_collected(monkeypatch: pytest.MonkeyPatch, page: Any) -> None:
    monkeypatch.setattr(deployment, "_tables", lambda _: {"paths": {test_zoom.NOT_FOUND: ""}})
    page.goto = lambda _: SimpleNamespace(status=200)
    test_zoom.open_readable(page, "/aide")


def test_cookie_has_the_name_that_the_service_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment, "_tables", lambda _: {"cookies": {"session": "sid"}})
    assert [deployment.cookie(name) for name in ("session", "consentement")] == ["sid", "consentement"]


@pytest.mark.parametrize("folder", ["tests", "ways"])
def test_no_cookie_is_looked_for_as_ours_calls_it(folder: str) -> None:
    assert [line for line in lines_of(folder) if UNNAMED.search(line)] == []
