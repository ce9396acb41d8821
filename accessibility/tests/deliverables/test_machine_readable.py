"""What other tools take: the CSV and the report of Ara, the fields of the filing service, EARL."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from accessibility.deliverables import ara, earl
from accessibility.tests.deliverables.handmade import AUDIT, FLAWLESS, SERVICE, assessed, everything, signed


def rows(text: str) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in csv.reader(StringIO(text))}


def assertions(document: Mapping[str, Any], outcome: str) -> list[Mapping[str, Any]]:
    return [each for each in document["@graph"] if each.get("result", {}).get("outcome") == outcome]


def test_csv_has_the_shape_that_ara_exports(tmp_path: Path) -> None:
    lines = ara.table(assessed(tmp_path)).splitlines()

    assert lines[0] == "Critères,Éléments transverses,Accueil,Code,Accessibilité"
    assert len(lines) == 107
    assert (lines[1], lines[-1]) == ("1.1,NT,NT,NT,NT", "13.12,NT,NT,NT,NT")


def test_csv_tells_failures_page_by_page_and_absence_on_all(tmp_path: Path) -> None:
    table = rows(ara.table(assessed(tmp_path)))

    assert table["11.1"] == ["NT", "NT", "NC", "NT"]
    assert table["2.1"] == ["NA", "NA", "NA", "NA"]


def test_title_with_a_comma_stays_one_column(tmp_path: Path) -> None:
    state = replace(AUDIT.states[0], page_title="Accueil, aide – Compte Formation")

    text = ara.table(assessed(tmp_path, audit=replace(AUDIT, states=(state, *AUDIT.states[1:]))))

    assert rows(text)["Critères"][1] == "Accueil, aide"


def test_report_without_audit_has_no_rate(tmp_path: Path) -> None:
    report = ara.report(assessed(tmp_path), SERVICE)

    assert report["accessibilityRate"] is None
    assert report["criteriaCount"] == {
        "total": 106, "compliant": 0, "notCompliant": 1, "blocking": 0, "applicable": 1, "notApplicable": 1,
    }  # fmt: skip
    assert report["context"]["samples"][1]["url"] == "https://inscription.example.fr/inscription/code"
    assert len(report["results"]) == 3 * 106


def test_report_tells_each_failure_on_its_page(tmp_path: Path) -> None:
    results = ara.report(assessed(tmp_path), SERVICE)["results"]

    failed = [each for each in results if each["status"] == "NOT_COMPLIANT"]

    assert [(each["topic"], each["criterium"], each["pageId"]) for each in failed] == [(11, 1, 2)]
    assert failed[0]["notCompliantComment"] == "Le champ n’a pas d’étiquette. (#code)"


@pytest.mark.parametrize(
    ("outcome", "others", "rate", "said"),
    [("C", {"c3_2": "NC"}, 99, "99%"), ("C", {}, 100, "100%"), ("NA", {"c3_2": "NC"}, 0, "0%")],
    ids=["one failure", "no failure", "nothing but a failure"],
)
def test_rate_of_a_signed_audit_is_told(
    tmp_path: Path, outcome: str, others: dict[str, str], rate: int, said: str
) -> None:
    signed(tmp_path, everything(outcome, **others))
    assessment = assessed(tmp_path, audit=FLAWLESS)

    assert ara.report(assessment, SERVICE)["accessibilityRate"] == rate
    assert ara.declaration(assessment, SERVICE)["taux"] == said
    assert ara.declaration(assessment, SERVICE)["auditRealizedBy"] == "Cabinet"


def test_filing_service_finds_its_fields(tmp_path: Path) -> None:
    fields = ara.declaration(assessed(tmp_path), SERVICE)

    assert set(fields) == {
        "service", "taux", "rgaaVersion", "auditRealizedBy", "publishedAt", "responsibleEntity", "compliantElements",
        "technologies", "testEnvironments", "usedTools", "nonCompliantElements", "disproportionnedCharge",
        "optionalElements", "contact", "schema",
    }  # fmt: skip
    assert (fields["taux"], fields["rgaaVersion"]) == (None, "rgaa_4")
    assert fields["nonCompliantElements"].startswith("11.1 Chaque champ de formulaire")


def test_derogation_of_a_signed_verdict_is_told(tmp_path: Path) -> None:
    signed(tmp_path, {"4.1": "NC"}, more='derogation = "Charge disproportionnée."\n')

    fields = ara.declaration(assessed(tmp_path), SERVICE)

    assert fields["disproportionnedCharge"] == "4.1 Charge disproportionnée."


def test_earl_asserts_each_failure_for_each_success_criterion(tmp_path: Path) -> None:
    failed = assertions(earl.document(assessed(tmp_path), SERVICE), "earl:failed")

    in_rgaa = [each["test"] for each in failed if "isPartOf" in each["test"]]
    assert [(test["title"], test["isPartOf"]) for test in in_rgaa] == [
        ("RGAA 11.1.1", "http://www.w3.org/TR/WCAG21/#info-and-relationships"),
        ("RGAA 11.1.1", "http://www.w3.org/TR/WCAG21/#name-role-value"),
    ]
    assert failed[0]["subject"] == "https://inscription.example.fr/inscription/code"
    assert "#code" in failed[0]["result"]["description"]
    assert "zone de saisie" in failed[0]["result"]["description"]


def test_earl_asserts_what_wcag_22_adds(tmp_path: Path) -> None:
    failed = assertions(earl.document(assessed(tmp_path), SERVICE), "earl:failed")

    assert [each["test"]["@id"] for each in failed if "isPartOf" not in each["test"]] == [
        "http://www.w3.org/TR/WCAG22/#target-size-minimum"
    ]


def test_earl_asserts_absence_on_each_page_and_never_success(tmp_path: Path) -> None:
    document = earl.document(assessed(tmp_path), SERVICE)

    absent = assertions(document, "earl:inapplicable")

    assert [each["subject"] for each in absent] == [
        "https://inscription.example.fr/",
        "https://inscription.example.fr/inscription/code",
        "https://inscription.example.fr/accessibilite",
    ]
    assert assertions(document, "earl:passed") == []
