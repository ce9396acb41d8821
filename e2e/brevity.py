"""Leaves out of a run what shows nothing new: a pytest plugin, which comes once all others have chosen.

In a run on several engines, some are brief (playwright.config): they show every requirement once in each rendering, and
leave the rest to the first. So is one rendering in every engine, but for the tests that name it. What needs more of a
browser than pages is about that browser: every engine runs all of it, or says why it cannot; so is what proves the
requirements of browsers, once in every engine.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress

import pytest

from e2e import configuration
from e2e.catalogue import SUITE, requirements_of
from e2e.parameters import parameters_of
from e2e.report import deselection
from e2e.report.results import SHOWN, TO_THE_FIRST
from e2e.selection import asked_for, named_renderings

CONFIGURATION = configuration.read()
# What a deployment may not have: of two tests of a requirement, the one without them shows it everywhere.
ADAPTERS = frozenset({"clock", "franceconnect"})

Shown = tuple[str, str]
"""A rendering and the id of a requirement; or, of what is about the browser, no rendering and a test."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what shows nothing new."""
    suite = config.rootpath / SUITE
    found: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.path.is_relative_to(suite) and "browser_name" in parameters_of(item):
            found[parameters_of(item)["browser_name"]].append(item)
    # Where none of them runs everything, all do.
    brief = CONFIGURATION.brief if set(found) - set(CONFIGURATION.brief) else ()
    left_out = {
        item: TO_THE_FIRST if engine in brief else SHOWN
        for engine, tests in found.items()
        for item in showing_nothing_new_there(tests, is_brief=engine in brief)
    }
    deselection.note(config, left_out)
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def showing_nothing_new_there(tests: Sequence[pytest.Item], *, is_brief: bool) -> Iterator[pytest.Item]:
    """Yield the tests that one engine leaves out."""
    may_go = sorted((item for item in tests if _may_go(item, is_brief=is_brief)), key=_reluctance)
    stay = [item for item in tests if item not in may_go and not _is_skipped(item)]
    shown = frozenset[Shown]().union(*map(_shown, stay))
    yield from compress(may_go, showing_nothing_new(map(_shown, may_go), shown))


def showing_nothing_new(tests: Iterable[frozenset[Shown]], already: Iterable[Shown] = ()) -> Iterator[bool]:
    """Tell of each test, by what it shows, whether those before it have shown all of that."""
    shown = set(already)
    for shows in tests:
        yield shows <= shown
        shown |= shows


def _may_go(item: pytest.Item, *, is_brief: bool) -> bool:
    rendering = parameters_of(item).get("rendering", "")
    if item.get_closest_marker("needs") or (rendering and item.get_closest_marker("machinery")):
        return False
    chosen = rendering in (*asked_for(item.config), *named_renderings(item))
    is_brief_there = rendering in CONFIGURATION.brief_renderings and not chosen
    return is_brief or is_brief_there


def _reluctance(item: pytest.Item) -> tuple[bool, int, bool, int]:
    """Return what puts a test behind those that surely and soon show their requirements, and show many."""
    used: Iterable[str] = item.fixturenames  # type: ignore[attr-defined]
    is_long = item.get_closest_marker("long") is not None
    return _is_skipped(item), len(ADAPTERS.intersection(used)), is_long, -len(requirements_of(item))


def _is_skipped(item: pytest.Item) -> bool:
    return item.get_closest_marker("skip") is not None


def _shown(item: pytest.Item) -> frozenset[Shown]:
    rendering, requirements = parameters_of(item).get("rendering", ""), requirements_of(item)
    shown = {(rendering, requirement) for requirement in requirements}
    if CONFIGURATION.of_browsers.intersection(requirements):
        shown.add(("", item.nodeid.replace(rendering, "")))
    return frozenset(shown)
