"""Every page in every state: axe in every view, then every scripted check, on one load."""

from collections.abc import Callable, Iterable

import pytest

from accessibility.checks.examination import Examined, examine
from accessibility.checks.scene import Scene, Site
from accessibility.evidence import Finding
from e2e.forerunner import Forerunner
from e2e.observer import Observer
from e2e.states import STATES, State
from e2e.ways.stage import Stage

Keep = Callable[[State, Scene, Examined], None]
WALKED = frozenset({"terminee"})
EVERY_STATE = [pytest.param(state, id=state.id) for state in STATES]


def told(findings: Iterable[Finding]) -> str:
    """Return findings as lines to read."""
    return "\n".join(
        f"{one.check} (RGAA {' '.join(one.rgaa)}; WCAG {' '.join(one.wcag)}) {one.selector}: {one.message}"
        for one in findings
    )


@pytest.fixture
def forerunner(forerunner: Forerunner | None, request: pytest.FixtureRequest) -> Forerunner | None:
    """Return nobody for the states that stand at the end of a whole way, so that every exchange on it is seen."""
    return None if request.node.callspec.params["state"].id in WALKED else forerunner


@pytest.fixture
def scene_of(stage: Stage, observer: Observer, browser_name: str, site: Site) -> Callable[[State], Scene]:
    """Return what shows a state."""

    def reach(state: State) -> Scene:
        observer.foresee("status of 503")
        state.reach(stage)
        return Scene(stage.page, state.id, browser_name, site)

    return reach


@pytest.mark.parametrize("state", EVERY_STATE)
def test_state_has_no_finding(state: State, scene_of: Callable[[State], Scene], keep: Keep) -> None:
    scene = scene_of(state)
    examined = examine(scene)
    keep(state, scene, examined)
    assert not examined.findings, told(examined.findings)
