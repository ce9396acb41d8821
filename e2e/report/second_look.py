"""Runs a failed test once more with a trace, so that the report shows how it failed. A pytest plugin.

A trace doubles the time of a test: none is kept of those that pass. The first verdict stays. Whoever says --tracing
decides alone, and nobody is asked for a security code a second time.
"""

from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import call_and_report, get_reraise_exceptions, runtestprotocol

from e2e import deployment
from e2e.catalogue import SUITE
from e2e.report import command_line
from e2e.report.results import ARTEFACT

TRACE = "trace"
IN_BROWSERS = frozenset({"browser_name", "rendering"})


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("conformance").addoption(
        "--no-second-look", action="store_true", help="do not run a failed test once more to keep its trace"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Decide by what was said; workers have the same command line."""
    if command_line.says(config, "--tracing", "--pdb"):
        config.option.no_second_look = True


def pytest_sessionstart(session: pytest.Session) -> None:
    """Look once where a person answers the security controls of a deployment."""
    config = session.config
    if config.getoption("base_url", default=None) and deployment.read().captcha == deployment.ASK:
        config.option.no_second_look = True


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a browser test, and look again where it failed: also what watches pages does, once the test has passed."""
    if not _is_traceable(item):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    told, *reports = _first_look(item)
    try:
        if any(report.failed for report in (told, *reports)):
            reports[-1].user_properties += _artefacts_of_second_look(item)
    finally:  # the first verdict stays, also where somebody interrupts the second look
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
    _end(item, nextitem, properties=reports[-1].user_properties)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


def _first_look(item: Any) -> list[pytest.TestReport]:
    """Run the test as pytest does; what outlives it stays up for the second look.

    Which requirement it is for is told at once, with the set-up: the worker may die in the test.
    """
    reports = [call_and_report(item, "setup")]
    if reports[0].passed:
        reports.append(call_and_report(item, "call", log=False))
    reports.append(call_and_report(item, "teardown", log=False, nextitem=item.parent))
    item._request, item.funcargs = False, None  # noqa: SLF001 - pytest's own mark of a test that can run again
    return reports


def _is_traceable(item: pytest.Item) -> bool:
    is_of_suite = item.path.is_relative_to(item.config.rootpath / SUITE)
    has_pages = not IN_BROWSERS.isdisjoint(getattr(item, "fixturenames", ()))
    return is_of_suite and has_pages and not item.config.option.no_second_look


def _artefacts_of_second_look(item: pytest.Item) -> list[tuple[str, str]]:
    option = item.config.option
    chosen = option.tracing, option.screenshot
    option.tracing, option.screenshot = "on", "off"
    try:
        reports = runtestprotocol(item, nextitem=item.parent, log=False)  # type: ignore[arg-type] - it asks a node
    finally:
        option.tracing, option.screenshot = chosen
    said = [(name, path) for report in reports for name, path in report.user_properties]
    return [(name, path) for name, path in said if name == ARTEFACT + TRACE and Path(path).exists()]


def _end(item: Any, nextitem: pytest.Item | None, *, properties: list[tuple[str, object]]) -> None:
    """Tear down what the looks left up and the next test, if one comes, has no use for, and tell what fails then."""
    follower = None if item.session.shouldfail or item.session.shouldstop else nextitem
    tear_down = item.session._setupstate.teardown_exact  # noqa: SLF001 - pytest's hook wants a test that was set up
    call = pytest.CallInfo.from_call(lambda: tear_down(follower), "teardown", get_reraise_exceptions(item.config))
    report: pytest.TestReport = item.ihook.pytest_runtest_makereport(item=item, call=call)
    if report.failed:
        report.user_properties = properties
        item.ihook.pytest_runtest_logreport(report=report)
