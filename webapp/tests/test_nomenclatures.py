"""The lists a citizen chooses from (DIPLOMA-1, DIPLOMA-2, CSP-1, ADDR-1)."""

import phonenumbers
import pytest

from webapp.signup.nomenclatures import CATEGORIES, COUNTRIES, DIPLOMAS, NO_DIPLOMA

LISTS = pytest.mark.parametrize(
    "pairs", [DIPLOMAS, CATEGORIES, COUNTRIES], ids=["diplomas", "categories", "countries"]
)


@LISTS
def test_no_code_and_no_label_stands_twice(pairs: tuple[tuple[str, str], ...]) -> None:
    assert len({code for code, _ in pairs}) == len({label for _, label in pairs}) == len(pairs)


@LISTS
def test_every_code_is_plain_and_every_label_is_tidy(pairs: tuple[tuple[str, str], ...]) -> None:
    assert all(code.isascii() and code.isalnum() for code, _ in pairs)
    assert all(label and label == label.strip() and "'" not in label for _, label in pairs)


@pytest.mark.requirement("DIPLOMA-2")
def test_being_without_a_diploma_comes_first() -> None:
    assert DIPLOMAS[0] == (NO_DIPLOMA, "Sans diplôme")


@pytest.mark.requirement("DIPLOMA-1")
def test_the_levels_of_the_national_framework_are_all_there() -> None:
    assert {"3", "4", "5", "6", "7", "8"} < dict(DIPLOMAS).keys()


@pytest.mark.requirement("CSP-1")
def test_the_six_groups_and_those_without_a_profession_are_there() -> None:
    assert [code for code, _ in CATEGORIES] == ["1", "2", "3", "4", "5", "6", "7", "81", "84", "85"]


@pytest.mark.requirement("ADDR-1")
def test_france_comes_first_and_the_others_in_alphabetical_order() -> None:
    names = [name for _, name in COUNTRIES]

    assert COUNTRIES[0] == ("FR", "France")
    assert names[1:4] == ["Afghanistan", "Afrique du Sud", "Albanie"]
    assert names.index("Égypte") < names.index("Espagne")


@pytest.mark.requirement("ADDR-1")
@pytest.mark.parametrize("code", ["RE", "GP", "MQ", "GF", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF"])
def test_the_territories_of_france_are_no_countries_of_their_own(code: str) -> None:
    assert code not in dict(COUNTRIES)


@pytest.mark.requirement("ADDR-1")
@pytest.mark.parametrize(
    "code", ["BE", "CH", "DE", "DZ", "GB", "LU", "MA", "MC", "PT", "SN", "TN", "US", "XK"]
)
def test_the_countries_of_the_world_are_there(code: str) -> None:
    assert dict(COUNTRIES)[code]


@pytest.mark.requirement("PHONE-1")
def test_telephone_numbers_of_every_country_can_be_read() -> None:
    without_numbers = dict(COUNTRIES).keys() - phonenumbers.SUPPORTED_REGIONS

    assert without_numbers == {"GS", "PN"}
