"""Goes through all checks on one page in one state, and says what they saw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accessibility import axe
from accessibility.checks.declared import CHECKS, Check, Flaw, Remark
from accessibility.checks.scene import USUAL, VIEWS, Scene
from accessibility.evidence import Finding, Note

# What is read before anything is touched: where the focus is, what was announced.
AS_MET = ("arrival", "testimony", "errors", "fields", "geometry")


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
    asked_for = CHECKS.values() if checks is None else checks
    chosen = tuple(check for check in asked_for if _can_look(check, scene))
    scene.show(USUAL)
    for script in AS_MET:
        scene.facts(script)
    elements = scene.count({check.id: check.looks_at or "html" for check in chosen})
    findings, concerned = axe_findings(scene)
    notes: list[tuple[str, Note]] = []
    for check in chosen:
        for seen in check.look(scene):
            if isinstance(seen, Remark):
                notes.append((check.id, Note(seen.text, scene.state)))
            else:
                findings.append(finding(scene, check, seen))
    return Examined(tuple(dict.fromkeys(findings)), tuple(notes), elements | concerned)


def axe_findings(scene: Scene) -> tuple[list[Finding], dict[str, int]]:
    """Return what axe says in each view, a place that fails in several of them once, and which rules it could apply."""
    places: dict[tuple[str, str], Finding] = {}
    applied: set[str] = set()
    for view in scene.possible(VIEWS):
        with scene.shown(view):
            answer = axe.look(scene.page) if view is USUAL else axe.look_again(scene.page)
        applied |= answer.applied
        for rule, flaw in answer.violations:
            places.setdefault((rule.id, flaw.selector), finding(scene, rule, flaw))
    return [*places.values()], {rule.id: int(rule.id in applied) for rule in axe.rules().values()}


def _can_look(check: Check, scene: Scene) -> bool:
    return scene.engine in (check.engines or (scene.engine,)) and check.needs not in scene.lacks


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
