"""The declaration: all mandatory parts, and no better mention than a signed and complete audit allows."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from accessibility.deliverables import declaration
from accessibility.tests.deliverables.handmade import (
    AUDIT,
    FLAWLESS,
    INCOMPLETE,
    SERVICE,
    TODAY,
    assessed,
    everything,
    signed,
)


@pytest.mark.parametrize(
    "part",
    [
        "article 47 de la loi",
        "schéma pluriannuel",
        "plan d’actions",
        "Cette déclaration d’accessibilité s’applique à Compte Formation",
        "<h2>État de conformité</h2>",
        "<h2>Résultats des tests</h2>",
        "<h2>Contenus non accessibles</h2>",
        "<h3>Non-conformités</h3>",
        "<h3>Dérogations pour charge disproportionnée</h3>",
        "<h3>Contenus non soumis à l’obligation d’accessibilité</h3>",
        "<h2>Établissement de cette déclaration d’accessibilité</h2>",
        "23\u00a0novembre\u00a02026",
        "Technologies utilisées",
        "Environnement de test",
        "Outils pour évaluer",
        "https://inscription.example.fr/inscription/code",
        "<h2>Retour d’information et contact</h2>",
        "aide@example.fr",
        "<h2>Voies de recours</h2>",
        "Libre réponse 71120, 75342 Paris CEDEX 07",
    ],
)
def test_draft_has_each_mandatory_part(tmp_path: Path, part: str) -> None:
    assert part in declaration.draft(assessed(tmp_path), SERVICE, TODAY)


def test_draft_without_audit_says_so_and_names_what_was_found(tmp_path: Path) -> None:
    page = declaration.draft(assessed(tmp_path), SERVICE, TODAY)

    assert "<strong>non conforme</strong>" in page
    assert "Aucun audit n’a été réalisé" in page
    assert "Critère 11.1" in page
    assert "<strong>partiellement conforme</strong>" not in page


def test_draft_of_a_signed_audit_gives_its_rate(tmp_path: Path) -> None:
    signed(tmp_path, everything("C", c3_2="NC"))

    page = declaration.draft(assessed(tmp_path, audit=FLAWLESS), SERVICE, TODAY)

    assert "<strong>partiellement conforme</strong>" in page
    assert "révèle que 99&nbsp;% des critères" in page


def test_statement_carries_what_the_page_tells(tmp_path: Path) -> None:
    signed(tmp_path, everything("C", c3_2="NC"))

    made = declaration.statement(assessed(tmp_path, audit=FLAWLESS), TODAY)

    assert (made.rate, made.mention, made.auditor) == (99, "partiellement conforme", "Camille Dupont, Cabinet")
    assert (made.audited_on, made.expires_on) == (date(2026, 11, 20), date(2029, 11, 20))
    assert [(each.criterion, each.comment) for each in made.failures] == [("3.2", "Vu.")]
    assert [page.path for page in made.pages] == ["/", "/inscription/code", "/accessibilite"]


def test_what_the_auditor_used_and_left_out_is_declared(tmp_path: Path) -> None:
    head = 'environments = ["Firefox 140 et NVDA 2025.3"]\nout_of_scope = ["Les cartes."]'
    signed(tmp_path, everything("C"), head=head)
    assessment = assessed(tmp_path, audit=FLAWLESS)

    made, page = declaration.statement(assessment, TODAY), declaration.draft(assessment, SERVICE, TODAY)

    assert (made.environments, made.out_of_scope) == (
        ("Chromium 156.0", "Firefox 140 et NVDA 2025.3"),
        ("Les cartes.",),
    )
    assert "<li>Firefox 140 et NVDA 2025.3</li>" in page
    assert "<li>Les cartes.</li>" in page
    assert "[Ajouter les combinaisons" not in page


@pytest.mark.parametrize("head", ['environments = "NVDA"', "out_of_scope = [1]"])
def test_head_of_another_shape_counts_for_nothing(tmp_path: Path, head: str) -> None:
    signed(tmp_path, everything("C"), head=head)
    assert [refused.file for refused in assessed(tmp_path).gathered.refused] == ["2026-11-20-dupont.toml"]


@pytest.mark.parametrize(
    ("verdicts", "reason"),
    [({}, "laisse 104 critère"), ({"3.2": "C"}, "laisse 103 critère")],
    ids=["nothing judged", "one judged"],
)
def test_incomplete_audit_is_not_published(tmp_path: Path, verdicts: dict[str, str], reason: str) -> None:
    signed(tmp_path, verdicts)

    with pytest.raises(declaration.NothingSigned, match=reason):
        declaration.statement(assessed(tmp_path), TODAY)


def test_audit_that_missed_a_state_is_not_published_whatever_was_signed(tmp_path: Path) -> None:
    missed = replace(FLAWLESS, unreached=INCOMPLETE.unreached)
    signed(tmp_path, everything("C"), audit=missed)

    with pytest.raises(declaration.NothingSigned, match="1 état"):
        declaration.statement(assessed(tmp_path, audit=missed), TODAY)
    assert assessed(tmp_path, audit=missed).mention == "non conforme"


def test_audit_that_nobody_signed_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(declaration.NothingSigned, match="Aucun fichier"):
        declaration.statement(assessed(tmp_path, audit=AUDIT), TODAY)


def test_refused_signature_says_why_nothing_is_published(tmp_path: Path) -> None:
    signed(tmp_path, everything("C"))
    (tmp_path / "keys.toml").unlink()

    with pytest.raises(declaration.NothingSigned, match="n’est pas connue"):
        declaration.statement(assessed(tmp_path, audit=FLAWLESS), TODAY)
