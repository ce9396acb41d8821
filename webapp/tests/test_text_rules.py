"""Names and lines of an address, in any script (NAME-1, ADDR-1)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.signup import text_rules
from webapp.signup.text_rules import AddressLineProblem, NameProblem, TextProblem


def code_points(value: object) -> str:
    return "-".join(f"{ord(character):x}" for character in str(value)[:4])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Du\x00rand", TextProblem.CONTROL),
        ("Du\nrand", TextProblem.CONTROL),
        ("Du\trand", TextProblem.CONTROL),
        ("Du\x7frand", TextProblem.CONTROL),
        ("Du\x85rand", TextProblem.CONTROL),
        ("Du\u2028rand", TextProblem.CONTROL),
        ("Du\ufffdrand", TextProblem.UNREADABLE),
        ("Durand" + chr(0xD800), TextProblem.UNREADABLE),
        ("Du\ue000rand", TextProblem.UNREADABLE),
        ("Du\U000e0fffrand", TextProblem.UNREADABLE),
        ("Du\u202erand", TextProblem.DIRECTION),
        ("Du\u2066rand", TextProblem.DIRECTION),
        ("Du\u200frand", TextProblem.DIRECTION),
        ("Du\u061crand", TextProblem.DIRECTION),
    ],
    ids=code_points,
)
def test_what_cannot_be_read_or_trusted_is_refused(value: str, expected: TextProblem) -> None:
    assert text_rules.problem(value) == expected


NAMES = [
    "N'Guessan-Štefánik",
    "d’Ornano",
    "Łukasz",
    "Le Goff-Martin",
    "De La Roche – Dubois",
    "O‘Brien",
    "Ly",
    "X",
    "Coll·lecció",
    "St. John",
    "Иванова",
    "محمد",
    "علی\u200cرضا",
    "क्‍ष",
    "王小明",
    "Nguyễn",
    "Ñuñez",
    "ʻOkina",
    "Jean\u00a0Pierre",
    "é" * 100,
]


@pytest.mark.requirement("NAME-1")
@pytest.mark.parametrize("name", NAMES, ids=code_points)
def test_names_of_the_world_are_kept_as_typed(name: str) -> None:
    assert text_rules.problem(name) is None
    assert text_rules.name_refusal(name) is None
    assert text_rules.kept(f"  {name} ") == name


@pytest.mark.requirement("NAME-1")
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("é" * 101, NameProblem.TOO_LONG),
        ("a" * 10_000, NameProblem.TOO_LONG),
        ("", NameProblem.NO_LETTER),
        ("-'.", NameProblem.NO_LETTER),
        ("\u0301", NameProblem.NO_LETTER),
        ("Durand2", NameProblem.CHARACTERS),
        ("<b>Durand</b>", NameProblem.CHARACTERS),
        ("Durand; DROP TABLE", NameProblem.CHARACTERS),
        ("Durand 😀", NameProblem.CHARACTERS),
        ("Durand ❤\ufe0f", NameProblem.CHARACTERS),
        ("Durand\ufe0f", NameProblem.CHARACTERS),
        ("a@b", NameProblem.CHARACTERS),
        ("Du\u200brand", NameProblem.CHARACTERS),
        ("Durand\u20e3", NameProblem.CHARACTERS),
    ],
    ids=code_points,
)
def test_what_is_no_name_is_refused(value: str, expected: NameProblem) -> None:
    assert text_rules.name_refusal(value) == expected


def test_an_accent_typed_apart_counts_for_one_letter_with_its_own() -> None:
    assert text_rules.kept("Be\u0301re\u0301nice") == "Bérénice"
    assert text_rules.name_refusal(text_rules.kept("e\u0301" * 100)) is None


@pytest.mark.requirement("ADDR-1")
@pytest.mark.parametrize(
    "line",
    [
        "12 bis, rue de l’Église",
        "12/14 rue des Lilas (bât. A)",
        "Résidence « Les Ormes », n° 5",
        "Appt 3 & 4 – étage 2",
        "App. #3",
        "½ rue Neuve",
        "ул. Ленина, 1",
        "東京都千代田区1-1",
        "7",
        "x" * 38,
    ],
)
def test_lines_of_an_address_are_accepted(line: str) -> None:
    assert text_rules.problem(line) is None
    assert text_rules.address_line_refusal(line) is None


@pytest.mark.requirement("ADDR-1")
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x" * 39, AddressLineProblem.TOO_LONG),
        ("12 rue 😀", AddressLineProblem.CHARACTERS),
        ("1\ufe0f\u20e3 rue", AddressLineProblem.CHARACTERS),
        ("🇫🇷", AddressLineProblem.CHARACTERS),
        ("<script>", AddressLineProblem.CHARACTERS),
        ("12 rue\u200b", AddressLineProblem.CHARACTERS),
        ("", AddressLineProblem.NO_LETTER),
        ("...", AddressLineProblem.NO_LETTER),
    ],
    ids=code_points,
)
def test_what_is_no_line_of_an_address_is_refused(value: str, expected: AddressLineProblem) -> None:
    assert text_rules.address_line_refusal(value) == expected


@settings(deadline=None)
@given(st.text())
def test_a_text_kept_twice_does_not_change(value: str) -> None:
    assert text_rules.kept(text_rules.kept(value)) == text_rules.kept(value)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_judged(value: str) -> None:
    assert text_rules.problem(value) in {None, *TextProblem}
    assert text_rules.name_refusal(value) in {None, *NameProblem}
    assert text_rules.address_line_refusal(value) in {None, *AddressLineProblem}
