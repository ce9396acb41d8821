"""The page on accessibility and the mention of every page: they follow the last signed audit, as long as it holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from pydantic import ValidationError

from fixtures.clock import ControllableClock
from webapp.public import statement
from webapp.public.statement import AuditedPage, Shortcoming, Statement, mention
from webapp.tests.conftest import MakeApp

SIGNED = Statement(
    rate=87,
    reference="RGAA 4.1.2",
    auditor="Camille Dupont, Cabinet",
    audited_on=date(2026, 11, 20),
    published_on=date(2026, 11, 23),
    expires_on=date(2029, 11, 20),
    failures=(Shortcoming("3.2", "Le contraste est-il suffisant\u00a0?", ("Code",), "Le texte d’aide est pâle."),),
    derogations=(Shortcoming("4.1", "Une transcription\u00a0?", (), "Charge disproportionnée."),),
    out_of_scope=("Les cartes.",),
    technologies=("HTML",),
    environments=("Firefox et NVDA",),
    tools=("axe-core 4.14.1",),
    pages=(AuditedPage("Étape 2", "/inscription/code"),),
)
Declare = Callable[[Statement], Flask]


@pytest.fixture
def declare(make_app: MakeApp, tmp_path: Path) -> Declare:
    """Start an application that carries a signed result."""

    def start(signed: Statement) -> Flask:
        file = tmp_path / "signed" / "accessibility.json"
        statement.write(signed, file)
        return make_app(accessibility_statement=str(file))

    return start


def page(app: Flask, path: str = "/accessibilite") -> str:
    return " ".join(app.test_client().get(path).get_data(as_text=True).split())


def test_repository_carries_no_audit_that_nobody_signed(app: Flask) -> None:
    assert statement.read() is None
    assert "n’a pas encore été audité" in page(app)


def test_statement_is_the_same_once_stored_and_read(tmp_path: Path) -> None:
    statement.write(SIGNED, tmp_path / "accessibility.json")

    assert statement.read(tmp_path / "accessibility.json") == SIGNED


@pytest.mark.parametrize(
    "part",
    [
        "<h1",
        "Accessibilité : partiellement conforme",
        "article 47",
        "État de conformité",
        "RGAA 4.1.2, en raison des non-conformités",
        "signé par Camille Dupont, Cabinet le 20 novembre 2026 révèle que 87&nbsp;%",
        "Critère 3.2&nbsp;: Le contraste est-il suffisant ? Le texte d’aide est pâle. (pages&nbsp;: Code)",
        "Critère 4.1&nbsp;: Une transcription ? Charge disproportionnée.",
        "Les cartes.",
        "établie le 23 novembre 2026",
        "<li>HTML</li>",
        "Firefox et NVDA",
        "axe-core 4.14.1",
        "Étape 2&nbsp;: /inscription/code",
        "Signaler une difficulté",
        "mailto:assistance@compte-formation.example",
        "Libre réponse 71120",
    ],
)
def test_page_of_a_signed_audit_tells(declare: Declare, part: str) -> None:
    assert part in page(declare(SIGNED))


@pytest.mark.parametrize("path", ["/", "/mentions-legales", "/rien"])
def test_mention_follows_on_every_page(declare: Declare, path: str) -> None:
    html = page(declare(SIGNED), path)

    assert '<a href="/accessibilite">Accessibilité : partiellement conforme</a>' in html
    assert "non conforme" not in html


@pytest.mark.parametrize(
    ("rate", "words"), [(100, "totalement conforme"), (50, "partiellement conforme"), (49, "non conforme")]
)
def test_page_words_the_rate(declare: Declare, rate: int, words: str) -> None:
    html = page(declare(replace(SIGNED, rate=rate)))

    assert f"<title>Accessibilité : {words} – Compte Formation</title>" in html
    assert f"est {words} au référentiel" in html


def test_full_conformity_has_nothing_to_excuse(declare: Declare) -> None:
    html = page(declare(replace(SIGNED, rate=100, failures=(), derogations=(), out_of_scope=())))

    assert "en raison des" not in html
    assert html.count("Aucune.") == 2


def test_audit_holds_until_it_runs_out(declare: Declare, app_clock: ControllableClock) -> None:
    app = declare(SIGNED)
    app_clock.set(datetime(2029, 11, 19, 12, tzinfo=UTC))
    assert "partiellement conforme" in page(app)

    app_clock.set(datetime(2029, 11, 20, 12, tzinfo=UTC))

    html = page(app)
    assert "Accessibilité : non conforme" in html
    assert "a plus de trois ans et ne vaut plus" in html
    assert "partiellement" not in html


def test_missing_file_stops_the_start(make_app: MakeApp, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="ACCESSIBILITY_STATEMENT"):
        make_app(accessibility_statement=str(tmp_path / "none.json"))


def test_file_of_another_shape_stops_the_start(make_app: MakeApp, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"rate": "all"}', encoding="utf-8")

    with pytest.raises(ValidationError):
        make_app(accessibility_statement=str(tmp_path / "other.json"))


def test_no_audit_has_one_lawful_mention() -> None:
    assert mention(None) == "non conforme"
