"""What the suite is told of a deployment that it did not start: how its mails, clock and captcha are reached.

Said in the tables [target], [labels], [paths] and [cookies] of playwright.config. Each setting of [target] can be given
in the environment instead, as E2E_ and its name in capitals; secrets are read from there alone.
"""

import base64
import binascii
import math
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from e2e.configuration import FILE
from e2e.targets.not_verifiable import NotVerifiable

PREFIX = "E2E_"

_spoken: ContextVar[Mapping[str, str]] = ContextVar("spoken", default={})  # noqa: B039 - never changed


@dataclass(frozen=True)
class Deployment:
    """A deployment.

    Attributes:
        url: where it is, unless --base-url says; empty for the service that the suite starts.
        mailbox: how mails are read: none, sink, mailpit or imap.
        mailbox_url: where: ``http://…`` or ``https://…`` of the sink or of Mailpit, ``imaps://…`` or ``imap://…`` of a
            mail server.
        mailbox_user: who reads them there, where it asks.
        addresses: of the people whom the suite makes up; « {unique} » stands for what tells one from another.
        settle_seconds: how long no mail must come for a test to believe that none will.
        clock: how the service's time is moved: none or faketime.
        clock_file: the file that libfaketime reads, on this machine.
        captcha: how the security control is answered: none, sealed or ask.
        user: who enters it, where it asks for a name and a password before its pages.
        ignore_https_errors: whether a certificate passes that nobody vouches for.
        hosts: those that pages may ask besides the service, such as FranceConnect's.
        password: of the user, from the environment alone.
        mailbox_password: from the environment alone.
        captcha_key: from the environment alone; what ``python -m e2e.targets.captchas`` prints.

    """

    url: str = ""
    mailbox: str = "none"
    mailbox_url: str = ""
    mailbox_user: str = ""
    addresses: str = "citoyen.{unique}@exemple.fr"
    settle_seconds: float = 3
    clock: str = "none"
    clock_file: str = ""
    captcha: str = "none"
    user: str = ""
    ignore_https_errors: bool = False
    hosts: tuple[str, ...] = ()
    password: str = field(default="", repr=False)
    mailbox_password: str = field(default="", repr=False)
    captcha_key: str = field(default="", repr=False)


SECRETS = ("password", "mailbox_password", "captcha_key")


ASK = "ask"
CATCHING = ("sink", "mailpit")  # mailboxes in which every mail of the service ends, whoever it is for
KINDS = {
    "mailbox": ("none", "sink", "mailpit", "imap"),
    "clock": ("none", "faketime"),
    "captcha": ("none", "sealed", ASK),
}
SCHEMES = {"sink": ("http", "https"), "mailpit": ("http", "https"), "imap": ("imap", "imaps")}
UNIQUE = "{unique}"
KEY_BYTES = 32


class MisconfiguredError(pytest.UsageError):
    """What is said of the deployment cannot be; tells what, and ends the run."""


def read(environment: Mapping[str, str] = os.environ, path: Path = FILE) -> Deployment:
    """Return what is said of the deployment.

    Raises:
        MisconfiguredError: an unknown setting, a secret in the file, or a value that cannot be.

    """
    said = dict(_tables(path).get("target", {}))
    unknown = set(said) - {known.name for known in fields(Deployment)}
    secret = set(said) & set(SECRETS)
    if unknown or secret:
        raise MisconfiguredError(f"[target] of {path.name}: no place for {', '.join(sorted(unknown | secret))}")
    given = {known.name: environment.get(PREFIX + known.name.upper()) for known in fields(Deployment)}
    said |= {name: value for name, value in given.items() if value}
    parsed = {
        "hosts": _list(said.get("hosts", ())),
        "settle_seconds": _settle_seconds(said),
        "ignore_https_errors": _ignore_https_errors(said),
    }
    told = Deployment(**said | parsed)
    complaints = [f"{PREFIX}{name.upper()}: {complaint}" for name, complaint in _complaints(told)]
    if complaints:
        raise MisconfiguredError("; ".join(complaints))
    return told


