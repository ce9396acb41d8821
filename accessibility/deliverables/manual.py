"""Manual verdicts: what a named auditor judged, dated and signed (Ed25519), and whether it still holds.

A file holds verdicts and the digests of the pages that they were given on. It counts while its signature fits what it
says, its key is one of `keys.toml`, it is less than three years old, and the pages of a verdict have not changed.
"""

import base64
import binascii
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from accessibility.evidence import Audit

Outcome = Literal["C", "NC", "NA", "NT"]

DIRECTORY = Path(__file__).parents[1] / "verdicts"
KEYS = "keys.toml"
NOT_JUDGED: Outcome = "NT"
OUTCOMES: tuple[Outcome, ...] = ("C", "NC", "NA", NOT_JUDGED)
# Obligations of the RGAA: a declaration holds three years.
YEARS_OF_VALIDITY = 3
# This page is made from the verdicts themselves: that it changes with them ends none.
STATEMENT_PATH = "/accessibilite"


class NotTrusted(Exception):
    """A file of verdicts does not count; says why, in French."""


@dataclass(frozen=True)
class Verdict:
    """What was judged of one criterion.

    Attributes:
        criterion: such as "1.3".
        outcome: "C", "NC" or "NA"; what a file leaves at "NT" is no verdict.
        comment: in French, for the reader of the audit.
        states: the ids of the states that it is about; empty for all of them.
        derogation: why the content is let off (« charge disproportionnée »); "" usually.
        file: the name of the file that says so.
        author: who says so.
        given_on: the day.

    """

    criterion: str
    outcome: Outcome
    comment: str
    states: tuple[str, ...]
    derogation: str
    file: str
    author: str
    given_on: date


@dataclass(frozen=True)
class Signed:
    """A file of verdicts whose signature was verified.

    Attributes:
        file: its name.
        author: the auditor.
        organisation: theirs.
        given_on: the day of the audit.
        environments: the browsers and assistive technologies that a person used, with their versions.
        out_of_scope: what the obligation of accessibility does not cover, in French.
        states: the digest of each state that was judged.
        verdicts: what was judged.

    """

    file: str
    author: str
    organisation: str
    given_on: date
    environments: tuple[str, ...]
    out_of_scope: tuple[str, ...]
    states: Mapping[str, str]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Refused:
    """A file of verdicts that does not count, and why, in French."""

    file: str
    reason: str


@dataclass(frozen=True)
class Outdated:
    """A verdict to be given again, and the states that are not as they were judged, or were not met."""

    verdict: Verdict
    states: tuple[str, ...]


