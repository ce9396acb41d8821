"""The findings in EARL 1.0 (JSON-LD), as the W3C's WCAG-EM Report Tool imports them.

That tool matches `subject` with the address of a page of its sample and `test.isPartOf` with the anchor of a success
criterion, writes the text into the observations, and leaves the outcome to a person.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from accessibility.deliverables.assessment import Assessment, Beyond
from accessibility.deliverables.judgement import Judgement
from accessibility.deliverables.service import Service
from accessibility.evidence import Finding
from accessibility.rgaa.criteria import SuccessCriterion

TESTS = "https://accessibilite.numerique.gouv.fr/methode/criteres-et-tests/#"
WCAG_21, WCAG_22 = "http://www.w3.org/TR/WCAG21/#", "http://www.w3.org/TR/WCAG22/#"
TESTER = "_:verifications"
CONTEXT = {
    "earl": "http://www.w3.org/ns/earl#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "http://schema.org/",
    "Assertion": "earl:Assertion",
    "Software": "earl:Software",
    "TestCase": "earl:TestCase",
    "TestResult": "earl:TestResult",
    "assertedBy": {"@id": "earl:assertedBy", "@type": "@id"},
    "mode": {"@id": "earl:mode", "@type": "@id"},
    "subject": {"@id": "earl:subject", "@type": "@id"},
    "test": "earl:test",
    "result": "earl:result",
    "outcome": {"@id": "earl:outcome", "@type": "@id"},
    "title": "dcterms:title",
    "description": "dcterms:description",
    "date": "dcterms:date",
    "isPartOf": {"@id": "dcterms:isPartOf", "@type": "@id"},
    "name": "schema:name",
}


def document(assessment: Assessment, service: Service) -> Mapping[str, Any]:
    """Return one assertion for each failure and success criterion, and one for each absence and page."""
    graph: list[Mapping[str, Any]] = [_tester(assessment)]
    for judgement in assessment.judgements:
        graph += _failures(judgement, assessment, service)
        graph += _absences(judgement, assessment, service)
    for beyond in assessment.beyond:
        graph += _beyond(beyond, assessment, service)
    return {"@context": CONTEXT, "@graph": graph}


def _tester(assessment: Assessment) -> Mapping[str, Any]:
    tools = {**assessment.audit.engines, **(assessment.audit.tools or {})}
    versions = ", ".join(f"{name} {version}" for name, version in tools.items())
    return {"@id": TESTER, "@type": "Software", "name": "Vérifications automatiques", "description": versions}


def _failures(judgement: Judgement, assessment: Assessment, service: Service) -> Iterable[Mapping[str, Any]]:
    """Give the failures by the success criteria of the finding, or by all those of the criterion if it names none."""
    for finding in judgement.findings:
        named = [each for each in judgement.criterion.wcag if each.id in finding.wcag] or judgement.criterion.wcag
        for success in named:
            yield _failure(finding, _test(finding.test or judgement.criterion.id, success), assessment, service)


def _beyond(beyond: Beyond, assessment: Assessment, service: Service) -> Iterable[Mapping[str, Any]]:
    test = {"@id": WCAG_22 + beyond.criterion.slug, "@type": "TestCase", "title": beyond.criterion.title}
    return (_failure(finding, test, assessment, service) for finding in beyond.findings)


def _failure(finding: Finding, test: Mapping[str, Any], assessment: Assessment, service: Service) -> Mapping[str, Any]:
    said = [finding.message, finding.selector, finding.html, finding.spoken or ""]
    result = _result("earl:failed", "\n".join(part for part in said if part), assessment)
    return _assertion(service.at(finding.url), test, result)


def _absences(judgement: Judgement, assessment: Assessment, service: Service) -> Iterable[Mapping[str, Any]]:
    if not judgement.absence or judgement.outcome != "NA":
        return
    result = _result("earl:inapplicable", judgement.absence.proof, assessment)
    for page in assessment.pages:
        for success in judgement.criterion.wcag:
            yield _assertion(service.url_of(page), _test(judgement.criterion.id, success), result)


def _assertion(subject: str, test: Mapping[str, Any], result: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "@type": "Assertion",
        "assertedBy": TESTER,
        "mode": "earl:automatic",
        "subject": subject,
        "test": test,
        "result": result,
    }


def _test(number: str, success: SuccessCriterion) -> Mapping[str, Any]:
    return {
        "@id": TESTS + number,
        "@type": "TestCase",
        "title": f"RGAA {number}",
        "isPartOf": WCAG_21 + success.slug,
    }


def _result(outcome: str, description: str, assessment: Assessment) -> Mapping[str, Any]:
    return {
        "@type": "TestResult",
        "outcome": outcome,
        "description": description,
        "date": assessment.audit.date.isoformat(),
    }
