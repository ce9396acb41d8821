"""The auditor's command, from a stored audit to the published statement."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from accessibility import audit, evidence
from accessibility.evidence import Audit
from accessibility.tests.deliverables.handmade import AUTHOR, FLAWLESS, INCOMPLETE
from webapp.public import statement

FILES = [
    "ara-report.json", "audit.json", "criteres.csv", "declaration.html", "declaration.json", "earl.jsonld",
    "index.html", "wcag22.html",
]  # fmt: skip


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """Store an audit without failures, and an empty directory of verdicts beside it."""
    evidence.write(FLAWLESS, tmp_path / "audit")
    (tmp_path / "verdicts").mkdir()
    return tmp_path


def names(directory: Path) -> list[str]:
    return sorted(file.name for file in directory.iterdir())


def command(place: Path, *arguments: str) -> int:
    options = {
        "--directory": place / "audit", "--verdicts": place / "verdicts", "--statement": place / "accessibility.json",
    }  # fmt: skip
    return audit.main([*arguments, *(str(part) for option in options.items() for part in option)])


def test_run_examines_stores_and_delivers_in_a_fresh_directory(stored: Path) -> None:
    asked: list[object] = []

    def examine(engines: Sequence[str], directory: Path, selectors: Mapping[str, str]) -> Audit:
        asked.extend([engines, names(directory), selectors["2.1"]])
        return FLAWLESS

    options = ("--directory", str(stored / "new"), "--verdicts", str(stored / "verdicts"))
    arguments = ["--browser", "chromium", "--browser", "firefox", *options]
    assert audit.main(arguments, examine=examine) == 0
    assert audit.main(arguments, examine=examine) == 0

    assert asked == [["chromium", "firefox"], [audit.MADE_BY_AN_AUDIT], "iframe, frame"] * 2
    assert names(stored / "new") == [audit.MADE_BY_AN_AUDIT, *FILES]
    assert evidence.read(stored / "new") == FLAWLESS


def test_run_deletes_nothing_that_no_audit_has_made(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stored / "verdicts" / "mine.toml").touch()

    assert audit.main(["--directory", str(stored / "verdicts")], examine=lambda *_: FLAWLESS) == 1

    assert "n’est pas vide et ne vient pas d’un audit" in capsys.readouterr().err
    assert names(stored / "verdicts") == ["mine.toml"]


def test_audit_that_missed_a_state_is_delivered_and_fails_aloud(
    stored: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--directory", str(stored / "new"), "--verdicts", str(stored / "verdicts"))

    assert audit.main([*options], examine=lambda *_: INCOMPLETE) == 1

    assert "AUDIT INCOMPLET\u00a0: 1 état(s)" in capsys.readouterr().err
    assert names(stored / "new") == [audit.MADE_BY_AN_AUDIT, *FILES]


def test_deployment_that_is_named_is_the_one_examined(stored: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--base-url", "http://127.0.0.1:1", "--directory", str(stored / "new")]) == 1

    told = capfd.readouterr().err
    assert "--base-url http://127.0.0.1:1: no service answers there" in told
    assert "Les vérifications ne sont pas allées à leur terme" in told


def test_deliverables_give_the_address_that_was_examined(stored: Path) -> None:
    evidence.write(replace(FLAWLESS, target="https://essai.example.fr"), stored / "audit")

    assert command(stored, "deliver") == 0

    assert "https://essai.example.fr" in (stored / "audit" / "earl.jsonld").read_text(encoding="utf-8")


def test_deliverables_are_written_from_the_stored_audit(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(stored, "deliver", "--address", "https://essai.example.fr") == 0

    assert sorted(file.name for file in (stored / "audit").iterdir()) == FILES
    assert "https://essai.example.fr" in (stored / "audit" / "earl.jsonld").read_text(encoding="utf-8")
    assert "Accessibilité\u00a0: non conforme" in capsys.readouterr().out


def test_auditor_goes_from_a_key_to_the_published_statement(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, private = stored / "verdicts" / "audit.toml", stored / "dupont.pem"
    command(stored, "key", str(private))
    keys = capsys.readouterr().out.replace("Prénom Nom", AUTHOR)
    (stored / "verdicts" / "keys.toml").write_text(keys, encoding="utf-8")
    command(stored, "begin", str(file))
    judged = file.read_text(encoding="utf-8").replace("Prénom Nom", AUTHOR).replace('verdict = "NT"', 'verdict = "C"')
    file.write_text(judged, encoding="utf-8")

    assert command(stored, "sign", str(file), "--private-key", str(private)) == 0
    assert command(stored, "publish") == 0

    published = statement.read(stored / "accessibility.json")
    assert published is not None
    assert (published.mention, published.auditor) == ("totalement conforme", f"{AUTHOR}, Organisme")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(["publish"], "Aucun fichier de verdicts n’est signé", id="nothing signed"),
        pytest.param(["sign"], "Indiquez votre clé", id="no key"),
        pytest.param(["sign", "--private-key", "x"], "Indiquez le fichier", id="no file to sign"),
        pytest.param(["begin"], "Indiquez le fichier", id="no file to begin"),
        pytest.param(["begin", __file__], "existe déjà", id="a file to begin that exists"),
        pytest.param(["key", __file__], "existe déjà", id="a key that exists"),
        pytest.param(["deliver", "--grid", __file__], "n’est pas un classeur", id="a grid that is none"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(
    stored: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    assert command(stored, *arguments) == 1

    assert reason in capsys.readouterr().err
    assert not (stored / "accessibility.json").exists()


@pytest.mark.parametrize(("content", "reason"), [(None, "make audit"), ("{}", "ne se lit pas")])
def test_missing_or_spoilt_audit_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, reason: str
) -> None:
    (tmp_path / "audit").mkdir()
    (tmp_path / "audit" / ("other" if content is None else evidence.FILE)).write_text(content or "", encoding="utf-8")

    assert command(tmp_path, "deliver") == 1
    assert reason in capsys.readouterr().err
