"""Pages at the zoom of the browser itself, which other tests stand for by narrow windows (ZOOM-2)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from e2e.engines import Setting
from e2e.layout import WINDOW, Layout
from e2e.pages import HelpPage, SignInPage, SitePage
from e2e.targets.guard import Guard


@pytest.mark.read_only
@pytest.mark.needs("real_zoom")
@pytest.mark.requirement("ZOOM-2")
@pytest.mark.parametrize("page_object", [SignInPage, HelpPage])
def test_page_shows_whole_at_the_zoom_of_the_browser(
    open_browser: Callable[..., BrowserContext], guard: Guard, page_object: type[SitePage]
) -> None:
    context = open_browser(Setting(zoom=2))
    guard.watch(context)
    page = context.new_page()
    page_object(page).open().expect_current()
    assert page.evaluate("innerWidth") == pytest.approx(WINDOW.width / 2, rel=0.1)
    assert Layout(page).faults_as_shown() == []
