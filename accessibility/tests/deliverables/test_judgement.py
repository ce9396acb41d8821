"""The verdict on each criterion, the counts, the rate and the only lawful mention."""

from dataclasses import replace
from pathlib import Path

import pytest

from accessibility.deliverables.assessment import Assessment
from accessibility.deliverables.judgement import Judgement, together
from accessibility.evidence import Absence
from accessibility.tests.deliverables.handmade import AUDIT, FLAWLESS, UNLABELLED, assessed, everything, signed
from webapp.public.statement import mention


def of(assessment: Assessment, criterion: str) -> Judgement:
    return next(each for each in assessment.judgements if each.criterion.id == criterion)


@pytest.mark.parametrize(
    ("criterion", "outcome"),
    [
        pytest.param("11.1", "NC", id="a check found a failure"),
        pytest.param("2.1", "NA", id="absence is proved"),
        pytest.param("3.2", "NT", id="an automatic check found nothing"),
        pytest.param("8.6", "NT", id="an assisted check has notes"),
        pytest.param("9.4", "NT", id="no check at all"),
    ],
)
def test_without_a_signed_verdict_nothing_is_compliant(tmp_path: Path, criterion: str, outcome: str) -> None:
    assessment = assessed(tmp_path)

    assert of(assessment, criterion).outcome == outcome
    assert assessment.counts == {"C": 0, "NC": 1, "NA": 1, "NT": 104}
    assert assessment.mention == "non conforme"


def test_failure_concerns_the_page_on_which_it_was_seen(tmp_path: Path) -> None:
    assessment = assessed(tmp_path)
    judgement = of(assessment, "11.1")

    assert [(page.id, page.url, judgement.on(page)) for page in assessment.pages] == [
        ("P01", "/", "NT"),
        ("P02", "/inscription/code", "NC"),
        ("P03", "/accessibilite", "NT"),
    ]


def test_failure_in_a_state_that_the_audit_does_not_list_fails_nonetheless(tmp_path: Path) -> None:
    elsewhere = replace(UNLABELLED, state="ailleurs")
    results = (replace(AUDIT.results[0], findings=(elsewhere,)),)

    assert of(assessed(tmp_path, audit=replace(AUDIT, results=results)), "11.1").outcome == "NC"


@pytest.mark.parametrize("said", ["C", "NC", "NA"])
def test_signed_verdict_decides_what_no_check_decides(tmp_path: Path, said: str) -> None:
    signed(tmp_path, {"3.2": said})

    judgement = of(assessed(tmp_path), "3.2")

    assert judgement.outcome == said
    assert judgement.contradiction == ""


@pytest.mark.parametrize("said", ["C", "NA"])
def test_finding_beats_a_signed_verdict_and_the_contradiction_is_told(tmp_path: Path, said: str) -> None:
    signed(tmp_path, {"11.1": said})

    judgement = of(assessed(tmp_path), "11.1")

    assert judgement.outcome == "NC"
    assert "1 échec" in judgement.contradiction


def test_finding_and_a_verdict_that_agrees_are_no_contradiction(tmp_path: Path) -> None:
    signed(tmp_path, {"11.1": "NC"})

    assert of(assessed(tmp_path), "11.1").contradiction == ""


@pytest.mark.parametrize(("said", "outcome"), [("C", "NA"), ("NC", "NC")])
def test_verdict_against_proved_absence_is_told(tmp_path: Path, said: str, outcome: str) -> None:
    signed(tmp_path, {"2.1": said})

    judgement = of(assessed(tmp_path), "2.1")

    assert judgement.outcome == outcome
    assert "iframe" in judgement.contradiction


def test_verdict_on_one_state_leaves_the_others_to_be_judged(tmp_path: Path) -> None:
    signed(tmp_path, {"3.2": "C"}, more='states = ["accueil"]\n')
    assessment = assessed(tmp_path)

    judgement = of(assessment, "3.2")

    assert [judgement.on(page) for page in assessment.pages] == ["C", "NT", "NT"]
    assert judgement.outcome == "NT"


@pytest.mark.parametrize(
    ("outcomes", "outcome"),
    [("C C", "C"), ("C NA", "C"), ("NA NA", "NA"), ("C NT NC", "NC"), ("C NT", "NT"), ("NA NT", "NT"), ("", "NT")],
)
def test_outcome_of_several_pages(outcomes: str, outcome: str) -> None:
    assert together(outcomes.split()) == outcome  # type: ignore[arg-type]


def test_rate_is_told_once_nothing_is_left_to_judge(tmp_path: Path) -> None:
    signed(tmp_path, everything("C", c3_2="NC", c2_1="NA", c9_4="NA"))

    assessment = assessed(tmp_path, audit=FLAWLESS)

    assert assessment.counts == {"C": 103, "NC": 1, "NA": 2, "NT": 0}
    assert assessment.rate == 99
    assert assessment.mention == "partiellement conforme"


def test_one_criterion_left_to_judge_keeps_the_service_non_compliant(tmp_path: Path) -> None:
    signed(tmp_path, everything("C", c3_2="NT", c2_1="NA"))

    assessment = assessed(tmp_path, audit=FLAWLESS)

    assert assessment.rate is None
    assert assessment.mention == "non conforme"


def test_absence_of_everything_is_no_audit(tmp_path: Path) -> None:
    absences = tuple(Absence(criterion, "Rien.") for criterion in everything("NA"))

    assessment = assessed(tmp_path, audit=replace(AUDIT, results=(), absences=absences))

    assert assessment.counts["NT"] == 0
    assert assessment.mention == "non conforme"


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (None, "non conforme"),
        (0, "non conforme"),
        (49, "non conforme"),
        (50, "partiellement conforme"),
        (99, "partiellement conforme"),
        (100, "totalement conforme"),
    ],
)
def test_mention_follows_the_rate(rate: int | None, words: str) -> None:
    assert mention(rate) == words


def test_success_criteria_beyond_the_rgaa_are_kept_apart(tmp_path: Path) -> None:
    beyond = {each.criterion.id: len(each.findings) for each in assessed(tmp_path).beyond}

    assert beyond == {"2.4.11": 0, "2.5.7": 0, "2.5.8": 1, "3.2.6": 0, "3.3.7": 0, "3.3.8": 0}
