"""The verdict on each criterion: what findings, proved absence and signed verdicts say together.

A finding makes it « non conforme » whatever a person said; absence makes it « non applicable »; a signed verdict alone
makes it « conforme »; all else is still to be judged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accessibility.deliverables.manual import Gathered, Outcome, Verdict
from accessibility.deliverables.sample import Page
from accessibility.evidence import Absence, Audit, CheckResult, Finding, Note
from accessibility.rgaa.criteria import Criterion, Reference
from accessibility.rgaa.treatment import Treatment


@dataclass(frozen=True)
class Judgement:
    """What is known of one criterion.

    Attributes:
        criterion: which.
        outcome: over the whole sample: "C", "NC", "NA" or "NT".
        by_state: the same in each state, by its id.
        results: the checks that examined it.
        findings: its failures.
        notes: what checks gathered for a person, by the title of the check.
        absence: the proof that nothing is concerned, if there is one.
        verdicts: the signed verdicts on it that count.
        contradiction: in French: how a verdict and a proof disagree; "" when they do not.
        treatment: how it is treated.

    """

    criterion: Criterion
    outcome: Outcome
    by_state: Mapping[str, Outcome]
    results: tuple[CheckResult, ...]
    findings: tuple[Finding, ...]
    notes: tuple[tuple[str, Note], ...]
    absence: Absence | None
    verdicts: tuple[Verdict, ...]
    contradiction: str
    treatment: Treatment

    def on(self, page: Page) -> Outcome:
        """Return the outcome on one page: in all its states together."""
        return together(self.by_state[state] for state in page.states)


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome of several places: the worst that is known, or « to be judged » if one of them is."""
    met = set(outcomes)
    order: tuple[Outcome, ...] = ("NC", "NT", "C", "NA")
    return next((outcome for outcome in order if outcome in met), "NT")


def judge(
    audit: Audit, reference: Reference, gathered: Gathered, treatments: Mapping[str, Treatment]
) -> tuple[Judgement, ...]:
    """Return the judgement of every criterion, in the order of the reference."""
    return tuple(
        _judged(criterion, audit, gathered, treatments.get(criterion.id, Treatment()))
        for criterion in reference.criteria
    )


def _judged(criterion: Criterion, audit: Audit, gathered: Gathered, treatment: Treatment) -> Judgement:
    results = tuple(result for result in audit.results if criterion.id in result.rgaa)
    findings = tuple(finding for finding in audit.findings if criterion.id in finding.rgaa)
    absence = next((each for each in audit.absences if each.criterion == criterion.id), None)
    verdicts = tuple(each for each in gathered.verdicts if each.criterion == criterion.id)
    failed = {finding.state for finding in findings}
    by_state = {state.id: _in_state(state.id, failed, absence, verdicts) for state in audit.states}
    return Judgement(
        criterion=criterion,
        outcome="NC" if findings else together(by_state.values()),
        by_state=by_state,
        results=results,
        findings=findings,
        notes=tuple((result.title, note) for result in results for note in result.evidence),
        absence=absence,
        verdicts=verdicts,
        contradiction=_contradiction(findings, absence, verdicts),
        treatment=treatment,
    )


def _in_state(state: str, failed: set[str], absence: Absence | None, verdicts: tuple[Verdict, ...]) -> Outcome:
    said = next((each.outcome for each in reversed(verdicts) if not each.states or state in each.states), None)
    if state in failed or said == "NC":
        return "NC"
    if absence:
        return "NA"
    return said or "NT"


def _contradiction(findings: tuple[Finding, ...], absence: Absence | None, verdicts: tuple[Verdict, ...]) -> str:
    newest = verdicts[-1] if verdicts else None
    if newest and newest.outcome != "NC" and findings:
        return (
            f"{newest.author} juge ce critère {newest.outcome} ({newest.file}), mais des vérifications ont constaté "
            f"{len(findings)} échec(s). Le critère reste non conforme."
        )
    if newest and newest.outcome != "NA" and absence:
        return f"{newest.author} juge ce critère {newest.outcome} ({newest.file}), mais\u00a0: {absence.proof}"
    return ""
