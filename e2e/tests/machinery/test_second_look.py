"""The second look at a failed test."""

import json

import pytest

from fixtures.server_process import ROOT

pytestmark = pytest.mark.machinery

PLUGINS = (
    *("-p", "e2e.catalogue", "-p", "e2e.report.plugin", "-p", "e2e.report.second_look"),
    *("-p", "pytest_playwright.pytest_playwright", "-p", "no:cacheprovider"),
)
SUITE = """
import pathlib
import pytest

LOOKS = pathlib.Path("looks.txt")

@pytest.fixture
def look(request):
    LOOKS.write_text(LOOKS.read_text() + request.node.name + " " + request.config.option.tracing + "\\n")

@pytest.mark.requirement("CODE-1")
@pytest.mark.parametrize("rendering", ["htmx"])
def test_fails_at_first(look, rendering):
    assert LOOKS.read_text().count("test_fails_at_first") > 1

@pytest.mark.requirement("CODE-2")
@pytest.mark.parametrize("rendering", ["htmx"])
def test_passes(look, rendering):
    pass
"""
FAILS_BESIDE_THE_CALL = """
import pathlib
import pytest

def look(phase, request):
    with pathlib.Path("looks.txt").open("a") as file:
        print(phase, request.config.option.tracing, file=file)
    assert not "seen"

@pytest.fixture
def failing_at_once(request):
    look("setup", request)

@pytest.fixture
def failing_afterwards(request):
    yield
    look("teardown", request)

@pytest.mark.requirement("CODE-1")
@pytest.mark.parametrize("rendering", ["htmx"])
def test_setup(failing_at_once, rendering):
    pass

@pytest.mark.requirement("CODE-2")
@pytest.mark.parametrize("rendering", ["htmx"])
def test_teardown(failing_afterwards, rendering):
    pass
"""
KEEPS_A_TRACE = """
import pathlib
import pytest

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "teardown" and item.config.option.tracing == "on":
        pathlib.Path("trace.zip").touch()
        report.user_properties.append(("playwright_trace", "trace.zip"))
    return report
"""
ASKS_FOR_SCREENSHOTS = """
import pytest

@pytest.mark.requirement("CODE-1")
@pytest.mark.requirement("CODE-2")
def test_screenshots(request):
    assert request.config.option.screenshot == "{taken}"
"""
DIES = """
import os
import pytest

@pytest.mark.requirement("CODE-1")
@pytest.mark.parametrize("rendering", ["htmx"])
def test_takes_its_worker_with_it(rendering, browser_name):
    os._exit(1)
"""
LEAKS = """
import pytest

@pytest.fixture(scope="session")
def outliving():
    yield
    assert not "left behind"

@pytest.mark.requirement("CODE-1")
@pytest.mark.requirement("CODE-2")
@pytest.mark.parametrize("rendering", ["htmx"])
def test_fails_last(outliving, rendering):
    assert not "shown"
"""
IS_LEFT_OUT = """
@pytest.mark.requirement("CODE-1")
def test_comes_after_the_end(outliving):
    pass
"""
REQUIREMENTS = '[CODE-1]\nfr = "a"\nen = "a"\n[CODE-2]\nfr = "b"\nen = "b"\n'


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a directory with a suite that notes each look at each of its tests."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    # In a process of its own: Playwright's plugin does not run inside itself.
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeini("[pytest]\nmarkers = requirement(id): of the catalogue")
    pytester.mkdir("fixtures").joinpath("requirements.toml").write_text(REQUIREMENTS)
    pytester.mkdir("e2e").joinpath("test_small.py").write_text(SUITE)
    (pytester.path / "looks.txt").touch()
    return pytester


def test_failed_test_runs_once_more_with_a_trace_and_stays_failed(suite: pytest.Pytester) -> None:
    suite.runpytest_subprocess(*PLUGINS, "e2e").assert_outcomes(passed=1, failed=1)
    looks = (suite.path / "looks.txt").read_text().splitlines()
    assert looks == ["test_fails_at_first[htmx] off", "test_fails_at_first[htmx] on", "test_passes[htmx] off"]
    said = json.loads((suite.path / "reports" / "e2e" / "report.json").read_text())
    assert [result["outcome"] for result in said["results"]] == ["failed", "passed"]


