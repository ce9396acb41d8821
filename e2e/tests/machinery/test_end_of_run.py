"""What only the end of a run proves: it is told for itself, and a leak fails the run."""

import json
from collections import Counter
from types import SimpleNamespace

import pytest

from e2e.report import end_of_run
from e2e.tests.machinery.test_catalogue import REQUIREMENTS

pytestmark = pytest.mark.machinery

WITHOUT_REPORT = ("-p", "e2e.catalogue", "-p", "e2e.report.end_of_run", "-p", "no:cacheprovider")
PLUGIN = ("-p", "e2e.report.plugin", *WITHOUT_REPORT)
USES_EVERYBODY = """
import pytest

@pytest.mark.requirement("CODE-1")
def test_comes_last(everybody):
    assert not "shown"
"""
ENDS = """
import pytest
from e2e.conftest import everybody
from e2e.targets.not_verifiable import NotVerifiable

class Target:
    unseen = ["no log"]

    def kept_in_clear(self, people):
        {answer}

@pytest.fixture(scope="session")
def target():
    return Target()
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a directory for a suite."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\nmarkers = requirement(id): of the catalogue")
    pytester.mkdir("fixtures").joinpath("requirements.toml").write_text(REQUIREMENTS)
    pytester.mkdir("e2e")
    return pytester


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        ('return ["log: nir"]', "failed", "log: nir"),
        ('raise NotVerifiable("no log")', "skipped", "no log"),
    ],
    ids=["leak", "not verifiable"],
)
@pytest.mark.parametrize(
    "workers", [(), ("-p", "xdist", "-n", "1"), ("-x",)], ids=["alone", "worker", "stopped at a failure"]
)
def test_what_stands_in_clear_at_the_end_is_told_for_itself(
    suite: pytest.Pytester, workers: tuple[str, ...], answer: str, outcome: str, reason: str
) -> None:
    suite.makepyfile(**{"e2e/conftest": ENDS.format(answer=answer), "e2e/test_small": USES_EVERYBODY})
    run = suite.runpytest(*PLUGIN, *workers, "-k", "comes", "e2e")
    run.assert_outcomes(**Counter(["failed", outcome]))
    said = json.loads((suite.path / "reports" / "e2e" / "report.json").read_text())
    end, last = said["results"]
    assert (end["requirements"], end["outcome"], end["reason"]) == (["NIR-2"], outcome, reason)
    assert end["unseen"] == ([] if outcome == "skipped" else ["no log"])
    assert (last["requirements"], last["outcome"], last["details"].count("log: nir")) == (["CODE-1"], "failed", 0)
    assert (said["planned"], said["interrupted"]) == (2, False)


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "1")], ids=["alone", "worker"])
def test_leak_fails_a_run_that_writes_no_report(suite: pytest.Pytester, workers: tuple[str, ...]) -> None:
    ends, passes = ENDS.format(answer='return ["log: nir"]'), USES_EVERYBODY.replace("not ", "")
    suite.makepyfile(**{"e2e/conftest": ends, "e2e/test_small": passes})
    run = suite.runpytest(*WITHOUT_REPORT, *workers, "-k", "comes", "e2e")
    run.assert_outcomes(passed=1, failed=1)
    assert run.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize(
    ("standing", "is_about_it", "told"),
    [([], True, ["passed"]), ([], False, []), (["log: nir"], False, ["failed"])],
    ids=["about it", "about something else", "leak"],
)
def test_clean_end_of_a_run_about_something_else_proves_no_requirement(
    standing: list[str], told: list[str], *, is_about_it: bool
) -> None:
    config = SimpleNamespace(stash=pytest.Stash(), workeroutput={})
    end_of_run.note(config, lambda: standing, [], is_about_it=is_about_it)
    end_of_run.pytest_sessionfinish(SimpleNamespace(config=config))
    assert [outcome for outcome, *_ in filter(None, config.workeroutput.values())] == told
