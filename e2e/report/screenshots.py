"""Spares the passed tests the screenshot at their end, which Playwright's plugin takes of all and then throws away.

A pytest plugin. Over WebDriver BiDi, a page of Firefox without JavaScript keeps each of them waiting five seconds.
"""

from collections.abc import Generator

import pytest

OF_FAILED = "only-on-failure"
WATCHING = ("observer", "guard")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Ask for none where nothing went wrong."""
    option = item.config.option
    if getattr(option, "screenshot", None) != OF_FAILED or not _is_all_well(item):
        return (yield)
    option.screenshot = "off"
    try:
        return (yield)
    finally:
        option.screenshot = OF_FAILED


def _is_all_well(item: pytest.Item) -> bool:
    """Tell whether a test has passed, and whoever watches its pages has nothing to complain of."""
    called: pytest.TestReport | None = getattr(item, "rep_call", None)  # noted by Playwright's plugin
    had = getattr(item, "funcargs", {})
    watching = [had[name] for name in WATCHING if name in had]
    return called is not None and called.passed and not any(watch.complaints() for watch in watching)
