"""Wires the suite to pytest-playwright: the engine, the target, the rendering, and who walks through it."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from e2e import catalogue, configuration, engines, renderings, selection, video
from e2e.configuration import PLAYWRIGHTS_OWN_OUTPUT
from e2e.engines import Engine, Setting, Showing
from e2e.forerunner import Forerunner
from e2e.journey import Journey
from e2e.keyboard import Keyboard
from e2e.layout import Layout
from e2e.observer import Observer
from e2e.pages import Person
from e2e.parameters import parameters_of
from e2e.report import deselection, end_of_run
from e2e.targets import Clock, FranceConnect, Target, choice
from e2e.targets.guard import Guard
from e2e.targets.not_verifiable import NotVerifiable
from e2e.targets.people import Newcomers
from e2e.ways.stage import Stage
from fixtures.personas import People

CONFIGURATION = configuration.read()
NOBODY_LOOKS = "--headed: DISPLAY names no screen; WebKitGTK's windows stand on one that nobody sees, others have none"
PROGRAM = ("executable_path", "channel")


def pytest_configure(config: pytest.Config) -> None:
    expect.set_options(timeout=CONFIGURATION.patience_seconds * 1000)
    config.addinivalue_line("markers", "renderings(*names): those in which the test runs, where not in all")
    config.addinivalue_line("markers", "in_turn: a table whose rows run in one rendering each")
    config.addinivalue_line("markers", "long: the test goes a long way; where one is enough, others come first")
    config.addinivalue_line("markers", "needs(capability): what of a browser the test needs, beyond pages")
    if not config.option.browser:
        config.option.browser = list(CONFIGURATION.engines)
    if config.option.output == PLAYWRIGHTS_OWN_OUTPUT:
        config.option.output = CONFIGURATION.artefacts
    if video.is_asked_for(config) and not video.has_encoder():
        raise pytest.UsageError(video.MISSING)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test in each of its renderings."""
    if "rendering" in metafunc.fixturenames:
        metafunc.parametrize("rendering", selection.renderings(metafunc.definition))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what does not run, and skip what a browser cannot do."""
    in_browsers = [item for item in items if "browser_name" in parameters_of(item)]
    rendered = [item for item in in_browsers if "rendering" in parameters_of(item)]
    left_out = dict(selection.left_out(rendered, selection.asked_for(config)))
    selection.skip_what_lacks(in_browsers)
    deselection.note(config, left_out)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say which browsers these are, and what is not seen of them."""
    unfilmed = [video.NONE_OF_WEBKITGTK] if video.is_asked_for(config) and "webkit" in config.option.browser else []
    unseen = [NOBODY_LOOKS] if config.getoption("--headed") and "DISPLAY" not in os.environ else []
    return [*(f"{name}: {engines.engine(name).version()}" for name in config.option.browser), *unfilmed, *unseen]


@pytest.fixture(scope="session")
def engine(browser_name: str, pytestconfig: pytest.Config, playwright: Playwright) -> Iterator[Engine]:  # noqa: ARG001
    """Return what opens browsers, and end them before Playwright stops."""
    showing = Showing(headed=pytestconfig.getoption("--headed"), slow_mo=pytestconfig.getoption("--slowmo"))
    engine = engines.engine(browser_name, showing, choice.hosts(pytestconfig))
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], engine: Engine, pytestconfig: pytest.Config
) -> dict[str, Any]:
    """Name the program and its preferences; where the command line chose a channel, that is the program."""
    ours = engine.launch_options()
    if pytestconfig.getoption("--browser-channel"):
        ours = {name: value for name, value in ours.items() if name not in PROGRAM}
    return ours | browser_type_launch_args


@pytest.fixture(scope="session")
def browser(engine: Engine, request: pytest.FixtureRequest) -> Iterator[Browser | None]:
    """Return the browser that contexts share; none where each has its own."""
    if not engine.shares_browser:
        yield None
        return
    browser = request.getfixturevalue("launch_browser")()
    yield browser
    browser.close()


@pytest.fixture
def open_browser(
    engine: Engine,
    playwright: Playwright,
    browser_context_args: dict[str, Any],
    request: pytest.FixtureRequest,
    _artifacts_recorder: Any,
) -> Iterator[Callable[..., BrowserContext]]:
    """Return what opens a context in a browser of its own, set as somebody has set theirs."""
    marker = request.node.get_closest_marker("browser_context_args")
    usual = browser_context_args | (marker.kwargs if marker else {})
    with ExitStack() as stack:

        def open_one(setting: Setting, **options: Any) -> BrowserContext:
            context = stack.enter_context(engine.opened(playwright, setting, usual | options))
            _artifacts_recorder.on_did_create_browser_context(context)
            stack.callback(_artifacts_recorder.on_will_close_browser_context, context)
            return context

        yield open_one


