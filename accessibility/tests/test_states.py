"""Every page in every state: axe in every view, then every scripted check, on one load."""

from collections.abc import Callable, Iterable, Iterator

import pytest

from accessibility.checks.declared import CHECKS, Check
from accessibility.checks.examination import Examined, examine
from accessibility.checks.scene import Scene
from accessibility.evidence import Finding
from e2e.forerunner import Forerunner
from e2e.observer import Observer
from e2e.states import READ_ONLY, STATES, State
from e2e.ways.stage import Stage

Keep = Callable[[State, Scene, Examined], None]
# What consoles say where a state brings it about: an image is asked for after its ten minutes on a slow machine.
FORESEEN = {"fc-panne": "status of 503", "identite-controle-vieux": "status of 410"}
STYLE_REFUSED = "blocked an inline style"  # axe and screenshots try one, which the service forbids
WALKED = frozenset({"terminee"})
EVERY_STATE = [
    pytest.param(state, id=state.id, marks=[pytest.mark.read_only] if state.id in READ_ONLY else []) for state in STATES
]


def told(findings: Iterable[Finding]) -> str:
    """Return findings as lines to read."""
    return "\n".join(
        f"{one.check} (RGAA {' '.join(one.rgaa)}; WCAG {' '.join(one.wcag)}) {one.selector}: {one.message}"
        for one in findings
    )


def criteria(finding: Finding) -> Iterator[str]:
    """Yield what found it with each criterion that it breaks."""
    yield from (f"{finding.check} RGAA {number}" for number in finding.rgaa)
    yield from (f"{finding.check} WCAG {number}" for number in finding.wcag)


@pytest.fixture
def tell(record_property: Callable[[str, str], None]) -> Callable[[Examined], None]:
    """Return what notes on the test which checks found which criteria broken (fixtures/faults reads it)."""

    def note(examined: Examined) -> None:
        for line in sorted({line for one in examined.findings for line in criteria(one)}):
            record_property("finding", line)

    return note


@pytest.fixture
def forerunner(forerunner: Forerunner | None, request: pytest.FixtureRequest) -> Forerunner | None:
    """Return nobody for the states that stand at the end of a whole way, so that every exchange on it is seen."""
    return None if request.node.callspec.params["state"].id in WALKED else forerunner


@pytest.fixture
def scene_of(
    stage: Stage, observer: Observer, looked_at: Callable[[State], Scene], photograph: Callable[[State], None]
) -> Callable[[State], Scene]:
    """Return what shows a state."""

    def reach(state: State) -> Scene:
        observer.foresee(STYLE_REFUSED)
        observer.foresee(FORESEEN.get(state.id, STYLE_REFUSED))
        state.show(stage)
        photograph(state)
        return looked_at(state)

    return reach


@pytest.fixture
def chosen(pytestconfig: pytest.Config) -> tuple[Check, ...]:
    """Return the scripted checks that the command line asks for: all, unless it names some."""
    named = pytestconfig.getoption("--checks")
    return tuple(CHECKS[name] for name in named.split(",")) if named else tuple(CHECKS.values())


@pytest.mark.parametrize("state", EVERY_STATE)
def test_state_has_no_finding(
    state: State,
    scene_of: Callable[[State], Scene],
    chosen: tuple[Check, ...],
    keep: Keep,
    tell: Callable[[Examined], None],
) -> None:
    scene = scene_of(state)
    examined = examine(scene, chosen)
    keep(state, scene, examined)
    tell(examined)
    assert not examined.findings, told(examined.findings)
