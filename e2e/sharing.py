"""Engines that share the tests of a run: each test runs in one of them, and each requirement is shown in all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest

from e2e import configuration
from e2e.catalogue import requirements_of

SHARING = configuration.read().sharing
Shown = tuple[str, str]
"""A rendering and the id of a requirement."""


@dataclass(frozen=True)
class Proof:
    """A test that several engines can run.

    Attributes:
        shows: what it shows.
        engines: those that can run it.

    """

    shows: frozenset[Shown]
    engines: tuple[str, ...]


def deal(tests: Iterable[Proof]) -> Iterator[tuple[str, ...]]:
    """Yield, for each test, the engines that run it.

    These are all that have not yet shown something that it shows, or else the one with the fewest tests.
    """
    shown: defaultdict[str, set[Shown]] = defaultdict(set)
    dealt: Counter[str] = Counter()
    for test in tests:
        first_to_show = tuple(engine for engine in test.engines if test.shows - shown[engine])
        chosen = first_to_show or (min(test.engines, key=lambda engine: dealt[engine]),)
        for engine in chosen:
            shown[engine] |= test.shows
            dealt[engine] += 1
        yield chosen


def left_to_another(items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield the tests that an engine leaves to another.

    What needs more of a browser than pages is about that browser: it is left to none.
    """
    shared = _in_each_engine(items)
    tests = (Proof(_shown(next(iter(one.values()))), tuple(one)) for one in shared)
    for engines, one in zip(deal(tests), shared, strict=True):
        yield from (item for engine, item in one.items() if engine not in engines)


def _in_each_engine(items: Sequence[pytest.Item]) -> list[Mapping[str, pytest.Item]]:
    found: defaultdict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        engine = _parameters(item)["browser_name"]
        if engine in SHARING and not any(item.iter_markers("needs")) and not any(item.iter_markers("skip")):
            function, _, row = item.nodeid.partition("[")
            found[function + row.replace(engine, "", 1)][engine] = item
    return list(found.values())


def _shown(item: pytest.Item) -> frozenset[Shown]:
    rendering = _parameters(item).get("rendering", "")
    return frozenset((rendering, requirement) for requirement in requirements_of(item))


def _parameters(item: pytest.Item) -> Mapping[str, str]:
    parameters: Mapping[str, str] = item.callspec.params  # type: ignore[attr-defined]
    return parameters
