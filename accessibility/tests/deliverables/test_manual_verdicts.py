"""Manual verdicts: they count while they are signed, known, young, and about pages that have not changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from accessibility.deliverables import signing
from accessibility.deliverables.manual import NotTrusted, gather
from accessibility.evidence import Audit
from accessibility.tests.deliverables.handmade import AUDIT, AUTHOR, STATES, TODAY, assessed, signed


def changed(identifier: str) -> Audit:
    """Return the audit after one of its states has changed."""
    states = (replace(state, digest="new") if state.id == identifier else state for state in STATES)
    return replace(AUDIT, states=tuple(states))


def test_signed_verdict_counts(tmp_path: Path) -> None:
    signed(tmp_path, {"3.2": "C"})

    gathered = gather(tmp_path, AUDIT, TODAY)

    assert [(each.criterion, each.outcome, each.author) for each in gathered.verdicts] == [("3.2", "C", AUTHOR)]
    assert (gathered.refused, gathered.outdated) == ((), ())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(lambda text: text.replace('"C"', '"NA"', 1), "a été modifié", id="a verdict changed"),
        pytest.param(lambda text: text.replace("2026-11-20", "2026-11-21"), "a été modifié", id="the date changed"),
        pytest.param(lambda text: text.replace('"bb"', '"xx"'), "a été modifié", id="a page's digest changed"),
        pytest.param(lambda text: text.replace("Vu.", "Revu."), "a été modifié", id="a comment changed"),
        pytest.param(lambda text: text.replace('value = "', 'value = "!'), "a été modifié", id="the signature spoilt"),
        pytest.param(lambda text: text.partition("\n# Signé")[0], "n’est pas signé", id="the signature removed"),
        pytest.param(lambda text: text + "[", "ne se lit pas", id="no TOML"),
        pytest.param(lambda text: text.replace("author", "writer"), "ne se lit pas", id="no author"),
    ],
)
def test_file_that_was_tampered_with_is_told_and_counts_for_nothing(
    tmp_path: Path, change: Callable[[str], str], reason: str
) -> None:
    file = signed(tmp_path, {"3.2": "C"})
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")

    gathered = gather(tmp_path, AUDIT, TODAY)

    assert gathered.verdicts == ()
    assert [each.file for each in gathered.refused] == [file.name]
    assert reason in gathered.refused[0].reason


def test_signature_by_an_unknown_key_counts_for_nothing(tmp_path: Path) -> None:
    signed(tmp_path, {"3.2": "C"})
    (tmp_path / "keys.toml").unlink()

    gathered = gather(tmp_path, AUDIT, TODAY)

    assert gathered.verdicts == ()
    assert "n’est pas connue" in gathered.refused[0].reason


def test_signature_in_the_name_of_another_counts_for_nothing(tmp_path: Path) -> None:
    signed(tmp_path, {"3.2": "C"})
    keys = tmp_path / "keys.toml"
    keys.write_text(keys.read_text(encoding="utf-8").replace(AUTHOR, "Claude Martin"), encoding="utf-8")

    assert gather(tmp_path, AUDIT, TODAY).verdicts == ()


@pytest.mark.parametrize(
    ("today", "counts"),
    [
        (date(2026, 11, 19), False),
        (date(2026, 11, 20), True),
        (date(2029, 11, 19), True),
        (date(2029, 11, 20), False),
    ],
)
def test_audit_holds_from_its_day_on_for_three_years(tmp_path: Path, today: date, counts: bool) -> None:  # noqa: FBT001 - a row of the table
    signed(tmp_path, {"3.2": "C"})

    assert bool(gather(tmp_path, AUDIT, today).verdicts) is counts


def test_verdict_ends_with_the_page_that_it_was_given_on(tmp_path: Path) -> None:
    signed(tmp_path, {"3.2": "C"})

    gathered = gather(tmp_path, changed("code-faux"), TODAY)

    assert gathered.verdicts == ()
    assert [(each.verdict.criterion, each.states) for each in gathered.outdated] == [("3.2", ("code-faux",))]


def test_verdict_on_some_states_outlives_changes_elsewhere(tmp_path: Path) -> None:
    signed(tmp_path, {"3.2": "C"}, more='states = ["accueil"]\n')

    assert gather(tmp_path, changed("code-faux"), TODAY).verdicts


def test_verdict_on_all_states_does_not_reach_a_new_one(tmp_path: Path) -> None:
    signed(tmp_path, {"3.2": "C"})
    more = replace(AUDIT, states=(*STATES, replace(STATES[0], id="nouveau", digest="ff")))

    assert gather(tmp_path, more, TODAY).outdated[0].states == ("nouveau",)


@pytest.mark.parametrize("states", ["", 'states = ["code-faux"]\n'], ids=["all", "the one"])
def test_verdict_on_a_state_that_was_not_met_is_to_be_given_again(tmp_path: Path, states: str) -> None:
    signed(tmp_path, {"3.2": "C"}, more=states)
    fewer = replace(AUDIT, states=tuple(state for state in STATES if state.id != "code-faux"))

    gathered = gather(tmp_path, fewer, TODAY)

    assert gathered.verdicts == ()
    assert [each.states for each in gathered.outdated] == [("code-faux",)]


def test_page_that_shows_the_verdicts_ends_none_of_them(tmp_path: Path) -> None:
    signed(tmp_path, {"3.2": "C"})

    assert gather(tmp_path, changed("accessibilite"), TODAY).verdicts


def test_criterion_left_unjudged_is_no_verdict(tmp_path: Path) -> None:
    signed(tmp_path, {"3.2": "NT"})

    gathered = gather(tmp_path, AUDIT, TODAY)

    assert gathered.verdicts == ()
    assert len(gathered.accepted) == 1


def test_signing_again_replaces_the_signature(tmp_path: Path) -> None:
    file = signed(tmp_path, {"3.2": "C"})
    file.write_text(file.read_text(encoding="utf-8").replace('"C"', '"NC"'), encoding="utf-8")

    signing.sign(file, tmp_path / "dupont.pem", AUDIT)

    assert [each.outcome for each in gather(tmp_path, AUDIT, TODAY).verdicts] == ["NC"]
    assert file.read_text(encoding="utf-8").count("[signature]") == 1


def test_file_to_fill_in_names_what_stays_to_be_judged_and_can_be_signed(tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    file.write_text(signing.begin(assessed(tmp_path).judgements, TODAY), encoding="utf-8")

    signing.make_key(tmp_path / "key.pem")
    signing.sign(file, tmp_path / "key.pem", AUDIT)

    text = file.read_text(encoding="utf-8")
    assert 'criterion = "3.2"' in text
    assert 'criterion = "11.1"' not in text
    assert 'criterion = "2.1"' not in text
    assert "\n[signature]\n" in text


def test_file_without_shape_is_not_signed(tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    file.write_text("[", encoding="utf-8")
    signing.make_key(tmp_path / "key.pem")

    with pytest.raises(NotTrusted):
        signing.sign(file, tmp_path / "key.pem", AUDIT)


def test_private_key_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    signing.make_key(key)

    assert key.stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        signing.make_key(key)