@pytest.fixture
def new_context(new_context: Any, engine: Engine, open_browser: Any) -> Callable[..., BrowserContext]:
    """Return what opens a context: in the shared browser where it can be had there, else in one of its own."""

    def open_one(**options: Any) -> BrowserContext:
        if engine.needs_own_browser(options):
            return open_browser(Setting(javascript=options.get("java_script_enabled", True)), **options)
        return new_context(**options)

    return open_one


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Iterator[Target]:
    chosen = choice.target(pytestconfig)
    yield chosen
    chosen.close()


@pytest.fixture(scope="session")
def base_url(target: Target) -> str:
    return target.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], pytestconfig: pytest.Config) -> dict[str, Any]:
    """Open contexts as the configuration says, but for what the command line does: --device has a window of its own."""
    return CONFIGURATION.context_options | browser_context_args | choice.context_options(pytestconfig)


@pytest.fixture
def clock(target: Target) -> Iterator[Clock]:
    """Return the clock of the service, and let it run on afterwards from where the test left it."""
    yield target.clock
    target.clock.run()


@pytest.fixture
def still_clock(clock: Clock) -> Clock:
    """Return the clock, stopped where that can be had: there no day and no year ends before the test does."""
    with suppress(NotVerifiable):
        clock.freeze()
    return clock


@pytest.fixture
def fail_once(target: Target) -> Iterator[Callable[[str, int], None]]:
    """Return what has the service fail at a page; it works again afterwards, also where nobody asked for that page."""
    yield target.fail_once
    target.recover()


@pytest.fixture
def franceconnect(target: Target) -> Iterator[FranceConnect]:
    """Return FranceConnect+, and let it work again afterwards."""
    yield target.franceconnect
    target.franceconnect.recover()


@pytest.fixture(scope="session")
def everybody(
    request: pytest.FixtureRequest, pytestconfig: pytest.Config, target: Target
) -> Iterator[People | Newcomers]:
    """Return who signs up; once all tests are through, nothing that they typed may stand in clear (NIR-2)."""
    everybody = choice.people(pytestconfig)
    yield everybody
    is_about_it = any(end_of_run.PROVES in catalogue.requirements_of(item) for item in request.session.items)
    end_of_run.note(
        pytestconfig, lambda: target.kept_in_clear(everybody.made_up), target.unseen, is_about_it=is_about_it
    )


@pytest.fixture
def persona(everybody: People) -> Person:
    return everybody.anyone()


@pytest.fixture
def observer(rendering: str) -> Iterator[Observer]:
    """Fails the test whose pages complain on the console, or put something personal into an address."""
    observer = Observer(rendering)
    yield observer
    assert observer.complaints() == []


@pytest.fixture
def context(new_context: Any, rendering: str, observer: Observer, guard: Guard) -> BrowserContext:
    return _watched(new_context, rendering, observer, guard)


@pytest.fixture(scope="session")
def forerunner(target: Target, pytestconfig: pytest.Config) -> Forerunner | None:
    """Return who walks ahead in our own application; on a deployment the browser does all."""
    return None if choice.remote_url(pytestconfig) else Forerunner(target)


@pytest.fixture
def journey(page: Page, target: Target, observer: Observer, forerunner: Forerunner | None) -> Journey:
    return Journey(page, target, observer.people, forerunner=forerunner)


@pytest.fixture
def another_context(new_context: Any, rendering: str, observer: Observer, guard: Guard) -> BrowserContext:
    return _watched(new_context, rendering, observer, guard)


@pytest.fixture
def another_journey(
    another_context: BrowserContext, target: Target, observer: Observer, forerunner: Forerunner | None
) -> Journey:
    """Return the journey of somebody else, in a browser of their own."""
    return Journey(another_context.new_page(), target, observer.people, forerunner=forerunner)


@pytest.fixture
def stage(
    journey: Journey, everybody: People, persona: Person, target: Target, request: pytest.FixtureRequest
) -> Stage:
    """Return where a state of a page is shown (e2e/states.py)."""
    return Stage(journey, everybody, persona, target, request.getfixturevalue)


@pytest.fixture
def layout(page: Page) -> Layout:
    return Layout(page)


@pytest.fixture
def keyboard(page: Page) -> Keyboard:
    return Keyboard(page)


@pytest.fixture
def page_without_cookies(open_browser: Any, rendering: str, guard: Guard) -> Page:
    """Return a page of a browser whose own settings block all cookies."""
    context = open_browser(Setting(cookies=False, javascript=rendering != "plain"))
    renderings.prepare(context, rendering)
    guard.watch(context)
    page: Page = context.new_page()
    return page


def _watched(new_context: Any, rendering: str, observer: Observer, guard: Guard) -> BrowserContext:
    context: BrowserContext = new_context(**renderings.context_options(rendering))
    renderings.prepare(context, rendering)
    observer.watch(context)
    guard.watch(context)
    return context
