"""What a test sets in a browser is set there, in every engine."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from e2e import conftest
from e2e.engines import Setting

pytestmark = pytest.mark.machinery

ASKS_FOR_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_page_is_asked_to_be_as_dark_as_was_set(open_browser: Callable[..., BrowserContext], *, is_dark: bool) -> None:
    page = open_browser(Setting(dark=is_dark)).new_page()
    assert page.evaluate(ASKS_FOR_DARK) is is_dark


def test_browser_speaks_french(open_browser: Callable[..., BrowserContext]) -> None:
    page = open_browser(Setting()).new_page()
    assert page.evaluate("navigator.language") == "fr-FR"
    assert page.evaluate("new Intl.NumberFormat().format(1.5)") == "1,5"


def test_windows_that_nobody_can_see_are_told_of(monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(pytestconfig.option, "headed", True)
    assert any("nobody sees" in line for line in conftest.pytest_report_header(pytestconfig))
    monkeypatch.setenv("DISPLAY", ":0")
    assert not any("nobody sees" in line for line in conftest.pytest_report_header(pytestconfig))
