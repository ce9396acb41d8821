"""Goes through all checks on one page in one state, and says what they saw."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from accessibility import axe
from accessibility.checks.declared import CHECKS, Check, Flaw, Remark
from accessibility.checks.scene import USUAL, VIEWS, Scene
from accessibility.evidence import Finding, Note


@dataclass(frozen=True)
class Examined:
    """What all checks saw of one state.

    Attributes:
        findings: the failures.
        notes: what a person decides on, by check.
        elements: how many elements each check looked at.

    """

    findings: tuple[Finding, ...]
    notes: tuple[tuple[str, Note], ...]
    elements: Mapping[str, int]


def examine(scene: Scene, checks: Iterable[Check] | None = None) -> Examined:
    """Run axe in every view, then the scripted checks (all of them unless told which)."""
    chosen = tuple(CHECKS.values() if checks is None else checks)
    scene.show(USUAL)
    elements = scene.count({check.id: check.looks_at or "html" for check in chosen})
    findings = [*axe_findings(scene)]
    notes: list[tuple[str, Note]] = []
    for check in chosen:
        for seen in check.look(scene):
            if isinstance(seen, Remark):
                notes.append((check.id, Note(seen.text, scene.state)))
            else:
                findings.append(finding(scene, check, seen))
    return Examined(tuple(dict.fromkeys(findings)), tuple(notes), elements)


def axe_findings(scene: Scene) -> Iterator[Finding]:
    """Yield what axe says in each view, a place that fails in several of them once."""
    met: set[tuple[str, str]] = set()
    for view in VIEWS:
        with scene.shown(view):
            for rule, flaw in axe.violations(scene.page):
                if (rule.id, flaw.selector) not in met:
                    met.add((rule.id, flaw.selector))
                    yield finding(scene, rule, flaw)


def finding(scene: Scene, by: Check | axe.Rule, flaw: Flaw) -> Finding:
    """Return a flaw as the audit keeps it."""
    return Finding(
        check=by.id,
        rgaa=by.rgaa,
        wcag=by.wcag,
        state=scene.state,
        url=scene.path,
        selector=flaw.selector,
        html=flaw.html,
        message=flaw.message,
        engine=scene.engine,
        test=flaw.test or None,
    )
