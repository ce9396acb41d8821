"""Everything that the deliverables tell, put together once: judgements, counts, rate, and the lawful mention."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from accessibility.deliverables import judgement, manual, sample
from accessibility.deliverables.judgement import Judgement
from accessibility.deliverables.manual import Gathered, Signed
from accessibility.deliverables.sample import Page
from accessibility.evidence import Audit, CheckResult, Finding
from accessibility.rgaa import criteria, treatment
from accessibility.rgaa.criteria import Reference, SuccessCriterion
from accessibility.rgaa.treatment import Coverage
from webapp.public.statement import mention

ALL = 100


@dataclass(frozen=True)
class Beyond:
    """A success criterion of WCAG 2.2 that the RGAA does not ask, and what checks saw of it."""

    criterion: SuccessCriterion
    results: tuple[CheckResult, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Assessment:
    """An audit and what comes of it.

    Attributes:
        audit: what was seen.
        reference: the version of the RGAA.
        pages: the sample.
        judgements: one a criterion.
        gathered: the manual verdicts.
        beyond: the success criteria that are reported apart.
        coverage: the criteria by kind of check.

    """

    audit: Audit
    reference: Reference
    pages: tuple[Page, ...]
    judgements: tuple[Judgement, ...]
    gathered: Gathered
    beyond: tuple[Beyond, ...]
    coverage: Coverage

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many criteria came out C, NC, NA and NT over the whole sample."""
        met = Counter(each.outcome for each in self.judgements)
        return {outcome: met[outcome] for outcome in manual.OUTCOMES}

    @property
    def signed(self) -> Signed | None:
        """The newest file of verdicts that counts, if it leaves nothing to be judged and every state was met."""
        is_complete = not self.counts["NT"] and not self.audit.unreached
        return self.gathered.accepted[-1] if self.gathered.accepted and is_complete else None

    @property
    def rate(self) -> int | None:
        """The criteria respected, in percent of those that apply; None as long as one is to be judged."""
        if not self.signed:
            return None
        respected, failed = self.counts["C"], self.counts["NC"]
        return ALL * respected // (respected + failed) if respected + failed else ALL

    @property
    def mention(self) -> str:
        """The only lawful mention: without a valid and complete audit, « non conforme »."""
        return mention(self.rate)


def assess(audit: Audit, today: date, verdicts: Path = manual.DIRECTORY) -> Assessment:
    """Return what comes of an audit, with the verdicts of a directory that count today."""
    reference = criteria.read()
    treatments = treatment.read()
    gathered = manual.gather(verdicts, audit, today)
    absent = [absence.criterion for absence in audit.absences]
    return Assessment(
        audit=audit,
        reference=reference,
        pages=sample.pages(audit),
        judgements=judgement.judge(audit, reference, gathered, treatments),
        gathered=gathered,
        beyond=tuple(_beyond(each, audit) for each in criteria.beyond_rgaa()),
        coverage=treatment.coverage(reference.criteria, audit.results, absent, treatments),
    )


def _beyond(criterion: SuccessCriterion, audit: Audit) -> Beyond:
    return Beyond(
        criterion,
        tuple(result for result in audit.results if criterion.id in result.wcag),
        tuple(finding for finding in audit.findings if criterion.id in finding.wcag),
    )
