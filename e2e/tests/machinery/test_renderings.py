"""The rendering without the file of htmx: it is checked that htmx is not there."""

import pytest
from playwright.sync_api import Browser, Route

from e2e import renderings
from e2e.observer import Observer

pytestmark = [pytest.mark.machinery, pytest.mark.only_browser("chromium")]

SITE = "http://127.0.0.1"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        pytest.param("/static/htmx-2.0.js", [], id="blocked"),
        pytest.param("/assets/library.js", [renderings.HERE_ALL_THE_SAME], id="under another name"),
    ],
)
def test_page_that_has_htmx_all_the_same_fails_the_test(browser: Browser, file: str, said: list[str]) -> None:
    def answer(route: Route) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(content_type="text/javascript", body="window.htmx = {}")
        else:
            route.fulfill(content_type="text/html", body=f"<script src='{file}' defer></script>")

    context, observer = browser.new_context(), Observer("blocked")
    context.route(f"{SITE}/**", answer)
    renderings.prepare(context, "blocked")
    observer.watch(context)
    context.new_page().goto(SITE)
    assert [error.partition(" (")[0] for error in observer.errors] == said
