"""What only the end of a run proves, told as a test of its own, also out of workers: nothing typed stands in clear.

A pytest plugin, apart from the report: what leaks is told, and fails the run, also where none is written. Told with the
test that came last, it would count for what that one is about.
"""

from collections.abc import Callable, Generator, Sequence
from typing import Any

import pytest

from e2e.report.results import FAILED, LAST_PHASE, PASSED, REQUIREMENT, SKIPPED, UNSEEN

TEST = "e2e/end_of_run::test_nothing_that_was_typed_stands_in_clear"
PROVES = "NIR-2"
_FOUND = pytest.StashKey[tuple[str, str, list[str]]]()
_KEY = "end_of_run"


def note(
    config: pytest.Config, look: Callable[[], Sequence[str]], unseen: list[str], *, is_about_it: bool = True
) -> None:
    """Keep what a look found to stand in clear, or why nobody can look, or not everywhere.

    Nothing found says nothing of a run that is about something else: there it proves no requirement.

    Args:
        config: of pytest.
        look: returns what stands in clear.
        unseen: where the look puts why it could not see everything.
        is_about_it: whether the run is about the requirement.

    """
    try:
        standing = "\n".join(look())
        if standing or is_about_it:
            config.stash[_FOUND] = (FAILED if standing else PASSED), standing, list(unseen)
    except pytest.skip.Exception as reason:
        config.stash[_FOUND] = SKIPPED, str(reason), []


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Tell what was found in this process, unless a worker hands it over."""
    try:
        return (yield)
    finally:  # also where it stopped at a failure
        if _FOUND in session.config.stash and not hasattr(session.config, "workeroutput"):
            _tell(session.config, *session.config.stash[_FOUND])


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Put what was found where xdist takes it to the controller, if this is a worker, once all is torn down."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[_KEY] = session.config.stash.get(_FOUND, None)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Tell what a worker found; nothing of one that crashed."""
    found = getattr(node, "workeroutput", {}).get(_KEY)
    if found:
        _tell(node.config, *found)


def _tell(config: pytest.Config, outcome: str, why: str, unseen: Sequence[str]) -> None:
    file = TEST.partition("::")[0]
    longrepr = (file, 0, f"Skipped: {why}") if outcome == SKIPPED else why or None
    told = [(REQUIREMENT, PROVES), *((UNSEEN, reason) for reason in unseen)]
    config.hook.pytest_runtest_logreport(report=_phase("call", outcome, longrepr, told))
    config.hook.pytest_runtest_logreport(report=_phase(LAST_PHASE, PASSED, None, told))


def _phase(
    when: Any, outcome: Any, longrepr: str | tuple[str, int, str] | None, told: list[tuple[str, object]]
) -> pytest.TestReport:
    file, _, name = TEST.partition("::")
    return pytest.TestReport(TEST, (file, None, name), {}, outcome, longrepr, when, user_properties=told)
