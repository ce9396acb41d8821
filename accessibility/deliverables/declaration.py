"""The declaration of accessibility: what a signed audit lets publish, and a draft with all that is mandatory.

Source: obligations of the RGAA, « Déclaration d’accessibilité ».
"""

from datetime import date

from accessibility.deliverables import manual, report
from accessibility.deliverables.assessment import Assessment
from accessibility.deliverables.judgement import Judgement
from accessibility.deliverables.service import TECHNOLOGIES, Service
from webapp.public.statement import AuditedPage, Shortcoming, Statement


class NothingSigned(Exception):
    """There is no signed and complete audit to publish; says why, in French."""


def statement(assessment: Assessment, today: date) -> Statement:
    """Return what the page /accessibilite tells. Raises NothingSigned."""
    signed, rate = assessment.signed, assessment.rate
    if signed is None or rate is None:
        raise NothingSigned(_why(assessment))
    return Statement(
        rate=rate,
        reference=f"RGAA {assessment.reference.version}",
        auditor=", ".join(part for part in (signed.author, signed.organisation) if part),
        audited_on=signed.given_on,
        published_on=today,
        expires_on=manual.end_of_validity(signed.given_on),
        failures=failures(assessment),
        derogations=derogations(assessment),
        out_of_scope=out_of_scope(assessment),
        technologies=TECHNOLOGIES,
        environments=environments(assessment),
        tools=tools(assessment),
        pages=tuple(AuditedPage(page.title, page.url) for page in assessment.pages),
    )


def draft(assessment: Assessment, service: Service, today: date) -> str:
    """Return the declaration as a page to complete, with the only mention that the evidence allows."""
    return (
        report.environment()
        .get_template("declaration.html")
        .render(
            assessment=assessment,
            audit=assessment.audit,
            service=service,
            today=today,
            failures=failures(assessment),
            derogations=derogations(assessment),
            out_of_scope=out_of_scope(assessment),
            environments=environments(assessment),
            technologies=TECHNOLOGIES,
            tools=tools(assessment),
        )
    )


def failures(assessment: Assessment) -> tuple[Shortcoming, ...]:
    """Return the criteria that fail, with the pages."""
    failed = [each for each in assessment.judgements if each.outcome == "NC"]
    return tuple(
        Shortcoming(each.criterion.id, each.criterion.title, _pages(each, assessment), _comment(each))
        for each in failed
    )


def derogations(assessment: Assessment) -> tuple[Shortcoming, ...]:
    """Return what signed verdicts let off."""
    titles = {each.id: each.title for each in assessment.reference.criteria}
    return tuple(
        Shortcoming(verdict.criterion, titles[verdict.criterion], (), verdict.derogation)
        for verdict in assessment.gathered.verdicts
        if verdict.derogation and verdict.criterion in titles
    )


def environments(assessment: Assessment) -> tuple[str, ...]:
    """Return the browsers of the checks, and what the auditor went through the pages with."""
    checked = tuple(f"{name.capitalize()} {version}" for name, version in assessment.audit.engines.items())
    return (*checked, *(assessment.signed.environments if assessment.signed else ()))


def out_of_scope(assessment: Assessment) -> tuple[str, ...]:
    """Return what the auditor found the obligation not to cover."""
    return assessment.signed.out_of_scope if assessment.signed else ()


def tools(assessment: Assessment) -> tuple[str, ...]:
    """Return what the audit was made with."""
    named = tuple(f"{name} {version}" for name, version in (assessment.audit.tools or {}).items())
    return (*named, "vérifications écrites pour ce service")


def _pages(judgement: Judgement, assessment: Assessment) -> tuple[str, ...]:
    return tuple(page.title for page in assessment.pages if judgement.on(page) == "NC")


def _comment(judgement: Judgement) -> str:
    said = [verdict.comment for verdict in judgement.verdicts if verdict.outcome == "NC" and verdict.comment]
    seen = dict.fromkeys(finding.message for finding in judgement.findings)
    return " ".join([*said, *seen])


def _why(assessment: Assessment) -> str:
    if assessment.audit.unreached:
        return f"L’audit est incomplet\u00a0: {len(assessment.audit.unreached)} état(s) n’ont pas été atteints."
    if assessment.gathered.refused:
        refused = assessment.gathered.refused[-1]
        return f"{refused.file}\u00a0: {refused.reason}"
    if assessment.gathered.accepted:
        return f"L’audit signé laisse {assessment.counts['NT']} critère(s) à juger."
    return "Aucun fichier de verdicts n’est signé."
