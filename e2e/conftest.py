"""Wires the suite to pytest-playwright: the engine, the target, the rendering, and who walks through it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from e2e import configuration, renderings
from e2e.journey import Journey
from e2e.keyboard import Keyboard
from e2e.layout import Layout
from e2e.observer import Observer
from e2e.pages import Person
from e2e.targets import FranceConnect, Target
from e2e.targets.local import LocalTarget
from fixtures.personas import People

CONFIGURATION = configuration.read()
PLAYWRIGHTS_OWN_OUTPUT = "test-results"
COOKIES_BLOCKED = '{"profile": {"default_content_setting_values": {"cookies": 2}}}'


def pytest_configure(config: pytest.Config) -> None:
    expect.set_options(timeout=CONFIGURATION.patience_seconds * 1000)
    config.addinivalue_line("markers", "renderings(*names): those in which the test runs, where not in the usual ones")
    config.addinivalue_line("markers", "in_turn: a table whose rows run in one rendering each")
    if config.option.output == PLAYWRIGHTS_OWN_OUTPUT:
        config.option.output = CONFIGURATION.artefacts


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test in each of its renderings."""
    if "rendering" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("renderings")
        wanted = marker.args if marker else CONFIGURATION.usual_renderings
        metafunc.parametrize("rendering", [name for name in CONFIGURATION.renderings if name in wanted])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the rows of a long table take turns: each runs in one rendering, and the table in all of them."""
    left_out = list(_out_of_turn([item for item in items if item.get_closest_marker("in_turn")]))
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str, pytestconfig: pytest.Config
) -> dict[str, Any]:
    """Name the executable, unless the command line chose a channel."""
    engine = CONFIGURATION.engines[browser_name]
    if pytestconfig.getoption("--browser-channel"):
        return browser_type_launch_args
    return engine.launch_options(needs_full=pytestconfig.getoption("--headed")) | browser_type_launch_args


@pytest.fixture(scope="session")
def target() -> Iterator[Target]:
    local = LocalTarget(CONFIGURATION.patience_seconds)
    yield local
    local.close()


@pytest.fixture(scope="session")
def base_url(target: Target) -> str:
    return target.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | CONFIGURATION.context_options


@pytest.fixture
def clock(target: Target) -> Iterator[Any]:
    """Return the clock of the service, and let it run on afterwards from where the test left it."""
    yield target.clock
    target.clock.run()


@pytest.fixture
def franceconnect(target: Target) -> Iterator[FranceConnect]:
    """Return FranceConnect+, and let it work again afterwards."""
    yield target.franceconnect
    target.franceconnect.recover()


@pytest.fixture(scope="session")
def everybody() -> People:
    return People()


@pytest.fixture
def persona(everybody: People) -> Person:
    return everybody.anyone()


@pytest.fixture
def observer(rendering: str) -> Iterator[Observer]:
    """Fails the test whose pages complain on the console, or put something personal into an address."""
    observer = Observer(rendering)
    yield observer
    assert observer.errors == []
    assert observer.personal_urls() == []


@pytest.fixture
def context(new_context: Any, rendering: str, observer: Observer) -> BrowserContext:
    return _watched(new_context, rendering, observer)


@pytest.fixture
def journey(page: Page, target: Target, observer: Observer) -> Journey:
    return Journey(page, target, observer.people)


@pytest.fixture
def another_journey(new_context: Any, target: Target, rendering: str, observer: Observer) -> Journey:
    """Return the journey of somebody else, in a browser of their own."""
    context = _watched(new_context, rendering, observer)
    return Journey(context.new_page(), target, observer.people)


@pytest.fixture
def layout(page: Page) -> Layout:
    return Layout(page)


@pytest.fixture
def keyboard(page: Page) -> Keyboard:
    return Keyboard(page)


@pytest.fixture
def page_without_cookies(
    playwright: Playwright, browser_context_args: dict[str, Any], rendering: str, tmp_path: Path
) -> Iterator[Page]:
    """Return a page of the full browser whose own settings block all cookies."""
    preferences = tmp_path / "Default" / "Preferences"
    preferences.parent.mkdir()
    preferences.write_text(COOKIES_BLOCKED)
    options = CONFIGURATION.engines["chromium"].launch_options(needs_full=True)
    context = playwright.chromium.launch_persistent_context(
        tmp_path, **options, **browser_context_args, **renderings.context_options(rendering)
    )
    renderings.prepare(context, rendering)
    yield context.pages[0]
    context.close()


def _watched(new_context: Any, rendering: str, observer: Observer) -> BrowserContext:
    context: BrowserContext = new_context(**renderings.context_options(rendering))
    renderings.prepare(context, rendering)
    observer.watch(context)
    return context


def _out_of_turn(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    usual = CONFIGURATION.usual_renderings
    rows: Counter[tuple[str, str]] = Counter()
    for item in items:
        rendering = item.callspec.params["rendering"]
        table = (item.nodeid.partition("[")[0], rendering)
        if usual[rows[table] % len(usual)] != rendering:
            yield item
        rows[table] += 1
