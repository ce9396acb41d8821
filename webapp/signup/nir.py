"""The social security number (NIR): its shape, the meaning of its parts, and its key.

Requirements NIR-1 and NIR-2. The structure is that of the national register of natural persons: sex, year,
month, department, commune, order, key. Nothing raised here ever holds the number or a piece of it.
"""

import unicodedata
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from stdnum.fr.nir import calc_check_digits

from webapp.errors import ServiceError

LENGTH = 15
# What hints show. Its key is wrong on purpose: it is nobody's number.
# On one line, whatever its width.
EXAMPLE = "2\u00a094\u00a003\u00a075\u00a0120\u00a0005\u00a022"
SEXES = "123478"
KNOWN_MONTHS = range(1, 13)
# A civil status that is incomplete, or a month whose numbers ran out, has one of these instead.
OTHER_MONTHS = frozenset((20, *range(30, 43), *range(50, 100)))
# The law that made two departments of Corsica is of 1975; registers have told them apart since 1976.
CORSICA_SPLIT_YEAR = 1976
# 96 is Tunisia before its independence: the last of the former departments that citizens still carry.
LAST_DEPARTMENT = 96

_LETTER_AT = 6
_PRINTED_WIDTHS = (1, 2, 2, 2, 3, 3, 2)
# What stands between the groups when a number is copied from a card, a letter or a web page: spaces, dashes,
# dots, and the invisible marks that come along with a paste.
_SEPARATOR_CATEGORIES = frozenset(("Zs", "Zl", "Zp", "Pd", "Cf", "Mn"))
_SEPARATORS = frozenset("\t\n\r\v\f.,·•_/−")


class NirPart(StrEnum):
    """The part of a number that is wrong, in the order in which they are judged."""

    CHARACTERS = "characters"
    LENGTH = "length"
    SEX = "sex"
    MONTH = "month"
    DEPARTMENT = "department"
    COMMUNE = "commune"
    ORDER = "order"
    KEY = "key"


class InvalidNir(ServiceError):
    """What was typed is no social security number (NIR-2).

    Attributes:
        part: the first part that is wrong.

    """

    def __init__(self, part: NirPart) -> None:
        super().__init__(part)
        self.part = part


def parse(typed: str, *, today: date) -> str:
    """Return the 15 characters of the number that was typed, upper case and without separators.

    Args:
        typed: the number as typed or pasted.
        today: tells a birth of this century from one of the last, of which two digits of the year remain.

    Raises:
        InvalidNir: names the first part that is wrong.

    """
    nir = _without_separators(typed)
    for part, is_right in _judgments(today):
        if not is_right(nir):
            raise InvalidNir(part)
    return nir


def spaced(nir: str) -> str:
    """Return a canonical number as it is printed on the card: « 2 94 03 75 120 005 91 »."""
    groups, start = [], 0
    for width in _PRINTED_WIDTHS:
        groups.append(nir[start : start + width])
        start += width
    return " ".join(groups)


def _without_separators(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed).upper()
    return "".join(character for character in text if not _is_separator(character))


def _is_separator(character: str) -> bool:
    return character in _SEPARATORS or unicodedata.category(character) in _SEPARATOR_CATEGORIES


def _judgments(today: date) -> tuple[tuple[NirPart, Callable[[str], bool]], ...]:
    return (
        (NirPart.CHARACTERS, _has_known_characters),
        (NirPart.LENGTH, lambda nir: len(nir) == LENGTH),
        (NirPart.CHARACTERS, _has_its_letter_in_place),
        (NirPart.SEX, lambda nir: nir[0] in SEXES),
        (NirPart.MONTH, lambda nir: _is_month(int(nir[3:5]))),
        (NirPart.DEPARTMENT, lambda nir: _is_department(nir[5:7], int(nir[1:3]), today)),
        (NirPart.COMMUNE, _has_commune),
        (NirPart.ORDER, lambda nir: nir[10:13] != "000"),
        (NirPart.KEY, lambda nir: nir[13:] == calc_check_digits(nir)),
    )


def _has_known_characters(nir: str) -> bool:
    letters = nir.count("A") + nir.count("B")
    digits = sum(character in "0123456789" for character in nir)
    return letters <= 1 and letters + digits == len(nir)


def _has_its_letter_in_place(nir: str) -> bool:
    return (nir[:_LETTER_AT] + nir[_LETTER_AT + 1 :]).isdecimal()


def _is_month(month: int) -> bool:
    return month in KNOWN_MONTHS or month in OTHER_MONTHS


def _is_department(department: str, year: int, today: date) -> bool:
    if department in ("2A", "2B"):
        return any(birth >= CORSICA_SPLIT_YEAR for birth in _possible_births(year, today))
    if not department.isdecimal():
        return False
    if department == "20":
        return any(birth < CORSICA_SPLIT_YEAR for birth in _possible_births(year, today))
    return 1 <= int(department) <= LAST_DEPARTMENT or department in ("97", "98", "99")


def _possible_births(year: int, today: date) -> tuple[int, ...]:
    return tuple(birth for birth in (1900 + year, 2000 + year) if birth <= today.year)


def _has_commune(nir: str) -> bool:
    # Overseas, the department takes a third character and leaves two to the commune.
    commune = nir[8:10] if nir[5:7] in ("97", "98") else nir[7:10]
    return int(commune) != 0