@pytest.mark.parametrize(
    ("phase", "outcomes"), [("setup", {"errors": 1}), ("teardown", {"passed": 1, "errors": 1})], ids=["before", "after"]
)
@pytest.mark.parametrize("options", [(), ("-p", "xdist", "-n", "1"), ("-x",)], ids=["alone", "worker", "stopped"])
def test_what_fails_before_or_after_a_test_leaves_a_trace_too(
    suite: pytest.Pytester, options: tuple[str, ...], phase: str, outcomes: dict[str, int]
) -> None:
    suite.makeconftest(KEEPS_A_TRACE)
    suite.path.joinpath("e2e", "test_small.py").write_text(FAILS_BESIDE_THE_CALL)
    suite.runpytest_subprocess(*PLUGINS, *options, "-k", phase, "e2e").assert_outcomes(**outcomes)
    assert (suite.path / "looks.txt").read_text().splitlines() == [f"{phase} off", f"{phase} on"]
    (told,) = json.loads((suite.path / "reports" / "e2e" / "report.json").read_text())["results"]
    assert (told["outcome"], told["artefacts"]) == ("failed", [["trace", "trace.zip"]])


@pytest.mark.parametrize("option", ["--no-second-look", "--tracing=off"])
def test_whoever_decides_on_traces_decides_alone(suite: pytest.Pytester, option: str) -> None:
    suite.runpytest_subprocess(*PLUGINS, option, "e2e").assert_outcomes(passed=1, failed=1)
    assert (suite.path / "looks.txt").read_text().count("\n") == 2


@pytest.mark.parametrize(("captcha", "looks"), [("ask", 2), ("none", 3)])
def test_nobody_is_asked_for_a_security_code_twice(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, captcha: str, looks: int
) -> None:
    monkeypatch.setenv("E2E_CAPTCHA", captcha)
    run = suite.runpytest_subprocess(*PLUGINS, "--base-url", "http://a", "e2e")
    run.assert_outcomes(passed=1, failed=1)
    assert (suite.path / "looks.txt").read_text().count("\n") == looks


def test_decision_may_stand_in_the_environment(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--tracing off")
    suite.runpytest_subprocess(*PLUGINS, "e2e").assert_outcomes(passed=1, failed=1)
    assert (suite.path / "looks.txt").read_text().count("\n") == 2


def test_decision_may_stand_in_the_file(suite: pytest.Pytester) -> None:
    suite.makeini("[pytest]\naddopts = --tracing=off\nmarkers = requirement(id): of the catalogue")
    suite.runpytest_subprocess(*PLUGINS, "e2e").assert_outcomes(passed=1, failed=1)
    assert (suite.path / "looks.txt").read_text().count("\n") == 2


@pytest.mark.parametrize(
    ("options", "taken"),
    [((), "only-on-failure"), (("--screenshot=off",), "off"), (("--screenshot", "on"), "on")],
    ids=["unsaid", "off", "on"],
)
@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "1")], ids=["alone", "worker"])
def test_screenshots_are_taken_of_failures_unless_it_was_said_otherwise(
    suite: pytest.Pytester, options: tuple[str, ...], workers: tuple[str, ...], taken: str
) -> None:
    suite.path.joinpath("e2e", "test_small.py").write_text(ASKS_FOR_SCREENSHOTS.format(taken=taken))
    suite.runpytest_subprocess(*PLUGINS, *workers, *options, "e2e").assert_outcomes(passed=1)


def test_test_that_its_worker_dies_in_is_told_in_its_place(suite: pytest.Pytester) -> None:
    suite.path.joinpath("e2e", "test_small.py").write_text(DIES)
    suite.runpytest_subprocess(*PLUGINS, "-p", "xdist", "-n", "1", "-k", "takes", "e2e").assert_outcomes(failed=1)
    (told,) = json.loads((suite.path / "reports" / "e2e" / "report.json").read_text())["results"]
    assert (told["outcome"], told["requirements"]) == ("failed", ["CODE-1"])
    assert (told["engine"], told["rendering"]) == ("chromium", "htmx")


@pytest.mark.parametrize(
    ("options", "source"),
    [((), LEAKS), (("-p", "xdist", "-n", "1"), LEAKS), (("-x",), LEAKS + IS_LEFT_OUT)],
    ids=["alone", "worker", "stopped"],
)
def test_what_the_end_of_a_run_brings_to_light_is_told_though_its_last_test_had_failed(
    suite: pytest.Pytester, options: tuple[str, ...], source: str
) -> None:
    suite.path.joinpath("e2e", "test_small.py").write_text(source)
    suite.runpytest_subprocess(*PLUGINS, *options, "-k", "last or after", "e2e").assert_outcomes(failed=1, errors=1)
    (told,) = json.loads((suite.path / "reports" / "e2e" / "report.json").read_text())["results"]
    assert (told["outcome"], "shown" in told["reason"]) == ("failed", True)
    assert "left behind" in told["details"]
