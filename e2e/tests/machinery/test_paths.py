"""What a service written by others has at another path is met, held up or lost there: table [paths]."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from e2e import deployment
from e2e.catalogue import SUITE
from e2e.network import LateAnswer, LostAnswer, SlowNetwork, StrangersAnswer
from e2e.pages.site import leave_for
from fixtures.server_process import ROOT

pytestmark = pytest.mark.machinery

# A path of ours that a browser is sent to, or awaited at, as it stands; one is FranceConnect's.
UNMAPPED = re.compile(r"""goto\(["']/|goto\(\w+\.path|["']\*\*(/(?!session/end)[a-z]|\{\w+\.path)""")


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


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return a page of a service that has the first step at a path of its own."""
    monkeypatch.setattr(deployment, "_tables", lambda _: {"paths": {"/inscription/identite": "/etape-1"}})
    return Page()


@pytest.mark.parametrize("fail", [LostAnswer, LateAnswer, SlowNetwork, StrangersAnswer])
def test_network_fails_at_the_path_of_the_service(page: Page, fail: Callable[..., object]) -> None:
    fail(page, "/inscription/identite")
    assert page.met == ["**/etape-1"]


def test_page_is_left_for_the_path_of_the_service(page: Any) -> None:
    leave_for(page, "/inscription/identite")
    assert page.met == ["/etape-1"]


@pytest.mark.parametrize("folder", ["tests", "pages", "ways"])
def test_no_browser_is_sent_to_a_path_as_it_stands_in_ours(folder: str) -> None:
    sources = (ROOT / SUITE / folder).glob("*.py")
    lines = [f"{file.name}: {line.strip()}" for file in sources for line in file.read_text().splitlines()]
    assert [line for line in lines if UNMAPPED.search(line)] == []
