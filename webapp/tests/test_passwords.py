"""The four rules of a password, and what is refused besides (PWD-1 to PWD-4)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.signup import passwords
from webapp.signup.passwords import RULES, Refusal

GOOD = "Tilleul violet 7"


def unmet(password: str) -> list[str]:
    return [rule.id for rule, met in zip(RULES, passwords.judge(password), strict=True) if not met]


@pytest.mark.requirement("PWD-1")
@pytest.mark.requirement("PWD-2")
@pytest.mark.requirement("PWD-3")
@pytest.mark.requirement("PWD-4")
@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("", ["length", "letter_and_digit", "upper_and_lower", "special"]),
        ("Tilleul vi7", ["length"]),
        ("Tilleul vio7", []),
        ("Tilleul violet", ["letter_and_digit"]),
        ("1234567-9012", ["letter_and_digit", "upper_and_lower"]),
        ("tilleul violet 7", ["upper_and_lower"]),
        ("TILLEUL VIOLET 7", ["upper_and_lower"]),
        ("TilleulViolet7", ["special"]),
        ("abc", ["length", "letter_and_digit", "upper_and_lower", "special"]),
        (" " * 12, ["letter_and_digit", "upper_and_lower"]),
    ],
)
def test_every_unmet_rule_is_named(password: str, expected: list[str]) -> None:
    assert unmet(password) == expected


@pytest.mark.requirement("PWD-2")
@pytest.mark.parametrize("letters", ["éÉ", "łŁ", "жЖ", "ωΩ", "e\u0301E\u0301"])
def test_letters_of_any_script_are_letters_and_not_special(letters: str) -> None:
    assert unmet(letters * 7 + "7") == ["special"]


@pytest.mark.requirement("PWD-4")
@pytest.mark.parametrize(
    "special",
    [" ", "!", "_", "-", "€", "\u00a0", "😀", "«", "\\", "\x00"],
    ids=lambda character: f"{ord(character):x}",
)
def test_what_is_neither_letter_nor_digit_is_special(special: str) -> None:
    assert unmet(f"TilleulViolet7{special}") == []


@pytest.mark.requirement("PWD-1")
def test_spaces_at_the_ends_are_part_of_the_password() -> None:
    assert unmet(" Tilleul 77 ") == []
    assert passwords.normalise(" a ") == " a "


def test_rules_have_the_text_that_citizens_read() -> None:
    assert RULES[0].text == "12\u00a0caractères au minimum"
    assert len({rule.id for rule in RULES}) == len({rule.text for rule in RULES}) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [("é" * 12, "e\u0301" * 12), ("Tilleul violet 7", "Tilleul\u00a0violet\u00a07"), ("Ｔilleul", "Tilleul")],
)
def test_devices_that_write_a_character_otherwise_give_the_same_password(one: str, other: str) -> None:
    assert passwords.normalise(one) == passwords.normalise(other)


@settings(deadline=None)
@given(st.text())
def test_normalising_twice_changes_nothing_more(password: str) -> None:
    once = passwords.normalise(password)

    assert passwords.normalise(once) == once


@pytest.mark.parametrize(
    ("length", "expected"), [(128, None), (129, Refusal.TOO_LONG), (10_000, Refusal.TOO_LONG)]
)
def test_the_longest_password_has_128_characters(length: int, expected: Refusal | None) -> None:
    assert passwords.refusal((GOOD * 700)[:length], personal=()) == expected


@pytest.mark.parametrize(
    "password", ["Password123!", "P@ssw0rd1234", "Qwertyuiop123!", "Motdepasse123", "MOTDEPASSE123"]
)
def test_a_common_password_is_refused_in_any_case(password: str) -> None:
    assert passwords.refusal(password, personal=()) == Refusal.COMMON


@pytest.mark.parametrize("password", [GOOD, "", "a", "azerty"])
def test_other_passwords_are_not_called_common(password: str) -> None:
    assert passwords.refusal(password, personal=()) is None


@pytest.mark.parametrize(
    ("password", "personal"),
    [
        ("Vive-DURAND-2026", "Durand"),
        ("vive-lefevre-2026", "Lefèvre"),
        ("Vive-Lefèvre-2026", "LEFEVRE"),
        ("Vive guessan 2026", "N'Guessan-Štefánik"),
        ("Vive stefanik 2026", "N'Guessan-Štefánik"),
        ("Vive Le-Ny 2026!", "Le Ny"),
        ("xx.jean.martin.99", "jean.martin@courriel.fr"),
        ("Vive Martin 2026!", "jean.martin@courriel.fr"),
        ("1-ab@free.fr-Zzz", "ab@free.fr"),
        ("Vive Иванов 2026", "иванов"),
        ("Vive Roy 2026 !!", "Roy"),
        ("Vive-la-LY2026!!", "Lý"),
        ("Vive 2026ly-soir", "Ly"),
    ],
)
def test_a_password_that_holds_the_name_or_address_is_refused(password: str, personal: str) -> None:
    assert passwords.refusal(password, personal=["Zyx", personal]) == Refusal.PERSONAL


@pytest.mark.parametrize("personal", ["", "Ly", "Roy", "@", "a@gmail.com", "au@free.fr", "Dupont", "-'-"])
def test_short_or_absent_pieces_refuse_nothing(personal: str) -> None:
    assert passwords.refusal("Royal gmail Lyon au 7", personal=[personal]) is None


@settings(deadline=None)
@given(password=st.text(max_size=200), personal=st.lists(st.text(), max_size=3))
def test_any_text_is_judged_without_failing(password: str, personal: list[str]) -> None:
    assert len(passwords.judge(password)) == 4
    assert passwords.refusal(password, personal=personal) in {None, *Refusal}
