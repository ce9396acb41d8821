"""Every page in every state: axe in every view, then every scripted check, on one load."""

from collections.abc import Iterable

import pytest

from accessibility.checks.examination import examine
from accessibility.checks.scene import Scene, Site
from accessibility.evidence import Finding
from e2e.observer import Observer
from e2e.states import STATES, State
from e2e.ways.stage import Stage

EVERY_STATE = [pytest.param(state, id=state.id) for state in STATES]


def told(findings: Iterable[Finding]) -> list[str]:
    """Return findings as lines to read."""
    return [
        f"{one.check} (RGAA {' '.join(one.rgaa)}; WCAG {' '.join(one.wcag)}) {one.selector}: {one.message}"
        for one in findings
    ]


@pytest.mark.parametrize("state", EVERY_STATE)
def test_state_has_no_finding(state: State, stage: Stage, observer: Observer, browser_name: str, site: Site) -> None:
    observer.foresee("status of 503")
    state.reach(stage)
    examined = examine(Scene(stage.page, state.id, browser_name, site))
    assert told(examined.findings) == []
