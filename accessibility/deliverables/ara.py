"""What Ara, the State's audit tool, exports and serves: its CSV, its report, and what the filing service keeps."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from accessibility.deliverables.assessment import Assessment
from accessibility.deliverables.judgement import Judgement
from accessibility.deliverables.sample import Page
from accessibility.deliverables.service import TECHNOLOGIES, Service
from accessibility.rgaa.criteria import Criterion

# Ara asks for a part that all pages share; what is seen there is told on each page here.
SHARED = "Éléments transverses"
STATUSES = {"C": "COMPLIANT", "NC": "NOT_COMPLIANT", "NA": "NOT_APPLICABLE", "NT": "NOT_TESTED"}
DISTRIBUTED = {"compliant": "C", "notCompliant": "NC", "notApplicable": "NA"}


def table(assessment: Assessment) -> str:
    """Return the CSV: a row a criterion, a column a page, after that of the shared elements."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["Critères", SHARED, *(page.title for page in assessment.pages)])
    for judgement in assessment.judgements:
        shared = judgement.outcome if judgement.outcome == "NA" else "NT"
        writer.writerow([judgement.criterion.id, shared, *(judgement.on(page) for page in assessment.pages)])
    return text.getvalue()


def report(assessment: Assessment, service: Service) -> Mapping[str, Any]:
    """Return the report with the fields of Ara's own (GET /api/reports/:id); the rate is null while one is unknown."""
    return {
        "consultUniqueId": f"audit-{assessment.audit.date:%Y%m%d%H%M}",
        "contactEmail": service.contact_email,
        "contactFormUrl": None,
        "procedureInitiator": service.publisher,
        "procedureName": service.name,
        "procedureUrl": service.address,
        "creationDate": assessment.audit.date.isoformat(),
        "publishDate": assessment.signed.given_on.isoformat() if assessment.signed else None,
        "notCompliantContent": not_compliant(assessment),
        "derogatedContent": derogated(assessment),
        "notInScopeContent": None,
        "notes": None,
        "notesFiles": [],
        "auditType": "FULL",
        "context": _context(assessment, service),
        "accessibilityRate": assessment.rate,
        "criteriaCount": _counted(assessment),
        "resultDistribution": _distribution(each.outcome for each in assessment.judgements),
        "pageDistributions": [
            {"name": page.title, **_distribution(each.on(page) for each in assessment.judgements)}
            for page in assessment.pages
        ],
        "topicDistributions": _topics(assessment),
        "results": [_result(each, page) for page in assessment.pages for each in assessment.judgements],
    }


def declaration(assessment: Assessment, service: Service) -> Mapping[str, Any]:
    """Return the fields that the State's service for filing declarations keeps of a report."""
    whole = report(assessment, service)
    return {
        "service": {"name": service.name, "type": None, "url": service.address},
        "taux": None if assessment.rate is None else f"{assessment.rate}%",
        "rgaaVersion": f"rgaa_{assessment.reference.version.partition('.')[0]}",
        "auditRealizedBy": whole["context"]["auditorOrganisation"] or None,
        "publishedAt": whole["publishDate"],
        "responsibleEntity": service.publisher,
        "compliantElements": [page.title for page in assessment.pages],
        "technologies": whole["context"]["technologies"],
        "testEnvironments": [f"{name} {version}" for name, version in assessment.audit.engines.items()],
        "usedTools": whole["context"]["tools"],
        "nonCompliantElements": whole["notCompliantContent"],
        "disproportionnedCharge": whole["derogatedContent"],
        "optionalElements": None,
        "contact": {"email": service.contact_email, "url": None},
        "schema": {"currentYearSchemaUrl": None},
    }


def not_compliant(assessment: Assessment) -> str | None:
    """Return the criteria that fail, one a line; None if none does."""
    lines = [f"{each.criterion.id} {each.criterion.title}" for each in assessment.judgements if each.outcome == "NC"]
    return "\n".join(lines) or None


def derogated(assessment: Assessment) -> str | None:
    """Return what signed verdicts let off, one a line; None if nothing is."""
    lines = [
        f"{verdict.criterion} {verdict.derogation}" for verdict in assessment.gathered.verdicts if verdict.derogation
    ]
    return "\n".join(lines) or None


def _context(assessment: Assessment, service: Service) -> Mapping[str, Any]:
    signed = assessment.signed
    return {
        "referencial": f"RGAA {assessment.reference.version}",
        "auditorName": signed.author if signed else "",
        "auditorEmail": None,
        "auditorOrganisation": signed.organisation if signed else "",
        "technologies": list(TECHNOLOGIES),
        "samples": [
            {"id": page.number, "number": page.number, "order": page.number, "name": page.title}
            | {"url": service.url_of(page)}
            for page in assessment.pages
        ],
        "tools": [f"{name} {version}" for name, version in (assessment.audit.tools or {}).items()],
        "environments": [
            {"platform": "desktop", "operatingSystem": "Linux", "assistiveTechnology": "", "browser": name}
            for name in assessment.audit.engines
        ],
    }


def _counted(assessment: Assessment) -> Mapping[str, int]:
    counts = assessment.counts
    return {
        "total": len(assessment.judgements),
        "compliant": counts["C"],
        "notCompliant": counts["NC"],
        "blocking": 0,
        "applicable": counts["C"] + counts["NC"],
        "notApplicable": counts["NA"],
    }


def _distribution(outcomes: Iterable[str]) -> Mapping[str, Mapping[str, float]]:
    met = Counter(outcomes)
    whole = met.total() or 1
    return {
        name: {"raw": met[outcome], "percentage": round(100 * met[outcome] / whole, 2)}
        for name, outcome in DISTRIBUTED.items()
    }


def _topics(assessment: Assessment) -> list[Mapping[str, Any]]:
    by_criterion = {each.criterion.id: each.outcome for each in assessment.judgements}
    return [
        {"name": theme, **_distribution(by_criterion[each.id] for each in criteria)}
        for theme, criteria in assessment.reference.themes.items()
    ]


def _result(judgement: Judgement, page: Page) -> Mapping[str, Any]:
    outcome = judgement.on(page)
    topic, number = _numbers(judgement.criterion)
    seen = "\n".join(f"{each.message} ({each.selector})" for each in judgement.findings if each.state in page.states)
    return {
        "topic": topic,
        "criterium": number,
        "pageId": page.number,
        "status": STATUSES[outcome],
        "compliantComment": _comment(judgement) if outcome == "C" else None,
        "notCompliantComment": (seen or _comment(judgement)) if outcome == "NC" else None,
        "exampleImages": [],
        "userImpact": None,
        "notApplicableComment": _absence(judgement) if outcome == "NA" else None,
        "quickWin": False,
    }


def _numbers(criterion: Criterion) -> tuple[int, int]:
    topic, _, number = criterion.id.partition(".")
    return int(topic), int(number)


def _comment(judgement: Judgement) -> str | None:
    return judgement.verdicts[-1].comment if judgement.verdicts else None


def _absence(judgement: Judgement) -> str | None:
    return judgement.absence.proof if judgement.absence else _comment(judgement)
