"""What WebKit's pages hand over to Playwright, without a browser."""

import json
import re
from collections.abc import Callable

import pytest

from e2e.engines.webkit import interception

pytestmark = pytest.mark.machinery

SITE = "http://127.0.0.1:5000"


def message(method: str, **params: object) -> str:
    """Return what Playwright sends a page."""
    inner = {"id": 12, "method": method, "params": params}
    outer = {"targetId": "page-8", "message": json.dumps(inner)}
    return json.dumps({"id": 40, "method": "Target.sendMessageToTarget", "params": outer})


def asked_for(text: str) -> str:
    """Return the regular expression of the requests that a message asks for."""
    inner = json.loads(json.loads(text)["params"]["message"])
    return str(inner["params"]["url"])


FOR_ALL = message(interception.METHOD, url=".*", stage="request", isRegex=True)


@pytest.mark.parametrize(
    ("match", "url", "is_handed_over"),
    [
        ("**/static/htmx*.js", f"{SITE}/static/htmx.0123.js", True),
        ("**/static/htmx*.js", f"{SITE}/static/icon.svg", False),
        ("/inscription/code", f"{SITE}/inscription/code", True),
        ("/inscription/code", f"{SITE}/inscription/coordonnees", False),
        (re.compile(r"^https?://(?!127\.)"), "https://elsewhere.test/", True),
        (re.compile(r"^https?://(?!127\.)"), f"{SITE}/", False),
        (re.compile("ICON", re.IGNORECASE), f"{SITE}/static/icon.svg", True),
        (lambda _: False, f"{SITE}/", True),
    ],
    ids=["glob", "other than glob", "path", "other path", "expression", "not it", "any case", "function"],
)
def test_page_hands_over_what_a_route_may_name(
    match: str | re.Pattern[str] | Callable[[str], bool], url: str, *, is_handed_over: bool
) -> None:
    expressions = [interception.expression(match, SITE)]
    asked = asked_for(interception.narrowed(FOR_ALL, expressions))
    assert bool(re.search(asked, url)) == is_handed_over


def test_every_route_is_served() -> None:
    asked = asked_for(interception.narrowed(FOR_ALL, ["/a$", "/b$"]))
    assert [path for path in ("/a", "/b", "/c") if re.search(asked, SITE + path)] == ["/a", "/b"]


@pytest.mark.parametrize(
    "text",
    [message("Runtime.evaluate", expression=f"'{interception.METHOD}'"), message("Page.reload")],
    ids=["names it only", "another"],
)
def test_other_messages_pass_as_they_are(text: str) -> None:
    assert interception.narrowed(text, ["/a$"]) == text


def test_without_a_route_playwright_has_what_it_asks_for() -> None:
    assert asked_for(interception.narrowed(FOR_ALL, [])) == ".*"
