"""Telephone numbers: mainland, overseas and foreign, kept in the international form E.164 (PHONE-1)."""

import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from webapp.errors import ServiceError

# Someone in France types the number of any of these without a prefix. Some numbers of six digits exist in
# several: New Caledonia, by far the most peopled, is tried before Saint-Pierre and Wallis.
FRENCH_REGIONS = ("FR", "GP", "RE", "MQ", "GF", "YT", "NC", "PF", "PM", "WF")
FRENCH_NATIONAL_DIGITS = 10
# The rest of France dials this before the six digits of Saint-Pierre; the library does not know it.
SAINT_PIERRE_PREFIX = "0508"
MAINLAND_CALLING_CODE = 33
LONGEST_TYPED = 40
FRENCH_MOBILE_PREFIXES = ("06", "07")

_PUNCTUATION = frozenset("+().-/ ")


class PhoneProblem(StrEnum):
    """What is wrong with a number."""

    UNREADABLE = "unreadable"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_ASSIGNED = "not_assigned"
    AMBIGUOUS = "ambiguous"
    NOT_OF_COUNTRY = "not_of_country"


_READING_PROBLEMS = {
    NumberParseException.TOO_SHORT_AFTER_IDD: PhoneProblem.TOO_SHORT,
    NumberParseException.TOO_SHORT_NSN: PhoneProblem.TOO_SHORT,
    NumberParseException.TOO_LONG: PhoneProblem.TOO_LONG,
}
_LENGTH_PROBLEMS = {
    ValidationResult.TOO_SHORT: PhoneProblem.TOO_SHORT,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PhoneProblem.TOO_SHORT,
    ValidationResult.TOO_LONG: PhoneProblem.TOO_LONG,
}


class InvalidPhone(ServiceError):
    """What was typed is no telephone number; ``reason`` says why."""

    def __init__(self, reason: PhoneProblem) -> None:
        super().__init__(reason)
        self.reason = reason


def parse(typed: str, country: str = "FR") -> str:
    """Return the E.164 form of a number, such as « +33612345678 ».

    Args:
        typed: the number as typed, international (« + » or « 00 ») or national.
        country: ISO code of the country of which a national number is read; of France, its overseas
            territories are tried too. Elsewhere a French mobile is one all the same.

    Raises:
        InvalidPhone: no letters, no extension; the numbers that are reserved for fiction are not assigned; what is a
            French mobile and another country's number too says of neither which it is.

    """
    text = _international(_readable(typed))
    regions = _regions(country)
    number = _valid(text, regions)
    is_abroad = country in phonenumbers.SUPPORTED_REGIONS and country not in FRENCH_REGIONS
    if is_abroad and text.startswith(FRENCH_MOBILE_PREFIXES):
        mobile = _valid(text, FRENCH_REGIONS)
        if number and mobile:
            raise InvalidPhone(PhoneProblem.AMBIGUOUS)
        number = number or mobile
    if number is None:
        problem = _problem(text, regions[0])
        raise InvalidPhone(_problem_abroad(text, problem) if is_abroad else problem)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def spaced(e164: str) -> str:
    """Return a number as people read it: « 06 12 34 56 78 », « +32 470 12 34 56 »."""
    number = phonenumbers.parse(e164)
    is_mainland = number.country_code == MAINLAND_CALLING_CODE
    form = PhoneNumberFormat.NATIONAL if is_mainland else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)


def _readable(typed: str) -> str:
    """Return the number in plain characters.

    Raises:
        InvalidPhone: it holds something else than digits and the usual punctuation, or no digit.

    """
    text = "".join(_plain(unicodedata.normalize("NFKC", typed))).strip()
    if not all(character.isdecimal() or character in _PUNCTUATION for character in text):
        raise InvalidPhone(PhoneProblem.UNREADABLE)
    if not any(map(str.isdecimal, text)):
        raise InvalidPhone(PhoneProblem.UNREADABLE)
    if len(text) > LONGEST_TYPED:
        raise InvalidPhone(PhoneProblem.TOO_LONG)
    return text


def _plain(text: str) -> Iterator[str]:
    """Yield the characters without the invisible marks of a paste, every space and dash in its ASCII form."""
    for character in text:
        category = unicodedata.category(character)
        if category == "Pd":
            yield "-"
        elif character.isspace():
            yield " "
        elif category != "Cf":
            yield character


def _international(text: str) -> str:
    if text.startswith("00"):
        return f"+{text[2:]}"
    digits = "".join(filter(str.isdecimal, text))
    if digits.startswith(SAINT_PIERRE_PREFIX) and len(digits) == FRENCH_NATIONAL_DIGITS:
        return f"+{digits[1:]}"
    return text


def _regions(country: str) -> tuple[str, ...]:
    if country not in FRENCH_REGIONS:
        return (country,)
    return (country, *(region for region in FRENCH_REGIONS if region != country))


def _valid(text: str, regions: Iterable[str]) -> PhoneNumber | None:
    """Return the number that this is in the first of these regions where it is one."""
    candidates = (_read(text, region) for region in regions)
    return next((number for number in candidates if number and phonenumbers.is_valid_number(number)), None)


def _read(text: str, region: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _problem(text: str, region: str) -> PhoneProblem:
    if text.startswith("0") and region in FRENCH_REGIONS:
        return _national_problem(sum(map(str.isdecimal, text)))
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        return _READING_PROBLEMS.get(error.error_type, PhoneProblem.UNREADABLE)
    length = phonenumbers.is_possible_number_with_reason(number)
    return _LENGTH_PROBLEMS.get(length, PhoneProblem.NOT_ASSIGNED)


def _problem_abroad(text: str, problem: PhoneProblem) -> PhoneProblem:
    """Tell what is wrong with a number that is none of the country of the address: it may be one of France."""
    if text.startswith("+"):
        return problem
    is_unknown = problem is PhoneProblem.NOT_ASSIGNED or _valid(text, FRENCH_REGIONS)
    return PhoneProblem.NOT_OF_COUNTRY if is_unknown else problem


def _national_problem(digits: int) -> PhoneProblem:
    # The library takes a number of ten digits that lacks one for a number of nine without its zero.
    if digits < FRENCH_NATIONAL_DIGITS:
        return PhoneProblem.TOO_SHORT
    return PhoneProblem.TOO_LONG if digits > FRENCH_NATIONAL_DIGITS else PhoneProblem.NOT_ASSIGNED
