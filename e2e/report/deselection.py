"""What a run left out on purpose, on its way from the collection of tests to the report, also out of workers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pytest

from e2e.parameters import parameters_of
from e2e.report.results import LeftOut

_LEFT_OUT = pytest.StashKey[Counter[tuple[str, str, str]]]()
_KEY = "left_out"


def note(config: pytest.Config, reasons: Mapping[pytest.Item, str]) -> None:
    """Keep how many tests were left out where, and why, beside those noted before."""
    counted = config.stash.setdefault(_LEFT_OUT, Counter())
    counted.update((reason, *_place(item)) for item, reason in reasons.items())


def noted(config: pytest.Config) -> Sequence[LeftOut]:
    """Return what was left out in this process."""
    return [LeftOut(*key, tests) for key, tests in sorted(config.stash.get(_LEFT_OUT, Counter()).items())]


def hand_over(config: pytest.Config) -> None:
    """Put what was left out where xdist takes it to the controller, if this is a worker."""
    if hasattr(config, "workeroutput"):
        config.workeroutput[_KEY] = [asdict(one) for one in noted(config)]


def of_worker(node: Any) -> Sequence[LeftOut]:
    """Return what a worker left out; nothing of one that crashed."""
    return [LeftOut(**one) for one in getattr(node, "workeroutput", {}).get(_KEY, ())]


def _place(item: pytest.Item) -> tuple[str, str]:
    parameters = parameters_of(item)
    return parameters.get("browser_name", ""), parameters.get("rendering", "")
