"""Passwords that a French dictionary attack tries first are refused, whatever digits and signs dress them up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.signup import passwords
from webapp.signup.french_passwords import is_usual
from webapp.signup.passwords import Refusal
from webapp.tests.citizen import Citizen


@pytest.mark.parametrize(
    "password",
    [
        "Motdepasse123!",
        "M0tdep@sse2026!",
        "Mot de passe 1!",
        "Azertyuiop123!",
        "@zerty1234567!",
        "Bonjour-2026-!!",
        "Soleil13000!!",
        "Chouchou123456!",
        "DOUdou!20012002",
        "Loulou#1234567",
        "Marseille13!!!",
        "MonCompteFormation1!",
        "CompteFormation2026!",
        "Août-2026-Août!",
        "Novembre2026!!",
        "Noël2026Noël!!",
        "Jetaimemonamour1!",
        "50leil-50leil1",
        "2026!Bienvenue",
        "P@ris75000!!!!!",
        "Soleil-Marseille-13!",
    ],
)
def test_usual_words_are_refused_however_they_are_dressed(password: str) -> None:
    assert passwords.refusal(password, personal=()) == Refusal.COMMON


@pytest.mark.parametrize(
    "password",
    [
        "Brouette-violette-42",
        "Tisane-ardoise-1-12",
        "Tilleul violet 7",
        "Soleil de plomb sur 4 toits !",
        "Marseille-parapluie-9",
        "xK9#mai-vT2!qLs",
        "Quatre bonjour pour 1 hibou",
        "!!!!1234567890",
    ],
)
def test_a_usual_word_among_others_is_not_refused(password: str) -> None:
    assert not is_usual(password)


@given(st.text(max_size=140))
def test_any_text_is_read_without_failing(password: str) -> None:
    assert is_usual(password) in (True, False)


def test_citizen_is_told_that_it_is_common_and_what_to_do(citizen: Citizen) -> None:
    answer = citizen.fill_identity(password="Motdepasse123!")
    assert answer.status_code == 422
    assert "figure dans les listes de mots de passe courants" in citizen.errors()
    assert citizen.deliver() == []
