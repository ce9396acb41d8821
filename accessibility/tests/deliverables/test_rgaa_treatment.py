"""How each criterion is treated, and how many have a check."""

import pytest

from accessibility import auditing, html_validity
from accessibility.evidence import CheckResult, Kind
from accessibility.rgaa import criteria, treatment

REFERENCE = criteria.read()
AIM = 80


def check(kind: Kind, *rgaa: str) -> CheckResult:
    return CheckResult("sample", "Vérification", rgaa, (), kind, ("code",), 1)


def test_table_treats_each_criterion_of_the_reference() -> None:
    assert list(treatment.read()) == [criterion.id for criterion in REFERENCE.criteria]


def test_table_promises_a_check_for_enough_criteria() -> None:
    promised = [each for each in treatment.read().values() if each.by != treatment.BY_A_PERSON]

    assert len(promised) >= AIM


def test_checks_that_an_audit_runs_keep_the_promises_of_the_table() -> None:
    absent = treatment.absence_selectors()

    counted = treatment.coverage(REFERENCE.criteria, (*auditing.declared(), html_validity.Rule()), absent)

    assert counted.broken == ()
    assert counted.checked >= AIM


@pytest.mark.parametrize("criterion", ["2.1", "4.3", "12.5", "13.3"])
def test_what_may_be_absent_is_told_by_a_selector(criterion: str) -> None:
    assert treatment.absence_selectors()[criterion]


def test_what_a_person_judges_is_said_of_each_criterion_that_no_check_decides() -> None:
    silent = [name for name, each in treatment.read().items() if each.by != "automatic" and not each.person]

    assert silent == []


@pytest.mark.parametrize("order", [1, -1], ids=["assisted first", "automatic first"])
def test_criterion_counts_by_the_best_of_its_checks(order: int) -> None:
    checks = [check("assisted", "1.3", "11.1"), check("automatic", "11.1")][::order]

    counted = treatment.coverage(REFERENCE.criteria, checks)

    assert counted.automatic == ("11.1",)
    assert counted.assisted == ("1.3",)
    assert counted.checked == 2
    assert len(counted.person) == 104


def test_proved_absence_counts_as_automatic() -> None:
    counted = treatment.coverage(REFERENCE.criteria, [], absent=["2.1", "2.2"])

    assert counted.automatic == ("2.1", "2.2")


def test_promise_without_its_check_is_named() -> None:
    counted = treatment.coverage(REFERENCE.criteria, [check("automatic", "3.2")], absent=["5.1"])

    assert "3.3" in counted.broken
    assert not {"3.2", "5.1", "9.4"} & set(counted.broken)


def test_check_of_a_criterion_unknown_to_the_reference_counts_nothing() -> None:
    assert treatment.coverage(REFERENCE.criteria, [check("automatic", "99.1")]).checked == 0
