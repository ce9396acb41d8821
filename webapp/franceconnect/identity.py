"""Who FranceConnect says that the citizen is: claims become this one value at the edge, and nothing else passes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from webapp.errors import FranceConnectRefused
from webapp.signup import email_address

UNKNOWN = "00"
_BIRTH_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GENDERS = {"male": "1", "female": "2"}


@dataclass(frozen=True)
class Identity:
    """The pivot identity of one person, as France's civil registers hold it.

    Args:
        sub: the opaque name of this person for this service; accounts are found by it and by nothing else.
        birth_name: ``family_name``, the surname at birth.
        used_name: ``preferred_username``, or an empty string.
        birth_date: year, month and day, « 1984-08-24 »; the day, or the month too, is 00 where no register knows it.
        email: as FranceConnect gives it; empty where it gives none, or none that mail can be sent to.
        sex_digit: the first digit of a matching social security number (1 or 2), or empty.

    """

    sub: str = field(repr=False)
    given_name: str = field(repr=False)
    birth_name: str = field(repr=False)
    used_name: str = field(repr=False)
    birth_date: str = field(repr=False)
    sex_digit: str = field(repr=False)
    email: str = field(repr=False)

    @property
    def shown_name(self) -> str:
        """The name to call the citizen by."""
        return f"{self.given_name} {self.used_name or self.birth_name}".strip()

    @property
    def birth_year(self) -> str:
        """The year, in four digits."""
        return self.birth_date[:4]

    @property
    def birth_month(self) -> str:
        """The month, in two digits."""
        return self.birth_date[5:7]

    def as_json(self) -> dict[str, str]:
        """Return the identity for a sealed store."""
        # Instances of the former version, beside ours during an upgrade, ask for what is kept no more.
        return vars(self) | {"birth_place": "", "birth_country": ""}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> "Identity":
        """Return the identity that :meth:`as_json` wrote, in this version of the service or in one that kept more."""
        return cls(**{known.name: stored[known.name] for known in fields(cls)})


def from_claims(claims: Mapping[str, Any]) -> Identity:
    """Return the identity that verified claims hold.

    Raises:
        FranceConnectRefused: a claim that a pivot identity always has is missing or unreadable.

    """
    return Identity(
        sub=_required(claims, "sub"),
        given_name=_required(claims, "given_name"),
        birth_name=_required(claims, "family_name"),
        used_name=_text(claims, "preferred_username"),
        birth_date=_birth_date(claims),
        sex_digit=_GENDERS.get(_text(claims, "gender"), ""),
        email=_email(claims),
    )


def _birth_date(claims: Mapping[str, Any]) -> str:
    written = _text(claims, "birthdate")
    try:
        # Whoever is « présumé né » has 00 for what is not known of the day.
        date.fromisoformat(written.replace(f"-{UNKNOWN}", "-01"))
    except ValueError:
        raise FranceConnectRefused("birthdate unreadable") from None
    if not _BIRTH_DATE.fullmatch(written):
        raise FranceConnectRefused("birthdate unreadable")
    return written


def _email(claims: Mapping[str, Any]) -> str:
    written = _text(claims, "email")
    try:
        email_address.parse(written)
    except email_address.InvalidEmail:
        return ""
    return written


def _required(claims: Mapping[str, Any], name: str) -> str:
    value = _text(claims, name)
    if not value:
        raise FranceConnectRefused(f"{name} missing")
    return value


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name, "")
    if not isinstance(value, str):
        raise FranceConnectRefused(f"{name} unreadable")
    return value.strip()
