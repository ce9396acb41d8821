"""Engines that are brief where a run is on several: they show every requirement once, and leave the rest to the first.

What needs more of a browser than pages is about that browser: every engine runs all of it, or says why it cannot.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress

import pytest

from e2e import configuration
from e2e.catalogue import requirements_of

Shown = tuple[str, str]
"""A rendering and the id of a requirement."""


def showing_nothing_new(tests: Iterable[frozenset[Shown]]) -> Iterator[bool]:
    """Tell of each test, by what it shows, whether those before it have shown all of that."""
    shown: set[Shown] = set()
    for shows in tests:
        yield shows <= shown
        shown |= shows


def left_to_the_first(items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
    """Yield the tests that brief engines leave out, in a run on several engines."""
    found: defaultdict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        found[_parameters(item)["browser_name"]].append(item)
    if len(found) < 2:  # alone, an engine runs everything
        return
    for engine in configuration.read().brief:
        usual = [item for item in found[engine] if not any(map(item.get_closest_marker, ("needs", "skip")))]
        yield from compress(usual, showing_nothing_new(map(_shown, usual)))


def _shown(item: pytest.Item) -> frozenset[Shown]:
    rendering = _parameters(item).get("rendering", "")
    return frozenset((rendering, requirement) for requirement in requirements_of(item))


def _parameters(item: pytest.Item) -> Mapping[str, str]:
    parameters: Mapping[str, str] = item.callspec.params  # type: ignore[attr-defined]
    return parameters
