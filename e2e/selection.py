"""Which tests run in which browser and rendering, and which are skipped for what a browser cannot do.

A pytest plugin.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest

from e2e import catalogue, configuration, engines
from e2e.engines import Capability
from e2e.parameters import parameters_of
from e2e.report.results import IN_TURN, NOT_ASKED

CONFIGURATION = configuration.read()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("conformance").addoption(
        "--rendering",
        action="append",
        choices=CONFIGURATION.renderings,
        help="run the tests in this rendering alone, and all of them where it is usually brief; may be repeated",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Return how many tests of the suite run at once with ``-n auto``; other tests are left to what xdist counts."""
    return CONFIGURATION.workers if catalogue.concerns_suite(config) else None


def asked_for(config: pytest.Config) -> Sequence[str]:
    """Return the renderings that the command line names; none where it leaves the choice to the tests."""
    return config.getoption("--rendering") or ()


def named_renderings(definition: pytest.Item) -> Sequence[str]:
    """Return the renderings that a test names; none where it runs in all."""
    marker = definition.get_closest_marker("renderings")
    return marker.args if marker else ()


def renderings(definition: pytest.Item) -> list[str]:
    """Return the renderings that a test runs in."""
    wanted = named_renderings(definition) or CONFIGURATION.renderings
    return [name for name in CONFIGURATION.renderings if name in wanted]


def left_out(items: Sequence[pytest.Item], asked: Sequence[str]) -> Iterator[tuple[pytest.Item, str]]:
    """Yield the tests that do not run, each with the reason as the report names it.

    The rows of a long table take turns: each runs in one rendering, and the table in all of them. A rendering that is
    brief takes no turn: it has the whole table, for e2e/brevity.py to choose from.

    Args:
        items: the tests in all renderings.
        asked: the renderings that the command line names; none for all.

    """
    rows: Counter[tuple[str, ...]] = Counter()
    for item in items:
        rendering = parameters_of(item)["rendering"]
        table = (item.nodeid.partition("[")[0], parameters_of(item)["browser_name"], rendering)
        turns = _turns(item, asked)
        if asked and rendering not in asked:
            yield item, NOT_ASKED
        elif rendering in turns and turns[rows[table] % len(turns)] != rendering:
            yield item, IN_TURN
        rows[table] += 1


def skip_what_lacks(items: Sequence[pytest.Item]) -> None:
    """Mark the tests that need what their engine lacks, with its reason."""
    for item in items:
        for reason in _lacked(item):
            item.add_marker(pytest.mark.skip(reason=reason))


def _turns(item: pytest.Item, asked: Sequence[str]) -> list[str]:
    """Return the renderings among which the rows of a table are shared out; none of what is no such table."""
    if not item.get_closest_marker("in_turn"):
        return []
    wanted = asked or [name for name in CONFIGURATION.renderings if name not in CONFIGURATION.brief_renderings]
    return [name for name in renderings(item) if name in wanted]


def _lacked(item: pytest.Item) -> Iterator[str]:
    name = parameters_of(item)["browser_name"]
    lacks = engines.engine(name).lacks
    needed = {Capability(argument) for marker in item.iter_markers("needs") for argument in marker.args}
    yield from (f"{capability} ({name}): {lacks[capability]}" for capability in sorted(needed) if capability in lacks)
