"""What brief engines leave to the first one, and brief renderings to the others."""

import re

import pytest

from e2e.brevity import showing_nothing_new
from e2e.tests.machinery.test_catalogue import REQUIREMENTS

pytestmark = pytest.mark.machinery

PLUGINS = ("-p", "e2e.catalogue", "-p", "e2e.selection", "-p", "e2e.brevity", "-p", "no:cacheprovider")
CONFTEST = """
from e2e import selection

def pytest_generate_tests(metafunc):
    metafunc.parametrize("rendering", selection.renderings(metafunc.definition))

def pytest_configure(config):
    for name in ("renderings(*names)", "needs(capability)", "long"):
        config.addinivalue_line("markers", name)
"""
SUITE = """
import pytest

pytestmark = pytest.mark.parametrize("browser_name", ["chromium", "webkit"])

@pytest.fixture
def clock():
    pass

@pytest.mark.requirement("CODE-1")
@pytest.mark.skip
def test_cannot_run(browser_name, rendering): pass

@pytest.mark.long
@pytest.mark.requirement("CODE-1")
@pytest.mark.requirement("CODE-2")
def test_goes_a_long_way(browser_name, rendering): pass

@pytest.mark.requirement("CODE-1")
def test_may_lack_a_clock(browser_name, rendering, clock): pass

@pytest.mark.requirement("CODE-1")
def test_shows_it(browser_name, rendering): pass

@pytest.mark.requirement("CODE-1")
@pytest.mark.renderings("htmx", "blocked")
def test_names_its_renderings(browser_name, rendering): pass

@pytest.mark.requirement("CODE-2")
@pytest.mark.needs("real_zoom")
def test_needs_more_than_pages(browser_name, rendering): pass

@pytest.mark.requirement("ZOOM-1")
@pytest.mark.parametrize("path", ["/", "/aide"])
def test_shows_whole(browser_name, rendering, path): pass
"""
GEOMETRY = """
[ZOOM-1]
fr = "Entier."
en = "Whole."
"""


EVERY = {
    "test_cannot_run",
    "test_goes_a_long_way",
    "test_may_lack_a_clock",
    "test_shows_it",
    "test_names_its_renderings",
    "test_needs_more_than_pages",
    "test_shows_whole",
}


@pytest.fixture
def chosen(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the tests that are left of a suite in two engines, of which one is brief."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\nmarkers = requirement(id): of the catalogue")
    pytester.mkdir("fixtures").joinpath("requirements.toml").write_text(REQUIREMENTS + GEOMETRY)
    suite = pytester.mkdir("e2e")
    suite.joinpath("conftest.py").write_text(CONFTEST)
    suite.joinpath("test_small.py").write_text(SUITE)
    lines = pytester.runpytest(*PLUGINS, "--collect-only", "-q", "e2e").outlines
    return [line.partition("::")[2] for line in lines if "::" in line]


def functions_in(rendering: str, engine: str, chosen: list[str]) -> set[str]:
    """Return the test functions that run in a rendering and engine."""
    return {test.partition("[")[0] for test in chosen if {rendering, engine} <= set(re.split(r"[\[\]-]", test))}


def test_engine_that_is_not_brief_runs_everything(chosen: list[str]) -> None:
    assert functions_in("htmx", "chromium", chosen) == EVERY
    assert functions_in("plain", "chromium", chosen) == EVERY - {"test_names_its_renderings"}


def test_brief_rendering_runs_what_names_it_and_what_nothing_else_shows(chosen: list[str]) -> None:
    assert functions_in("blocked", "chromium", chosen) == EVERY - {
        "test_cannot_run",
        "test_goes_a_long_way",
        "test_may_lack_a_clock",
        "test_shows_it",
    }


def test_test_that_is_skipped_or_may_be_does_not_stand_for_one_that_runs(chosen: list[str]) -> None:
    assert functions_in("plain", "webkit", chosen) == {
        "test_shows_it",
        "test_needs_more_than_pages",
        "test_shows_whole",
    }


def test_brief_engine_runs_what_is_about_browsers_whole_and_once(chosen: list[str]) -> None:
    rows = [test for test in chosen if test.startswith("test_shows_whole") and "webkit" in test]
    assert sorted(rows) == [
        "test_shows_whole[blocked-/-webkit]",
        "test_shows_whole[htmx-/-webkit]",
        "test_shows_whole[htmx-/aide-webkit]",
        "test_shows_whole[plain-/-webkit]",
    ]


@pytest.mark.parametrize(
    ("tests", "left_out"),
    [
        pytest.param([{"CODE-1"}, {"CODE-1"}], [False, True], id="one requirement twice"),
        pytest.param([{"CODE-1"}, {"CODE-2"}, {"CODE-1", "CODE-2"}], [False, False, True], id="two that were shown"),
        pytest.param([{"CODE-1"}, {"CODE-1", "CODE-2"}], [False, False], id="two, of which one is new"),
        pytest.param([set(), {"CODE-1"}], [True, False], id="nothing"),
    ],
)
def test_test_is_left_out_once_all_that_it_shows_was_shown(tests: list[set[str]], left_out: list[bool]) -> None:
    shows = [frozenset(("htmx", requirement) for requirement in test) for test in tests]
    assert list(showing_nothing_new(shows)) == left_out


def test_requirement_is_shown_in_every_rendering() -> None:
    in_both = [frozenset({("htmx", "CODE-1")}), frozenset({("plain", "CODE-1")})]
    assert list(showing_nothing_new(in_both)) == [False, False]