@dataclass(frozen=True)
class Gathered:
    """All manual verdicts, sorted by whether they count.

    Attributes:
        accepted: the files that count, oldest first.
        verdicts: the verdicts that count, oldest first.
        refused: the files that do not.
        outdated: the verdicts to be given again.

    """

    accepted: tuple[Signed, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    refused: tuple[Refused, ...] = ()
    outdated: tuple[Outdated, ...] = ()


def gather(directory: Path, audit: Audit, today: date) -> Gathered:
    """Read every file of a directory and sort what counts from what does not."""
    accepted: list[Signed] = []
    refused: list[Refused] = []
    keys = known_keys(directory)
    for file in sorted(directory.glob("*.toml")):
        if file.name == KEYS:
            continue
        try:
            accepted.append(read(file, keys, today))
        except NotTrusted as doubt:
            refused.append(Refused(file.name, str(doubt)))
    accepted.sort(key=lambda signed: (signed.given_on, signed.file))
    outgrown = [Outdated(each, _changed(each, signed, audit)) for signed in accepted for each in signed.verdicts]
    return Gathered(
        tuple(accepted),
        tuple(each.verdict for each in outgrown if not each.states),
        tuple(refused),
        tuple(each for each in outgrown if each.states),
    )


def known_keys(directory: Path) -> dict[str, str]:
    """Return whose signatures count: the name of each auditor by their public key."""
    file = directory / KEYS
    if not file.exists():
        return {}
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return {row["public"]: row["name"] for row in content.get("keys", ())}


def read(file: Path, keys: Mapping[str, str], today: date) -> Signed:
    """Return what a file holds. Raises NotTrusted if it does not count."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        signed = _parsed(file.name, content)
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise NotTrusted(f"Le fichier ne se lit pas ({error}).") from error
    _verify(content)
    if keys.get(content["signature"]["key"]) != signed.author:
        raise NotTrusted(f"La clé qui signe n’est pas connue comme celle de {signed.author}.")
    if signed.given_on > today:
        raise NotTrusted(f"La date donnée, {signed.given_on:%d/%m/%Y}, n’est pas encore venue.")
    if today >= end_of_validity(signed.given_on):
        raise NotTrusted(f"Un audit vaut {YEARS_OF_VALIDITY} ans\u00a0; celui-ci est du {signed.given_on:%d/%m/%Y}.")
    return signed


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return what is signed: everything that the file holds but the signature itself, in one form only."""
    signature = {name: value for name, value in content["signature"].items() if name != "value"}
    signed = {**content, "signature": signature}
    return json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def seal(content: Mapping[str, Any], key: Ed25519PrivateKey) -> str:
    """Return the signature of a content by a key, in base64."""
    return base64.b64encode(key.sign(canonical(content))).decode()


def public_text(key: Ed25519PublicKey) -> str:
    """Return a public key as files carry it, in base64."""
    return base64.b64encode(key.public_bytes_raw()).decode()


def _verify(content: Mapping[str, Any]) -> None:
    signature = content.get("signature", {})
    if "value" not in signature or "key" not in signature:
        raise NotTrusted("Le fichier n’est pas signé.")
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(signature["key"], validate=True))
        public.verify(base64.b64decode(signature["value"], validate=True), canonical(content))
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise NotTrusted("La signature ne correspond pas au contenu\u00a0: le fichier a été modifié.") from error


def _parsed(file: str, content: Mapping[str, Any]) -> Signed:
    author, given_on = str(content["author"]), content["date"]
    if not isinstance(given_on, date):
        raise TypeError("date = AAAA-MM-JJ")
    given = [_verdict(row, file, author, given_on) for row in content.get("verdicts", ())]
    return Signed(
        file=file,
        author=author,
        organisation=str(content.get("organisation", "")),
        given_on=given_on,
        environments=_lines(content, "environments"),
        out_of_scope=_lines(content, "out_of_scope"),
        states=content.get("signature", {}).get("states", {}),
        verdicts=tuple(each for each in given if each.outcome != NOT_JUDGED),
    )


def _lines(content: Mapping[str, Any], name: str) -> tuple[str, ...]:
    lines = content.get(name, [])
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise TypeError(f'{name} = ["…", "…"]')
    return tuple(lines)


def _verdict(row: Mapping[str, Any], file: str, author: str, given_on: date) -> Verdict:
    if row["verdict"] not in OUTCOMES:
        raise ValueError(f"verdict inconnu\u00a0: {row['verdict']}")
    return Verdict(
        criterion=row["criterion"],
        outcome=row["verdict"],
        comment=row.get("comment", ""),
        states=tuple(row.get("states", ())),
        derogation=row.get("derogation", ""),
        file=file,
        author=author,
        given_on=given_on,
    )


def _changed(verdict: Verdict, signed: Signed, audit: Audit) -> tuple[str, ...]:
    """Return the states that the verdict is about and that are no longer, or never were, as they were judged.

    A state that this audit does not show is one of them: nobody knows what it looks like now.
    """
    now = {state.id: state.digest for state in audit.states}
    passed_over = {state.id for state in audit.states if state.url == STATEMENT_PATH}
    concerned = verdict.states or tuple(dict.fromkeys((*now, *signed.states)))
    return tuple(
        state
        for state in concerned
        if state not in passed_over and (state not in now or signed.states.get(state) != now[state])
    )


def end_of_validity(given_on: date) -> date:
    """Return the first day on which an audit does not hold any more."""
    # The 29th of February ends on the 28th.
    day = min(given_on.day, 28) if given_on.month == 2 else given_on.day  # noqa: PLR2004
    return given_on.replace(year=given_on.year + YEARS_OF_VALIDITY, day=day)
