"""What a text that a citizen types may hold: names and lines of an address (NAME-1, ADDR-1).

Every script of the world is welcome; what cannot be seen, or makes a text read otherwise than it is, is not.
"""

import unicodedata
from enum import StrEnum

MAXIMUM_NAME_LENGTH = 100
# What the post prints on one line (standard NF Z 10-011).
MAXIMUM_ADDRESS_LINE_LENGTH = 38

# They join or part letters in Persian, Hindi and other languages: without them a name is misspelled.
_JOINERS = frozenset("\u200c\u200d")
# Embeddings, overrides and isolates turn what follows the other way round; names need none of them.
_DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NAME_SIGNS = frozenset("'’‘ʼ′`´＇.·‧・")
_NAME_CATEGORIES = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Zs", "Pd"))
_ADDRESS_CATEGORIES = _NAME_CATEGORIES | {"Nd", "Nl", "No", "Pc", "Ps", "Pe", "Pi", "Pf", "Po"}
_ADDRESS_SIGNS = _NAME_SIGNS | frozenset("°№+|")
# They make an emoji of the character before them.
_EMOJI_SELECTORS = frozenset("\ufe0e\ufe0f")


class TextProblem(StrEnum):
    """Why a text of any kind cannot be kept."""

    CONTROL = "control"
    UNREADABLE = "unreadable"
    DIRECTION = "direction"


class NameProblem(StrEnum):
    """Why a text is no name."""

    TOO_LONG = "too_long"
    CHARACTERS = "characters"
    NO_LETTER = "no_letter"


class AddressLineProblem(StrEnum):
    """Why a text is no line of an address."""

    TOO_LONG = "too_long"
    CHARACTERS = "characters"
    NO_LETTER = "no_letter"


def kept(value: str) -> str:
    """Return a text as it is kept: as typed, without outer spaces, accents in one form (Unicode NFC)."""
    return unicodedata.normalize("NFC", value).strip()


def problem(value: str) -> TextProblem | None:
    """Return what makes a text of one line impossible to read or to trust, or None."""
    categories = set(map(unicodedata.category, value))
    if categories & {"Cc", "Zl", "Zp"}:
        return TextProblem.CONTROL
    if "\ufffd" in value or categories & {"Cs", "Cn", "Co"}:
        return TextProblem.UNREADABLE
    return None if _DIRECTION_MARKS.isdisjoint(value) else TextProblem.DIRECTION


def name_refusal(value: str) -> NameProblem | None:
    """Return why a kept text is no name of a person, or None (NAME-1)."""
    if len(value) > MAXIMUM_NAME_LENGTH:
        return NameProblem.TOO_LONG
    if not all(map(_belongs_in_a_name, value)):
        return NameProblem.CHARACTERS
    return None if any(map(str.isalpha, value)) else NameProblem.NO_LETTER


def address_line_refusal(value: str) -> AddressLineProblem | None:
    """Return why a kept text is no line of an address, or None (ADDR-1). One digit can be a whole line."""
    if len(value) > MAXIMUM_ADDRESS_LINE_LENGTH:
        return AddressLineProblem.TOO_LONG
    if not all(map(_belongs_in_an_address, value)):
        return AddressLineProblem.CHARACTERS
    return None if any(map(str.isalnum, value)) else AddressLineProblem.NO_LETTER


def _belongs_in_a_name(character: str) -> bool:
    return _belongs(character, _NAME_CATEGORIES, _NAME_SIGNS)


def _belongs_in_an_address(character: str) -> bool:
    return _belongs(character, _ADDRESS_CATEGORIES, _ADDRESS_SIGNS)


def _belongs(character: str, categories: frozenset[str], signs: frozenset[str]) -> bool:
    if character in _EMOJI_SELECTORS:
        return False
    return unicodedata.category(character) in categories or character in signs or character in _JOINERS