def secrets(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the secrets of a deployment that the environment holds, and the password as HTTP carries it."""
    given = [environment.get(PREFIX + name.upper(), "") for name in SECRETS]
    user = environment.get(f"{PREFIX}USER") or _tables(FILE).get("target", {}).get("user", "")
    return [secret for secret in given if secret] + ([f"{user}:{given[0]}"] if given[0] else [])


def label(usual: str, path: Path = FILE) -> str:
    """Return what the service under test says where ours says ``usual``: the language spoken, else table [labels]."""
    return _spoken.get().get(usual) or str(_tables(path).get("labels", {}).get(usual, usual))


@contextmanager
def speaking(words: Mapping[str, str]) -> Iterator[None]:
    """Have pages read in another language meanwhile: ``words`` says it for what ours says in French."""
    former = _spoken.set(words)
    try:
        yield
    finally:
        _spoken.reset(former)


def path_of(usual: str, path: Path = FILE) -> str:
    """Return the path at which the service under test has the page that ours has at ``usual``: table [paths].

    Raises:
        NotVerifiable: it has no such page, as « "" » says there.

    """
    if not has_page(usual, path):
        raise NotVerifiable(f"the service of this deployment has no page such as {usual} ([paths])")
    return str(_tables(path).get("paths", {}).get(usual, usual))


def has_page(usual: str, path: Path = FILE) -> bool:
    """Tell whether the service under test has a page such as ours at ``usual``."""
    return _tables(path).get("paths", {}).get(usual) != ""


def cookie(usual: str, path: Path = FILE) -> str:
    """Return what the service under test calls the cookie that ours calls ``usual``: table [cookies]."""
    return str(_tables(path).get("cookies", {}).get(usual, usual))


@cache
def _tables(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _complaints(told: Deployment) -> Iterator[tuple[str, str]]:
    """Yield the names of settings that cannot be, each with what they must be; no value of a secret is told."""
    for name, kinds in KINDS.items():
        if getattr(told, name) not in kinds:
            yield name, f"there is no {getattr(told, name)!r}, but {', '.join(kinds)}"
    schemes = SCHEMES.get(told.mailbox, ())
    if schemes and not _is_address(told.mailbox_url, schemes):
        yield "mailbox_url", f"where the {told.mailbox} is read, {'://… or '.join(schemes)}://…"
    if not _tells_people_apart(told.addresses):
        yield "addresses", f"an e-mail address in which {UNIQUE} stands for what tells one person from another"
    if not 0 <= told.settle_seconds < math.inf:
        yield "settle_seconds", "a number of seconds"
    if told.clock == "faketime" and not (told.clock_file and Path(told.clock_file).parent.is_dir()):
        yield "clock_file", "the file that libfaketime reads, in a folder that is there"
    if bool(told.user) != bool(told.password):
        yield "password", f"stands with {PREFIX}USER, and neither without the other"
    if not isinstance(told.ignore_https_errors, bool):
        yield "ignore_https_errors", "true or false"
    if told.captcha == "sealed" and not _is_key(told.captcha_key):
        yield "captcha_key", "what python -m e2e.targets.captchas prints"


def _is_address(url: str, schemes: tuple[str, ...]) -> bool:
    return urlsplit(url).scheme in schemes and bool(urlsplit(url).hostname)


def _tells_people_apart(addresses: str) -> bool:
    rest = addresses.replace(UNIQUE, "", 1)
    return rest != addresses and "@" in rest and not set("{} ") & set(rest)


def _is_key(said: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(said)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def _list(said: Any) -> tuple[str, ...]:
    return tuple(part.strip() for part in said.split(",")) if isinstance(said, str) else tuple(said)


def _ignore_https_errors(said: Mapping[str, Any]) -> Any:
    value = said.get("ignore_https_errors", False)
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _settle_seconds(said: Mapping[str, Any]) -> float:
    try:
        return float(said.get("settle_seconds", Deployment.settle_seconds))
    except ValueError:
        return math.nan
