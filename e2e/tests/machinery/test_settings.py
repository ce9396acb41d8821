"""What a test sets in a browser is set there, in every engine."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import BrowserContext, expect

from e2e import conftest, engines
from e2e.engines import Setting, Showing

pytestmark = pytest.mark.machinery

SCRIPTED = """data:text/html;charset=utf-8,<title>Essai</title><script>document.title = "scripted"</script>
<label>Nom <input oninput="document.title = 'scripted'"></label>
<button onclick="document.title = 'scripted'">Continuer</button>"""
ASKS_FOR_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_page_is_asked_to_be_as_dark_as_was_set(open_browser: Callable[..., BrowserContext], *, is_dark: bool) -> None:
    page = open_browser(Setting(dark=is_dark)).new_page()
    assert page.evaluate(ASKS_FOR_DARK) is is_dark


@pytest.mark.parametrize("turn", ["first", "second"])
def test_page_without_javascript_runs_none_while_tests_fill_and_wait(
    open_browser: Callable[..., BrowserContext], turn: str
) -> None:
    page = open_browser(Setting(javascript=False), java_script_enabled=False).new_page()
    page.goto(SCRIPTED)
    page.get_by_label("Nom").fill(turn)
    page.get_by_role("button").click()
    expect(page.get_by_label("Nom")).to_have_value(turn)
    assert page.title() == "Essai"


def test_browser_speaks_french(open_browser: Callable[..., BrowserContext]) -> None:
    page = open_browser(Setting()).new_page()
    assert page.evaluate("navigator.language") == "fr-FR"
    assert page.evaluate("new Intl.NumberFormat().format(1.5)") == "1,5"


def test_device_that_the_command_line_names_has_its_own_window(pytestconfig: pytest.Config) -> None:
    telephone = {"viewport": {"width": 393, "height": 727}}
    opened_as = conftest.browser_context_args.__wrapped__(telephone, pytestconfig)
    assert (opened_as["viewport"], opened_as["locale"]) == (telephone["viewport"], "fr-FR")


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_browser_of_a_channel_is_kept_from_the_same_hosts(name: str) -> None:
    engine = engines.engine(name, Showing(), frozenset({"essai.fr"}))
    asked = SimpleNamespace(getoption=lambda _: "chosen")
    launched = conftest.browser_type_launch_args.__wrapped__({"channel": "chosen"}, engine, asked)
    kept_by = {"chromium": "args", "firefox": "firefox_user_prefs"}[name]
    assert (launched["channel"], launched.get("executable_path")) == ("chosen", None)
    assert launched[kept_by] == engine.launch_options()[kept_by]


def test_windows_that_nobody_can_see_are_told_of(monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(pytestconfig.option, "headed", True)
    assert any("nobody sees" in line for line in conftest.pytest_report_header(pytestconfig))
    monkeypatch.setenv("DISPLAY", ":0")
    assert not any("nobody sees" in line for line in conftest.pytest_report_header(pytestconfig))
