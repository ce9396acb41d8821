"""The social security number: every boundary of every part (NIR-1, NIR-2)."""

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from webapp.signup import nir
from webapp.signup.nir import InvalidNir, NirPart

pytestmark = [pytest.mark.requirement("NIR-1"), pytest.mark.requirement("NIR-2")]

TODAY = date(2026, 11, 23)


def with_key(body: str) -> str:
    """Return ``body`` and its key, computed here on its own, not as the module does it."""
    number = int(body.replace("2A", "19").replace("2B", "18"))
    return f"{body}{97 - number % 97:02d}"


def refusal(typed: str, today: date = TODAY) -> NirPart:
    with pytest.raises(InvalidNir) as caught:
        nir.parse(typed, today=today)
    return caught.value.part


@pytest.mark.parametrize(
    "published",
    ["295109912611193", "185012A00112382", "185012B03312322", "294037512000591", "255081416802538"],
)
def test_numbers_published_as_examples_are_accepted(published: str) -> None:
    body, key = published[:13], published[13:]

    assert with_key(body) == body + key
    assert nir.parse(published, today=TODAY) == published


@pytest.mark.parametrize(
    "typed",
    [
        "2 94 03 75 120 005 91",
        "2.94.03.75.120.005.91",
        "2-94-03-75-120-005-91",
        "2–94−03—75‑120 005/91",
        "  294037512000591\r\n",
        "2\u00a094\u202f03\u200975\t120\u3000005\u205f91",
        "\ufeff\u200e2940375\u200b120\u2060005\u00ad91\u202c",
        "２９４０３７５１２０００５９１",
    ],
    ids=["card", "dots", "hyphens", "dashes", "ends", "odd spaces", "invisible marks", "full width"],
)
def test_separators_and_marks_of_a_paste_are_left_out(typed: str) -> None:
    assert nir.parse(typed, today=TODAY) == "294037512000591"


def test_a_lower_case_letter_of_corsica_is_accepted() -> None:
    assert nir.parse("1 85 05 2a 001 123 49", today=TODAY) == "185052A00112349"


@pytest.mark.parametrize("letter", ["O", "I", "C", "é", "٣", "<", "\x00", "😀", "�"])
def test_a_character_that_no_number_holds_is_told_before_all_else(letter: str) -> None:
    assert refusal(f"29403{letter}") is NirPart.CHARACTERS


@pytest.mark.parametrize(
    "typed", ["A94037512000522", "2940375120005A2", "294032AA0000522", "2A403751200052B"]
)
def test_a_letter_out_of_place_is_a_wrong_character(typed: str) -> None:
    assert refusal(typed) is NirPart.CHARACTERS


@pytest.mark.parametrize("length", [0, 1, 13, 14, 16, 10_000])
def test_a_wrong_length_is_told(length: int) -> None:
    assert refusal(" ".join("2" * length)) is NirPart.LENGTH


def test_a_corsican_number_cut_short_is_too_short() -> None:
    assert refusal("185052A0011232") is NirPart.LENGTH


@pytest.mark.parametrize("sex", "123478")
def test_these_first_digits_are_accepted(sex: str) -> None:
    typed = with_key(f"{sex}940375120005")

    assert nir.parse(typed, today=TODAY) == typed


@pytest.mark.parametrize("sex", "0569")
def test_other_first_digits_are_refused(sex: str) -> None:
    assert refusal(with_key(f"{sex}940375120005")) is NirPart.SEX


@pytest.mark.parametrize("month", ["01", "09", "10", "12", "20", "30", "42", "50", "99"])
def test_these_months_are_accepted(month: str) -> None:
    typed = with_key(f"294{month}75120005")

    assert nir.parse(typed, today=TODAY) == typed


@pytest.mark.parametrize("month", ["00", "13", "19", "21", "29", "43", "49"])
def test_other_months_are_refused(month: str) -> None:
    assert refusal(with_key(f"294{month}75120005")) is NirPart.MONTH


@pytest.mark.parametrize(
    "place",
    [
        "01001",
        "19272",
        "21001",
        "95690",
        "96001",
        "97411",
        "97101",
        "97801",
        "98701",
        "98832",
        "99352",
        "99100",
    ],
)
def test_these_birthplaces_are_accepted(place: str) -> None:
    typed = with_key(f"29403{place}005")

    assert nir.parse(typed, today=TODAY) == typed


def test_department_zero_is_refused() -> None:
    assert refusal(with_key("2940300120005")) is NirPart.DEPARTMENT


@pytest.mark.parametrize("department", ["1A", "0B", "3A", "9B"])
def test_a_letter_beside_another_digit_than_2_is_no_department(department: str) -> None:
    assert refusal(f"29403{department}12000522") is NirPart.DEPARTMENT


