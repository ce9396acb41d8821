"""No browser, and none of our own questions, goes to a host that nobody named."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Error

from e2e.deployment import Deployment
from e2e.engines import Setting
from e2e.targets import surroundings
from e2e.targets.guard import Barrier, NotNamed, fetched
from e2e.tests.machinery.serving import LOOPBACK, serving
from fixtures.server_process import ROOT

pytestmark = pytest.mark.machinery

ELSEWHERE = "127.0.0.2"


@pytest.fixture
def redirection() -> Iterator[tuple[str, list[str]]]:
    """Return an address that leads to a host that nobody named, and what that host was asked."""
    asked: list[str] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here = self.headers["Host"].partition(":")[0]
            if here == LOOPBACK:
                self.send_response(302)
                self.send_header("Location", f"http://{ELSEWHERE}:{self.server.server_address[1]}/")
            else:
                asked.append(self.path)
                self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(ThreadingHTTPServer(("", 0), Host)) as port:
        yield f"http://{LOOPBACK}:{port}/", asked


@pytest.mark.needs  # nothing in particular; but every engine of a run shows it
def test_no_redirect_leads_to_a_host_that_nobody_named(
    open_browser: Callable[..., BrowserContext], redirection: tuple[str, list[str]]
) -> None:
    url, asked = redirection
    page = open_browser(Setting()).new_page()
    with suppress(Error):
        page.goto(url)
    assert asked == []


@pytest.mark.only_browser("chromium")
def test_nothing_leaves_for_a_host_that_nobody_named(browser: Browser, redirection: tuple[str, list[str]]) -> None:
    url, asked = redirection
    named_by_nobody = url.replace(LOOPBACK, "localhost")
    barrier = Barrier(frozenset({"essai.example"}))
    context = browser.new_context()
    barrier.watch(context)
    with suppress(Error):
        context.new_page().goto(named_by_nobody)
    context.close()
    assert barrier.complaints() == [f"GET {named_by_nobody}"]
    assert asked == []


@pytest.mark.needs
def test_named_host_is_reached(open_browser: Callable[..., BrowserContext], redirection: tuple[str, list[str]]) -> None:
    url, asked = redirection
    page = open_browser(Setting()).new_page()
    page.goto(url.replace(LOOPBACK, "localhost"))
    assert asked[0] == "/"


def test_nobody_is_asked_where_the_first_page_leads(redirection: tuple[str, list[str]]) -> None:
    url, asked = redirection
    surroundings.ask_service(Deployment(), url)
    assert asked == []


@pytest.mark.parametrize("url", ["{here}", "http://" + ELSEWHERE + "/"], ids=["it leads there", "it stands there"])
@pytest.mark.only_browser("chromium")
def test_file_that_a_page_names_is_asked_of_no_other_host(
    browser: Browser, redirection: tuple[str, list[str]], url: str
) -> None:
    here, asked = redirection
    page = browser.new_page()
    page.route(f"{here}page", lambda route: route.fulfill(body="<title>Page</title>"))
    page.goto(f"{here}page")
    with suppress(NotNamed):
        fetched(page, url.format(here=here))
    page.close()
    assert asked == []


def test_nobody_passes_by_the_watch() -> None:
    sources = [file for folder in ("e2e", "accessibility") for file in (ROOT / folder).rglob("*.py")]
    passing = [file.name for file in sources if re.search(r"\brequest\.(get|post|fetch)\(", file.read_text("utf-8"))]
    assert passing == ["guard.py"]
