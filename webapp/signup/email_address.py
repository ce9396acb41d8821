"""E-mail addresses: their syntax, the form that is compared, and likely typing errors (MAIL-1).

Nothing is asked of the network: that an address exists is proved by the code sent to it.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from webapp.errors import ServiceError

MAXIMUM_LENGTH = 254
MAXIMUM_LOCAL_LENGTH = 64
_GMAIL = ("gmail.com", "googlemail.com")


class InvalidEmailReason(StrEnum):
    """What is wrong with an address."""

    MISSING_AT = "missing_at"
    LOCAL_PART = "local_part"
    DOMAIN = "domain"
    CHARACTERS = "characters"
    TOO_LONG = "too_long"


class InvalidEmail(ServiceError):
    """What was typed is no e-mail address; ``reason`` says why."""

    def __init__(self, reason: InvalidEmailReason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class EmailAddress:
    """An address in its two forms.

    Attributes:
        written: as mail is sent to it: the case of the local part is kept, the domain is ASCII (IDNA).
        canonical: as it is compared and found again: two ways of typing one address give one form (FC-1).

    """

    written: str
    canonical: str

    @property
    def mailbox(self) -> str:
        """Where mails to it arrive, as far as its spelling tells: what limits count, and nothing else goes by.

        « nom+liste » is the mailbox « nom » with most providers, and Gmail overlooks dots. Where a provider means
        somebody else by them, both share what a limit allows a day.
        """
        local, _, domain = self.canonical.rpartition("@")
        name = local.partition("+")[0] or local
        return f"{name.replace('.', '')}@{_GMAIL[0]}" if domain in _GMAIL else f"{name}@{domain}"


def parse(typed: str) -> EmailAddress:
    """Return the address that was typed.

    Raises:
        InvalidEmail: no address of the Internet looks like this (RFC 5321; local part in ASCII).

    """
    text = _without_surroundings(typed)
    for reason, is_wrong in _SHAPES:
        if is_wrong(text):
            raise InvalidEmail(reason)
    try:
        address = _validated(text)
    except EmailNotValidError:
        raise InvalidEmail(_wrong_part(text)) from None
    written = f"{address.local_part}@{address.ascii_domain}"
    return EmailAddress(written, written.casefold())


def _without_surroundings(typed: str) -> str:
    """Leave out the spaces and the invisible marks that a paste leaves at both ends."""
    start, end = 0, len(typed)
    while start < end and _surrounds(typed[start]):
        start += 1
    while end > start and _surrounds(typed[end - 1]):
        end -= 1
    return typed[start:end]


def _surrounds(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def _is_too_long(text: str) -> bool:
    return len(text) > MAXIMUM_LENGTH or len(text.partition("@")[0]) > MAXIMUM_LOCAL_LENGTH


def _has_other_characters(text: str) -> bool:
    local = text.partition("@")[0]
    return not local.isascii() or any(map(_breaks_an_address, local))


def _breaks_an_address(character: str) -> bool:
    return character.isspace() or unicodedata.category(character)[0] == "C" or character in '"<>,;:()[]\\'


def _wrong_part(text: str) -> InvalidEmailReason:
    local, _, domain = text.partition("@")
    if not _is_address(f"x@{domain}"):
        return InvalidEmailReason.DOMAIN
    return InvalidEmailReason.TOO_LONG if _is_address(f"{local}@example.com") else InvalidEmailReason.LOCAL_PART


def _is_address(text: str) -> bool:
    try:
        _validated(text)
    except EmailNotValidError:
        return False
    return True


def _validated(text: str) -> ValidatedEmail:
    return validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)


_SHAPES: tuple[tuple[InvalidEmailReason, Callable[[str], bool]], ...] = (
    (InvalidEmailReason.MISSING_AT, lambda text: "@" not in text),
    (InvalidEmailReason.TOO_LONG, _is_too_long),
    (InvalidEmailReason.CHARACTERS, _has_other_characters),
    (InvalidEmailReason.DOMAIN, lambda text: any(map(_breaks_an_address, text.partition("@")[2]))),
)


# Those of whom a misspelling is told, the most used first: of two as near, the first is proposed.
PROVIDERS = (
    "gmail.com", "orange.fr", "hotmail.fr", "hotmail.com", "yahoo.fr", "outlook.fr", "outlook.com", "free.fr",
    "wanadoo.fr", "sfr.fr", "laposte.net", "icloud.com", "live.fr", "yahoo.com", "bbox.fr", "neuf.fr",
    "numericable.fr", "protonmail.com", "club-internet.fr", "aliceadsl.fr", "live.com", "msn.com", "aol.com",
    "gmx.fr", "gmx.com",
)  # fmt: skip
# Those that exist beside them and look like a misspelling.
OTHER_PROVIDERS = frozenset((
    "mail.com", "mail.fr", "email.com", "email.fr", "ymail.com", "rocketmail.com", "googlemail.com",
    "gmx.net", "gmx.de", "gmx.ch", "gmx.at", "libre.fr", "libero.it", "me.com", "mac.com", "aol.fr",
    "aim.com", "voila.fr", "cegetel.net", "proton.me", "pm.me", "hotmail.be", "hotmail.ch", "hotmail.it",
    "hotmail.es", "hotmail.de", "hotmail.ca", "hotmail.co.uk", "live.be", "live.ca", "live.it", "live.nl",
    "outlook.be", "outlook.es", "outlook.it", "outlook.de", "yahoo.be", "yahoo.ca", "yahoo.it", "yahoo.es",
    "yahoo.de", "yahoo.co.uk", "skynet.be", "orange.com", "orange.be", "orange.cm", "orange.pl",
    "orange.es", "free.com", "mailo.com", "netc.fr", "netcourrier.com", "ik.me", "hey.com", "zoho.com",
    "tutanota.com", "fastmail.com", "poste.it", "postes.net", "lapost.be",
))  # fmt: skip

# The longer a name, the more of it can be mistyped before it could be another's.
_ONE_ERROR_FROM = 5
_TWO_ERRORS_FROM = 7
_MOST_ERRORS = 2


def suggestion_for(typed: str) -> str | None:
    """Return the address that was probably meant by one that was typed, whatever that is."""
    try:
        return likely_typo(parse(typed))
    except InvalidEmail:
        return None


def likely_typo(address: EmailAddress) -> str | None:
    """Return the address that was probably meant, when the domain is nearly that of a well-known provider.

    It is a proposal: the address as typed may well exist.
    """
    local, _, domain = address.written.rpartition("@")
    if domain in PROVIDERS or domain in OTHER_PROVIDERS:
        return None
    meant = min(_near(domain), default=None)
    return f"{local}@{meant[2]}" if meant else None


def _near(domain: str) -> Iterator[tuple[int, int, str]]:
    for rank, provider in enumerate(PROVIDERS):
        errors = _errors(domain, provider)
        if errors is not None:
            yield errors, rank, provider


def _errors(domain: str, provider: str) -> int | None:
    """Return how many errors lead from a provider to the domain typed, or None when it is another domain."""
    name, _, ending = domain.rpartition(".")
    known_name, _, known_ending = provider.rpartition(".")
    if provider == "gmail.com" and name == "gmail":
        return 1  # no other ending of it exists
    # An error changes two letters at most: most names need no comparing, letter by letter.
    if len(set(name) ^ set(known_name)) > 2 * _MOST_ERRORS:
        return None
    in_name = _distance(name, known_name)
    if in_name > _tolerance(name, known_name):
        return None
    in_ending = _distance(ending, known_ending)
    return in_name + in_ending if in_ending <= 1 and in_name + in_ending <= _MOST_ERRORS else None


def _tolerance(name: str, known: str) -> int:
    if len(known) < _ONE_ERROR_FROM:
        return 0
    return 2 if len(known) >= _TWO_ERRORS_FROM and name[:1] == known[:1] else 1


def _distance(one: str, other: str) -> int:
    """Count the letters added, left out, replaced, or swapped with the next (optimal string alignment)."""
    if abs(len(one) - len(other)) > _MOST_ERRORS:
        return _MOST_ERRORS + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        before, former = row, before
        row = [place]
        for column, other_letter in enumerate(other, start=1):
            cost = min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != other_letter))
            if _is_swap(one, place, other, column):
                cost = min(cost, former[column - 2] + 1)
            row.append(cost)
    return row[-1]


def _is_swap(one: str, place: int, other: str, column: int) -> bool:
    if place == 1 or column == 1:
        return False
    return one[place - 2 : place] == other[column - 2 : column][::-1]
