"""Takes the engine, the target and the ways of the browser tests (e2e/), always with htmx on."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from accessibility.checks.scene import Site
from e2e import configuration
from e2e.conftest import (  # noqa: F401 - pytest finds fixtures by their names here
    another_journey,
    base_url,
    browser,
    browser_context_args,
    browser_type_launch_args,
    clock,
    context,
    engine,
    everybody,
    franceconnect,
    journey,
    new_context,
    observer,
    open_browser,
    persona,
    stage,
    target,
)

CONFIGURATION = configuration.read()
PLAYWRIGHTS_OWN_OUTPUT = "test-results"
ARTEFACTS = "reports/accessibility/artefacts"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("accessibility").addoption(
        "--evidence", type=Path, metavar="DIRECTORY", help="keep what the checks saw of each state there"
    )


def pytest_configure(config: pytest.Config) -> None:
    expect.set_options(timeout=CONFIGURATION.patience_seconds * 1000)
    if not config.option.browser:
        config.option.browser = ["chromium"]
    if config.option.output == PLAYWRIGHTS_OWN_OUTPUT:
        config.option.output = ARTEFACTS


@pytest.fixture
def rendering() -> str:
    """Return how pages reach the citizen: as they do with JavaScript on."""
    return "htmx"


@pytest.fixture(scope="session")
def site() -> Site:
    """Return what is remembered from state to state."""
    return Site()
