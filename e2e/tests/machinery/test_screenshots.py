"""Screenshots: of what went wrong alone."""

import pytest

from fixtures.server_process import ROOT

pytestmark = pytest.mark.machinery

PLUGINS = (
    *("-p", "e2e.catalogue", "-p", "e2e.report.plugin", "-p", "e2e.report.screenshots"),
    *("-p", "pytest_playwright.pytest_playwright", "-p", "no:cacheprovider"),
)
SUITE = """
import pathlib
import pytest

pytestmark = pytest.mark.machinery

class Watch:
    def __init__(self, said):
        self.said = said
    def complaints(self):
        return self.said

@pytest.fixture
def noted(request):
    yield
    with pathlib.Path("noted.txt").open("a") as file:
        print(request.node.name, request.config.option.screenshot, file=file)

@pytest.fixture
def observer(request):
    return Watch(["an error on the console"] if "complained" in request.node.name else [])

@pytest.fixture
def guard(request):
    return Watch(["a request to another host"] if "astray" in request.node.name else [])

def test_well(noted, observer, guard):
    pass

def test_complained_of(noted, observer, guard):
    pass

def test_led_astray(noted, observer, guard):
    pass

def test_failed(noted, observer, guard):
    assert False

def test_unobserved(noted):
    pass
"""


@pytest.mark.parametrize(
    ("option", "of_all", "of_failed"),
    [((), "off", "only-on-failure"), (("--screenshot=on",), "on", "on")],
    ids=["unsaid", "all"],
)
def test_pages_are_photographed_where_something_went_wrong(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...], of_all: str, of_failed: str
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    # In a process of its own: Playwright's plugin does not run inside itself.
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeini("[pytest]\nmarkers = machinery")
    pytester.mkdir("fixtures").joinpath("requirements.toml").write_text("")
    pytester.mkdir("e2e").joinpath("test_small.py").write_text(SUITE)
    pytester.runpytest_subprocess(*PLUGINS, *option, "e2e").assert_outcomes(passed=4, failed=1)
    asked = dict(line.split() for line in (pytester.path / "noted.txt").read_text().splitlines())
    assert asked == {
        "test_well": of_all,
        "test_complained_of": of_failed,
        "test_led_astray": of_failed,
        "test_failed": of_failed,
        "test_unobserved": of_all,
    }
