"""Who FranceConnect says that the citizen is: claims become this one value at the edge, and nothing else passes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.errors import FranceConnectRefused

FRANCE = "99100"
_GENDERS = {"male": "1", "female": "2"}


@dataclass(frozen=True)
class Identity:
    """The pivot identity of one person, as France's civil registers hold it.

    Args:
        sub: the opaque name of this person for this service; accounts are found by it and by nothing else.
        birth_name: ``family_name``, the surname at birth.
        used_name: ``preferred_username``, or an empty string.
        birth_place: the official code (COG) of the commune of birth; empty for a birth abroad.
        email: as FranceConnect gives it; empty where it gives none.
        sex_digit: the first digit of a matching social security number (1 or 2), or empty.

    """

    sub: str = field(repr=False)
    given_name: str = field(repr=False)
    birth_name: str = field(repr=False)
    used_name: str = field(repr=False)
    birth_date: date = field(repr=False)
    birth_place: str = field(repr=False)
    birth_country: str = field(repr=False)
    sex_digit: str = field(repr=False)
    email: str = field(repr=False)

    @property
    def shown_name(self) -> str:
        """The name to call the citizen by."""
        return f"{self.given_name} {self.used_name or self.birth_name}".strip()

    def as_json(self) -> dict[str, str]:
        """Return the identity for a sealed store."""
        return {**vars(self), "birth_date": self.birth_date.isoformat()}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> "Identity":
        """Return the identity that :meth:`as_json` wrote."""
        return cls(**{**stored, "birth_date": date.fromisoformat(stored["birth_date"])})  # type: ignore[arg-type]


def from_claims(claims: Mapping[str, Any]) -> Identity:
    """Return the identity that verified claims hold.

    Raises:
        FranceConnectRefused: a claim that a pivot identity always has is missing or unreadable.

    """
    try:
        birth_date = date.fromisoformat(_text(claims, "birthdate"))
    except ValueError:
        raise FranceConnectRefused("birthdate unreadable") from None
    return Identity(
        sub=_required(claims, "sub"),
        given_name=_required(claims, "given_name"),
        birth_name=_required(claims, "family_name"),
        used_name=_text(claims, "preferred_username"),
        birth_date=birth_date,
        birth_place=_text(claims, "birthplace"),
        birth_country=_text(claims, "birthcountry"),
        sex_digit=_GENDERS.get(_text(claims, "gender"), ""),
        email=_text(claims, "email"),
    )


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