@pytest.mark.parametrize(
    ("year", "department"),
    [
        ("75", "20"),
        ("27", "20"),
        ("26", "20"),  # 1926
        ("00", "20"),  # 1900
        ("76", "2A"),
        ("99", "2B"),
        ("00", "2A"),  # 2000
        ("26", "2B"),  # 2026
    ],
)
def test_corsica_has_the_department_of_its_time(year: str, department: str) -> None:
    typed = with_key(f"1{year}05{department}001123")

    assert nir.parse(typed, today=TODAY) == typed


@pytest.mark.parametrize(
    ("year", "department"),
    [("76", "20"), ("99", "20"), ("75", "2A"), ("75", "2B"), ("27", "2A"), ("50", "2B")],
)
def test_corsica_out_of_its_time_is_refused(year: str, department: str) -> None:
    assert refusal(with_key(f"1{year}05{department}001123")) is NirPart.DEPARTMENT


def test_a_birth_year_becomes_possible_on_new_year_s_day() -> None:
    typed = with_key("127052A001123")

    assert refusal(typed, date(2026, 12, 31)) is NirPart.DEPARTMENT
    assert nir.parse(typed, today=date(2027, 1, 1)) == typed


@pytest.mark.parametrize("place", ["75000", "01000", "99000", "97400", "98800", "2A000"])
def test_commune_zero_is_refused(place: str) -> None:
    assert refusal(with_key(f"29403{place}005")) is NirPart.COMMUNE


def test_order_zero_is_refused() -> None:
    assert refusal(with_key("2940375120000")) is NirPart.ORDER


@pytest.mark.parametrize("key", ["00", "90", "92", "98", "99"])
def test_a_wrong_key_is_refused(key: str) -> None:
    assert refusal(f"2940375120005{key}") is NirPart.KEY


@pytest.mark.parametrize("order", [f"{number:03d}" for number in range(1, 98)])
def test_every_key_from_01_to_97_can_be_right(order: str) -> None:
    typed = with_key(f"2940375120{order}")

    assert nir.parse(typed, today=TODAY) == typed


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("Z", NirPart.CHARACTERS),
        ("5", NirPart.LENGTH),
        ("594000000000000", NirPart.SEX),
        ("294000000000000", NirPart.MONTH),
        ("294030000000000", NirPart.DEPARTMENT),
        ("294037500000000", NirPart.COMMUNE),
        ("294037512000000", NirPart.ORDER),
        ("294037512000500", NirPart.KEY),
    ],
)
def test_the_first_wrong_part_is_told(typed: str, part: NirPart) -> None:
    assert refusal(typed) is part


def test_the_error_does_not_hold_the_number() -> None:
    with pytest.raises(InvalidNir) as caught:
        nir.parse("294037512000523", today=TODAY)

    told = f"{caught.value} {caught.value!r} {caught.value.args} {vars(caught.value)}"
    assert "29403" not in told
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_a_number_is_shown_as_on_the_card() -> None:
    assert nir.spaced("294037512000591") == "2 94 03 75 120 005 91"


MONTHS = st.one_of(st.integers(1, 12), st.just(20), st.integers(30, 42), st.integers(50, 99))
PLACES = st.one_of(
    st.tuples(
        st.integers(1, 96).filter(lambda department: department != 20).map("{:02d}".format),
        st.integers(1, 999).map("{:03d}".format),
    ),
    st.tuples(
        st.sampled_from(["97", "98"]),
        st.tuples(st.integers(0, 9), st.integers(1, 99)).map("{0[0]}{0[1]:02d}".format),
    ),
    st.tuples(st.just("99"), st.integers(1, 999).map("{:03d}".format)),
).map("".join)
NUMBERS = st.tuples(
    st.sampled_from("123478"),
    st.integers(0, 99).map("{:02d}".format),
    MONTHS.map("{:02d}".format),
    PLACES,
    st.integers(1, 999).map("{:03d}".format),
).map(lambda parts: with_key("".join(parts)))


@settings(deadline=None)
@given(
    number=NUMBERS,
    gaps=st.lists(st.sampled_from(["", " ", ".", "-", "\u00a0", "\u200b"]), min_size=15, max_size=15),
)
def test_a_right_number_is_accepted_in_any_spacing(number: str, gaps: list[str]) -> None:
    typed = "".join(gap + digit for gap, digit in zip(gaps, number, strict=True))

    assert nir.parse(typed, today=TODAY) == number
    assert nir.parse(nir.spaced(number), today=TODAY) == number


@settings(deadline=None)
@given(number=NUMBERS, place=st.integers(0, 14), digit=st.sampled_from("0123456789"))
def test_a_number_with_one_digit_changed_is_never_accepted(number: str, place: int, digit: str) -> None:
    assume(number[place] != digit)

    assert refusal(number[:place] + digit + number[place + 1 :]) is not NirPart.LENGTH


@settings(deadline=None)
@given(typed=st.text())
def test_whatever_is_typed_is_either_accepted_or_named(typed: str) -> None:
    assert refusal(typed) in NirPart
