"""The Nu checker, where this machine has it."""

from pathlib import Path

import pytest

from accessibility import html_validity
from accessibility.seen import PAGES

needs_checker = pytest.mark.skipif(bool(html_validity.missing()), reason=html_validity.missing())

VALID = '<!DOCTYPE html>\n<html lang="fr"><head><title>Page</title></head><body><p>Texte</p></body></html>'
INVALID = VALID.replace("<p>Texte</p>", '<p id="a">Texte</p>\n<p id="a">Texte</p>')


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / PAGES).mkdir()
    return tmp_path / PAGES


@needs_checker
def test_error_is_told_with_its_page_and_its_line(pages: Path) -> None:
    (pages / "valide.html").write_text(VALID, encoding="utf-8")
    (pages / "fautive.html").write_text(INVALID, encoding="utf-8")
    faults = html_validity.faults(sorted(pages.iterdir()))
    assert {(fault.page, fault.line) for fault in faults} == {("fautive", 3)}
    assert "Duplicate ID" in faults[0].message
    assert html_validity.main(pages.parent) == 1


@needs_checker
def test_valid_pages_pass(pages: Path) -> None:
    (pages / "valide.html").write_text(VALID, encoding="utf-8")
    assert html_validity.main(pages.parent) == 0


def test_machine_without_java_fails_and_says_that_nothing_was_verified(
    pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (pages / "valide.html").write_text(VALID, encoding="utf-8")
    monkeypatch.setenv("PATH", "")

    assert html_validity.main(pages.parent) == 1
    assert "not verified: java is missing" in capsys.readouterr().out


@needs_checker
def test_no_page_at_all_is_no_proof(pages: Path) -> None:
    assert html_validity.main(pages.parent) == 1
