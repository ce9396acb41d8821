"""The criteria as data, in the shape of version 4 and in those announced for version 5."""

from pathlib import Path

import pytest

from accessibility.rgaa import criteria

DATA = Path(__file__).with_name("data")


def test_version_4_has_its_criteria_tests_and_levels() -> None:
    reference = criteria.read()

    assert reference.version == "4.1.2"
    assert len(reference.criteria) == 106
    assert sum(len(criterion.tests) for criterion in reference.criteria) == 258
    assert [criterion.level for criterion in reference.criteria].count("AA") == 29
    assert len(reference.themes) == 13


def test_criterion_tells_its_theme_tests_and_references() -> None:
    criterion = criteria.read().criterion("11.13")

    assert criterion.theme == "Formulaires"
    assert [test.id for test in criterion.tests] == ["11.13.1"]
    assert [(each.id, each.slug, each.level) for each in criterion.wcag] == [("1.3.5", "identify-input-purpose", "AA")]


def test_conditions_of_a_test_follow_its_question() -> None:
    test = criteria.read().criterion("1.1").tests[4]

    assert test.question.endswith("vérifie-t-elle ces conditions\u00a0?")
    assert len(test.conditions) == 2


@pytest.mark.parametrize("name", ["rgaa-5.json", "rgaa-5-by-topic.json"])
def test_version_5_gives_what_concerns_the_web(name: str) -> None:
    reference = criteria.read(DATA / name)

    assert reference.version == "5.0"
    assert [(criterion.id, criterion.theme) for criterion in reference.criteria] == [("1.1", "Images")]
    criterion = reference.criterion("1.1")
    assert [(test.id, test.conditions) for test in criterion.tests] == [
        ("1.1.1", ()),
        ("1.1.2", ("Il a un rôle.", "Il a un nom.")),
    ]
    assert [each.slug for each in criterion.wcag] == ["non-text-content"]


def test_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"version": "6"}', encoding="utf-8")

    with pytest.raises(KeyError):
        criteria.read(tmp_path / "other.json")


def test_six_success_criteria_stand_beyond_the_rgaa() -> None:
    asked = {each.id for criterion in criteria.read().criteria for each in criterion.wcag}

    beyond = {each.id for each in criteria.beyond_rgaa()}

    assert beyond == {"2.4.11", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8"}
    assert not beyond & asked
