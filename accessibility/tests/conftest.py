"""Takes the engine, the target and the ways of the browser tests (e2e/), always with htmx on."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Response, expect

from accessibility import seen
from accessibility.checks.examination import Examined
from accessibility.checks.scene import SCRIPTS, Scene, Site
from accessibility.digest import digest
from accessibility.evidence import Finding, StateRecord
from accessibility.seen import StateSeen
from e2e import configuration, conftest, renderings
from e2e.configuration import PLAYWRIGHTS_OWN_OUTPUT
from e2e.engines import Engine
from e2e.observer import Observer
from e2e.states import State
from e2e.targets import choice
from e2e.targets.guard import Guard

WITNESS = SCRIPTS / "witness.js"
CONFIGURATION = configuration.read()
ARTEFACTS = "reports/accessibility/artefacts"
SHORTEST_ANSWER = 6

# All fixtures of the browser tests, but none of their hooks.
globals().update({name: made for name, made in vars(conftest).items() if isinstance(made, type(conftest.stage))})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("accessibility").addoption(
        "--evidence", type=Path, metavar="DIRECTORY", help="keep what the checks saw of each state there"
    )
    parser.getgroup("accessibility").addoption(
        "--checks", metavar="IDS", help="run these scripted checks alone, separated by commas; axe runs in any case"
    )


def pytest_configure(config: pytest.Config) -> None:
    expect.set_options(timeout=CONFIGURATION.patience_seconds * 1000)
    if not config.option.browser:
        config.option.browser = ["chromium"]
    if config.option.output == PLAYWRIGHTS_OWN_OUTPUT:
        config.option.output = ARTEFACTS
    if config.option.evidence and not config.option.collectonly and not hasattr(config, "workerinput"):
        for engine in config.option.browser:
            seen.forget(engine, config.option.evidence)


@pytest.fixture
def rendering() -> str:
    """Return how pages reach the citizen: as they do with JavaScript on."""
    return "htmx"


class Served:
    """The pages as the server sent them: what the browser made of them hides some errors."""

    def __init__(self) -> None:
        self._responses: list[Response] = []

    def watch(self, context: BrowserContext) -> None:
        """Remember the whole pages from now on."""
        context.on("response", self._note)

    def last(self, page: Page) -> str:
        """Return the last one; what the page holds now where the browser has kept none."""
        try:
            return self._responses[-1].text()
        except (Error, IndexError):
            return page.content()

    def _note(self, response: Response) -> None:
        if response.headers.get("content-type", "").startswith("text/html") and not 300 <= response.status < 400:
            self._responses.append(response)


@pytest.fixture
def served() -> Served:
    return Served()


@pytest.fixture
def context(new_context: Any, rendering: str, observer: Observer, guard: Guard, served: Served) -> BrowserContext:
    """Return a context in which a witness notes what htmx does."""
    context: BrowserContext = new_context(**renderings.context_options(rendering))
    context.add_init_script(path=WITNESS)
    for watcher in (observer, guard, served):
        watcher.watch(context)
    return context


class Sites(dict[str, Site]):
    """What is remembered from state to state, by the language of the pages: each is consistent with itself."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def __missing__(self, language: str) -> Site:
        """Return the one of a language that is met for the first time."""
        directory = self._directory / f"site-{language}"
        directory.mkdir(exist_ok=True)
        return self.setdefault(language, Site(directory))


@pytest.fixture(scope="session")
def sites(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Site]:
    """Return what all workers remember together."""
    directory = tmp_path_factory.getbasetemp()
    return Sites(directory.parent if hasattr(pytestconfig, "workerinput") else directory)


@pytest.fixture
def looked_at(page: Page, engine: Engine, browser_name: str, sites: Mapping[str, Site]) -> Callable[[State], Scene]:
    """Return what looks at the page, once it is in a state."""

    def look(state: State) -> Scene:
        # Another tab of the way here may lie in front: a page behind it shows no focus.
        page.bring_to_front()
        language = page.locator("html").get_attribute("lang") or ""
        return Scene(page, state.id, browser_name, sites[language], engine.lacks.keys())

    return look


@pytest.fixture
def photograph(page: Page, pytestconfig: pytest.Config, browser_name: str) -> Callable[[State], None]:
    """Return what takes the picture of a state as it is met, where the command line asks for evidence."""
    directory: Path | None = pytestconfig.getoption("--evidence")

    def take(state: State) -> None:
        if directory:
            picture = directory / _picture(f"{browser_name}-{state.id}")
            page.screenshot(path=picture, full_page=True, animations="disabled")

    return take


@pytest.fixture
def keep(
    page: Page, served: Served, observer: Observer, pytestconfig: pytest.Config, browser_name: str
) -> Callable[[State, Scene, Examined], None]:
    """Return what keeps what was seen of a state, where the command line asks for it."""
    directory: Path | None = pytestconfig.getoption("--evidence")

    def keep_nothing(_state: State, _scene: Scene, _examined: Examined) -> None:
        """Keep nothing."""

    def keep_all(state: State, scene: Scene, examined: Examined) -> None:
        assert directory
        html = served.last(page)
        name = f"{browser_name}-{state.id}"
        _write(directory / seen.PAGES / f"{name}.html", html)
        picture = _picture(name)
        typed = [answer for one in observer.people for answer in vars(one).values() if len(answer) >= SHORTEST_ANSWER]
        record = StateRecord(
            state.id, state.title, scene.path, digest(html, typed=typed), page.title(), screenshot=picture
        )
        seen.write(
            StateSeen(
                engine=browser_name,
                version=_version(page),
                record=record,
                findings=tuple(_pictured(one, page, directory) for one in examined.findings),
                notes=tuple((check, replace(note, screenshot=picture)) for check, note in examined.notes),
                elements=examined.elements,
                absent=scene.count({one: one for one in seen.read_selectors(directory).values()}),
                unverified=scene.unverified(),
                target=choice.remote_url(pytestconfig),
            ),
            directory,
        )

    return keep_all if directory else keep_nothing


def _picture(name: str) -> str:
    return f"{seen.PICTURES}/{name}.png"


def _write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")


def _version(page: Page) -> str:
    browser = page.context.browser
    return browser.version if browser else ""


def _pictured(finding: Finding, page: Page, directory: Path) -> Finding:
    """Return a finding with a picture of its element, where it can be painted."""
    if not finding.selector:
        return finding
    picture = f"{seen.PICTURES}/{finding.engine}-{finding.state}-{finding.check}-{crc32(finding.selector.encode())}.png"
    try:
        page.locator(finding.selector).first.screenshot(path=directory / picture, timeout=2000)
    except Error:
        return finding
    return replace(finding, screenshot=picture)
