"""Telephone numbers of France, overseas and elsewhere (PHONE-1)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.signup import phone
from webapp.signup.phone import InvalidPhone, PhoneProblem

pytestmark = pytest.mark.requirement("PHONE-1")


def problem(typed: str, country: str = "FR") -> PhoneProblem:
    with pytest.raises(InvalidPhone) as caught:
        phone.parse(typed, country)
    return caught.value.reason


@pytest.mark.parametrize(
    "typed",
    [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06–12–34–56–78",
        "06/12/34/56/78",
        "06\u00a012\u202f34 56 78",
        "\u202a06 12 34 56 78\u202c",
        "+33612345678",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
        "00 33 6 12 34 56 78",
        "０６１２３４５６７８",
    ],
)
def test_a_mainland_number_is_understood_however_it_is_typed(typed: str) -> None:
    assert phone.parse(typed, "FR") == "+33612345678"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("01 42 68 53 00", "+33142685300"),
        ("0590 20 12 34", "+590590201234"),
        ("0690 00 12 34", "+590690001234"),
        ("0692 12 34 56", "+262692123456"),
        ("0262 12 34 56", "+262262123456"),
        ("0696 20 12 34", "+596696201234"),
        ("0694 20 12 34", "+594694201234"),
        ("0639 69 12 34", "+262639691234"),
        ("0508 41 12 34", "+508411234"),
        ("75 12 34", "+687751234"),
        ("87 12 34 56", "+68987123456"),
    ],
    ids=["FR", "GP", "GP mobile", "RE mobile", "RE", "MQ", "GF", "YT", "PM", "NC", "PF"],
)
def test_a_french_number_typed_nationally_finds_its_territory(typed: str, expected: str) -> None:
    assert phone.parse(typed, "FR") == expected


@pytest.mark.parametrize(
    ("typed", "country", "expected"),
    [
        ("+32 470 12 34 56", "FR", "+32470123456"),
        ("0032 470 12 34 56", "FR", "+32470123456"),
        ("0470 12 34 56", "BE", "+32470123456"),
        ("+1 202 555 0123", "FR", "+12025550123"),
        ("0033 6 12 34 56 78", "US", "+33612345678"),
        ("+33 6 12 34 56 78", "DE", "+33612345678"),
        ("0612345678", "RE", "+33612345678"),
        ("72 12 34", "WF", "+681721234"),
        ("41 12 34", "PM", "+508411234"),
    ],
)
def test_foreign_numbers_are_understood(typed: str, country: str, expected: str) -> None:
    assert phone.parse(typed, country) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "téléphone",
        "06 12 34 56 7a",
        "0800 FLEURS",
        "😀",
        "\x00",
        "06 12 34 56 78 p.12",
        "<b>",
        "+-()",
    ],
)
def test_what_is_no_number_is_unreadable(typed: str) -> None:
    assert problem(typed) == PhoneProblem.UNREADABLE


@pytest.mark.parametrize("typed", ["06", "06 12 34 56 7", "112", "+33 6 12 34"])
def test_a_number_cut_short_is_too_short(typed: str) -> None:
    assert problem(typed) == PhoneProblem.TOO_SHORT


@pytest.mark.parametrize("typed", ["06 12 34 56 78 9", "+33 6 12 34 56 78 90", "0" * 41, "6" * 10_000])
def test_a_number_with_a_digit_more_is_too_long(typed: str) -> None:
    assert problem(typed) == PhoneProblem.TOO_LONG


@pytest.mark.parametrize("typed", ["06 39 98 12 34", "00 99 9 12 34 56 78", "+33 0 00 00 00 00 00"])
def test_a_number_that_nobody_can_have_is_refused(typed: str) -> None:
    assert problem(typed) in {PhoneProblem.NOT_ASSIGNED, PhoneProblem.UNREADABLE, PhoneProblem.TOO_LONG}


def test_a_number_reserved_for_fiction_is_not_assigned() -> None:
    assert problem("06 39 98 12 34") == PhoneProblem.NOT_ASSIGNED


@pytest.mark.parametrize("country", ["", "ZZ", "france"])
def test_an_unknown_country_leaves_only_international_numbers(country: str) -> None:
    assert problem("0612345678", country) == PhoneProblem.UNREADABLE
    assert phone.parse("+33612345678", country) == "+33612345678"


@pytest.mark.parametrize(
    ("e164", "expected"),
    [
        ("+33612345678", "06 12 34 56 78"),
        ("+262692123456", "+262 692 12 34 56"),
        ("+32470123456", "+32 470 12 34 56"),
    ],
)
def test_a_number_is_shown_as_people_read_it(e164: str, expected: str) -> None:
    assert phone.spaced(e164) == expected


@pytest.mark.parametrize("e164", ["+33612345678", "+590690001234", "+687751234", "+12025550123"])
def test_a_number_shown_is_understood_again(e164: str) -> None:
    assert phone.parse(phone.spaced(e164)) == e164


@settings(deadline=None)
@given(st.text(alphabet="0123456789+ .-()é\u200b", max_size=20))
def test_whatever_is_typed_gives_a_number_or_a_reason(typed: str) -> None:
    try:
        result = phone.parse(typed)
    except InvalidPhone as error:
        result = error.reason

    assert result.startswith("+") or result in PhoneProblem


@pytest.mark.parametrize("country", ["BE", "ES", "TN"])
def test_a_french_mobile_stays_one_for_who_lives_where_it_is_no_number(country: str) -> None:
    assert phone.parse("06 12 34 56 78", country) == "+33612345678"


@pytest.mark.parametrize("country", ["DE", "MA", "NL"])
def test_a_number_of_two_countries_is_asked_for_with_its_code(country: str) -> None:
    with pytest.raises(InvalidPhone) as refusal:
        phone.parse("06 12 34 56 78", country)
    assert refusal.value.reason is PhoneProblem.AMBIGUOUS
    assert phone.parse("+33 6 12 34 56 78", country) == "+33612345678"


@pytest.mark.parametrize("country", ["BE", "ES", "CH"])
def test_a_french_landline_without_its_code_is_not_known_in_another_country(country: str) -> None:
    assert problem("01 42 68 53 00", country) == PhoneProblem.NOT_OF_COUNTRY
    assert phone.parse("+33 1 42 68 53 00", country) == "+33142685300"
