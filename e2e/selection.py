"""Which tests run in which browser and rendering, and which are skipped for what a browser cannot do.

A pytest plugin.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from e2e import configuration, engines
from e2e.engines import Capability
from e2e.report.results import IN_TURN, UNUSUAL

CONFIGURATION = configuration.read()
PLAIN = "plain"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("conformance").addoption(
        "--rendering",
        action="append",
        choices=CONFIGURATION.renderings,
        help="run the tests in this rendering alone, where the engine usually leaves it out too; may be repeated",
    )


def renderings(definition: pytest.Item) -> list[str]:
    """Return the renderings that a test runs in, in one engine at least."""
    wanted = _named_renderings(definition) or CONFIGURATION.usual_renderings
    return [name for name in CONFIGURATION.renderings if name in wanted]


def left_out(items: Sequence[pytest.Item], asked_for: Sequence[str] | None) -> Iterator[tuple[pytest.Item, str]]:
    """Yield the tests that do not run, each with the reason as the report names it.

    A test that names no rendering runs in the usual ones of each engine. The rows of a long table take turns: each
    runs in one of these renderings, and the table in all of them.

    Args:
        items: the tests in all renderings.
        asked_for: the renderings that the command line names instead, usual or not.

    """
    rows: Counter[tuple[str, ...]] = Counter()
    for item in items:
        engine, rendering = item.callspec.params["browser_name"], item.callspec.params["rendering"]
        table = (item.nodeid.partition("[")[0], engine, rendering)
        turns = _renderings_there(item, engine, asked_for)
        if rendering not in turns:
            yield item, UNUSUAL
        elif item.get_closest_marker("in_turn") and turns[rows[table] % len(turns)] != rendering:
            yield item, IN_TURN
        rows[table] += 1


def skip_what_lacks(items: Sequence[pytest.Item]) -> None:
    """Mark the tests that need what their engine lacks, with its reason."""
    for item in items:
        for reason in _lacked(item):
            item.add_marker(pytest.mark.skip(reason=reason))


def _named_renderings(definition: pytest.Item) -> tuple[str, ...]:
    marker = definition.get_closest_marker("renderings")
    return marker.args if marker else ()


def _renderings_there(item: pytest.Item, engine: str, asked_for: Sequence[str] | None) -> list[str]:
    wanted = asked_for or _named_renderings(item) or CONFIGURATION.engines[engine].usual_renderings
    return [name for name in renderings(item) if name in wanted]


def _lacked(item: pytest.Item) -> Iterator[str]:
    name = item.callspec.params["browser_name"]
    lacks = engines.engine(name).lacks
    needed = {Capability(argument) for marker in item.iter_markers("needs") for argument in marker.args}
    if item.callspec.params.get("rendering") == PLAIN and not item.get_closest_marker("by_keys"):
        needed.add(Capability.EXPECT_IN_PLAIN)
    yield from (f"{capability} ({name}): {lacks[capability]}" for capability in sorted(needed) if capability in lacks)
