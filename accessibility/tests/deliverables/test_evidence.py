"""What an audit saw: stored and read again, proofs of absence, and the digest of a page."""

from pathlib import Path

import pytest

from accessibility import evidence
from accessibility.digest import digest
from accessibility.tests.deliverables.handmade import AUDIT

PAGE = """<!DOCTYPE html><html lang="fr" dir="ltr"><head><title>Code</title><style>p { color: #111 }</style>
<meta name="viewport" content="width=device-width"></head><body>
<a href="/aide?etat=a1b2" target="_blank">Aide</a><a href="/static/guide.0a1b2c3d.pdf">Guide</a>
<a href="/controle/8hUq2_wLx0pV-rT5nYc7ZkQd.wav">Son</a>
<form><input type="hidden" name="token" value="abc"><label for="code">Code</label>
<input id="code" name="code" required aria-describedby="hint" value="123"></form>
<p id="hint">Code envoyé à anne@exemple.fr, valable jusqu’à 14&nbsp;h&nbsp;32, le 3 mars 2026.</p></body></html>"""


def test_audit_is_the_same_once_stored_and_read(tmp_path: Path) -> None:
    evidence.write(AUDIT, tmp_path / "audit")

    assert evidence.read(tmp_path / "audit") == AUDIT


def test_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    (tmp_path / evidence.FILE).write_text('{"date": "yesterday"}', encoding="utf-8")

    with pytest.raises(ValueError, match="validation error"):
        evidence.read(tmp_path)


def test_absence_is_proved_by_every_state() -> None:
    selectors = {"2.1": "iframe", "5.1": "table", "4.3": "video"}
    counts = {"code": {"iframe": 0, "table": 0, "video": 0}, "cgu": {"iframe": 0, "table": 1}}

    proved = evidence.absences(selectors, counts)

    assert [(each.criterion, each.proof) for each in proved] == [
        ("2.1", "Aucun élément «\u00a0iframe\u00a0» dans les 2 affichages examinés.")
    ]


def test_no_state_proves_no_absence() -> None:
    assert evidence.absences({"2.1": "iframe"}, {}) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('value="abc"', 'value="xyz"', id="a token"),
        pytest.param("anne@exemple.fr", "bruno.2@exemple.fr", id="an address"),
        pytest.param("14&nbsp;h&nbsp;32", "9&nbsp;h&nbsp;05", id="an hour"),
        pytest.param("3 mars 2026", "1 avril 2027", id="a date"),
        pytest.param("?etat=a1b2", "?etat=c3d4", id="a token of an address"),
        pytest.param("8hUq2_wLx0pV-rT5nYc7ZkQd", "k3Jm-9aBs4Ew_iO6uFg1XtRz", id="a token in an address"),
        pytest.param("guide.0a1b2c3d.pdf", "guide.4e5f6a7b.pdf", id="a file by its content"),
        pytest.param("<form>", "<form >\n", id="white space"),
    ],
)
def test_digest_passes_over_what_two_runs_have_different(before: str, after: str) -> None:
    assert digest(PAGE.replace(before, after)) == digest(PAGE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("Code</label>", "Le code</label>", id="a word"),
        pytest.param(" required", "", id="an attribute"),
        pytest.param('aria-describedby="hint"', 'aria-describedby="other"', id="a relation"),
        pytest.param("#111", "#999", id="the style"),
        pytest.param('<label for="code">Code</label>', "", id="an element"),
        pytest.param('lang="fr"', 'lang="en"', id="the language"),
        pytest.param('href="/aide', 'href="/ailleurs', id="where a link leads"),
        pytest.param(' target="_blank"', "", id="a new window"),
        pytest.param('dir="ltr"', 'dir="rtl"', id="the direction"),
        pytest.param("width=device-width", "width=device-width, user-scalable=no", id="what zoom is let"),
    ],
)
def test_digest_tells_what_an_auditor_would_judge_again(before: str, after: str) -> None:
    assert digest(PAGE.replace(before, after)) != digest(PAGE)


def test_digest_passes_over_what_a_person_typed() -> None:
    named = PAGE.replace("Code envoyé", "Anne Martin, code envoyé")

    assert digest(named, typed=["Anne Martin"]) == digest(PAGE.replace("Code envoyé", ", code envoyé"))


@pytest.mark.parametrize("words", ["totalement conforme", "partiellement conforme"])
def test_digest_passes_over_the_mention_that_follows_from_the_audit(words: str) -> None:
    page = PAGE.replace("</form>", '</form><a href="/accessibilite">Accessibilité : non conforme</a>')

    assert digest(page.replace("non conforme", words)) == digest(page)
