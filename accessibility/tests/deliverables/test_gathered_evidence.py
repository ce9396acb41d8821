"""What the checks kept becomes one audit: it tells which states were not met, and takes nothing from another run."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from accessibility import auditing, heard, html_validity, seen
from accessibility.checks.declared import CHECKS
from accessibility.evidence import Audit, Finding, StateRecord
from accessibility.heard import Transcript
from accessibility.seen import StateSeen
from accessibility.tests import conftest
from accessibility.tests.deliverables.handmade import AUDIT
from e2e.states import STATES

SELECTORS = {"2.1": "iframe, frame"}
EVERY_STATE = tuple(
    StateSeen(
        "chromium",
        "156",
        StateRecord(state.id, state.title, f"/{state.id}", "aa"),
        findings=(),
        notes=(),
        elements={},
        absent={"iframe, frame": 0},
    )
    for state in STATES
)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Return the directory of an audit that has begun."""
    seen.write_selectors(SELECTORS, tmp_path)
    return tmp_path


def gathered(directory: Path, kept: Sequence[StateSeen], *engines: str) -> Audit:
    for one in kept:
        seen.write(one, directory)
    return auditing.gathered(AUDIT.date, engines or ("chromium",), directory)


def test_audit_of_every_state_proves_absences(directory: Path) -> None:
    audit = gathered(directory, EVERY_STATE)

    assert audit.unreached == ()
    assert [each.criterion for each in audit.absences] == ["2.1"]
    assert [each.id for each in audit.states] == [state.id for state in STATES]


def test_state_that_was_not_met_is_named_and_leaves_no_absence_proved(directory: Path) -> None:
    audit = gathered(directory, EVERY_STATE[1:])

    assert [(each.state, each.engine) for each in audit.unreached] == [(STATES[0].id, "chromium")]
    assert audit.absences == ()


def test_state_that_one_engine_alone_met_is_not_met_in_the_other(directory: Path) -> None:
    in_firefox = tuple(replace(one, engine="firefox") for one in EVERY_STATE[:-1])

    audit = gathered(directory, EVERY_STATE + in_firefox, "chromium", "firefox")

    assert [(each.state, each.engine) for each in audit.unreached] == [(STATES[-1].id, "firefox")]


def test_states_whose_code_was_not_kept_are_not_said_to_be_valid(directory: Path) -> None:
    validity = [each for each in gathered(directory, EVERY_STATE).results if each.check == html_validity.Rule().id]

    assert [each.states for each in validity] in ([], [()])


def test_what_an_engine_could_not_show_is_told_once(directory: Path) -> None:
    kept = [replace(one, unverified=("Le sombre.",)) for one in EVERY_STATE]

    assert gathered(directory, kept).unverified.count("Le sombre.") == 1


def in_state_of_the_code(check: str) -> StateSeen:
    """Return what was seen of the code's state: one failure of a check."""
    met = next(one for one in EVERY_STATE if one.record.id == "code")
    flaw = Finding(check, ("11.1",), ("1.3.1",), "code", "/code", "#code", "", "Une faute.", "chromium")
    return replace(met, findings=(flaw,), elements={check: 1})


@pytest.mark.parametrize(("revision", "said"), [(auditing.commit(), "Code reçu. Requis."), ("another", None)])
def test_what_was_heard_of_this_revision_alone_stands_with_the_findings(
    directory: Path, monkeypatch: pytest.MonkeyPatch, revision: str, said: str | None
) -> None:
    monkeypatch.chdir(directory)
    moments = {"code": ("Code reçu.",), "code: code": ("Requis.",), "code: wrong": ("Erreur.",)}
    heard.write(Transcript("chromium", revision, moments))
    check = next(iter(CHECKS))

    audit = gathered(directory, [*EVERY_STATE, in_state_of_the_code(check)])

    assert [finding.spoken for finding in audit.findings] == [said]
    by_ear = [result for result in audit.results if result.check == heard.Rule().id]
    assert [note.spoken for result in by_ear for note in result.evidence] == [
        words for words in ("Code reçu.", "Requis.", "Erreur.") if said
    ]
    assert (auditing.NOT_HEARD in audit.unverified) == (said is None)


def test_audit_without_git_is_of_no_known_revision(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert auditing.commit() == ""


def test_every_moment_of_the_journey_is_in_a_state_that_an_audit_meets() -> None:
    assert set(heard.STATES.values()) <= {state.id for state in STATES}


def test_audit_of_a_deployment_gives_its_address_and_no_revision_of_ours(directory: Path) -> None:
    audit = gathered(directory, [replace(one, target="https://essai.example.fr") for one in EVERY_STATE])

    assert (audit.target, audit.commit) == ("https://essai.example.fr", "")


def test_nothing_kept_is_no_audit(directory: Path) -> None:
    with pytest.raises(auditing.NothingSeen):
        gathered(directory, ())


def test_checks_that_could_not_begin_are_no_audit(tmp_path: Path) -> None:
    with pytest.raises(auditing.Interrupted, match="netscape"):
        auditing.examine(["netscape"], tmp_path, SELECTORS)


@pytest.mark.parametrize(
    ("worker", "left"),
    [pytest.param({}, [], id="the run"), pytest.param({"workerinput": {}}, ["chromium-code.html"], id="its workers")],
)
def test_new_run_with_evidence_begins_without_that_of_an_earlier_one(
    directory: Path, worker: dict[str, Any], left: list[str]
) -> None:
    (directory / seen.PAGES).mkdir()
    (directory / seen.PAGES / "chromium-code.html").touch()
    option = SimpleNamespace(browser=["chromium"], output="", evidence=directory, collectonly=False)

    conftest.pytest_configure(SimpleNamespace(option=option, **worker))  # type: ignore[arg-type]

    assert [file.name for file in (directory / seen.PAGES).iterdir()] == left


def test_what_an_earlier_run_kept_of_an_engine_is_forgotten_and_of_others_stays(directory: Path) -> None:
    pages = directory / seen.PAGES
    pages.mkdir()
    (pages / "chromium-code.html").touch()
    (pages / "firefox-code.html").touch()
    gathered(directory, EVERY_STATE)

    seen.forget("chromium", directory)

    assert [file.name for file in pages.iterdir()] == ["firefox-code.html"]
    assert list(seen.read_all(directory)) == []
    assert seen.read_selectors(directory) == SELECTORS
