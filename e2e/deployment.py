"""What the suite is told of a deployment that it did not start: how its mails, clock and captcha are reached.

Said in the tables [target], [labels] and [paths] of playwright.config. Each setting of [target] can be given in the
environment instead, as E2E_ and its name in capitals; secrets are read from there alone.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from e2e.configuration import FILE

PREFIX = "E2E_"

_spoken: ContextVar[Mapping[str, str]] = ContextVar("spoken", default={})  # noqa: B039 - never changed


@dataclass(frozen=True)
class Deployment:
    """A deployment.

    Attributes:
        mailbox: how mails are read: none, sink, mailpit or imap.
        mailbox_url: where: ``http://…`` of the sink or of Mailpit, ``imaps://…`` of a mail server.
        mailbox_user: who reads them there, where it asks.
        addresses: of the people whom the suite makes up; « {unique} » stands for what tells one from another.
        settle_seconds: how long no mail must come for a test to believe that none will.
        clock: how the service's time is moved: none or faketime.
        clock_file: the file that libfaketime reads, on this machine.
        captcha: how the security control is answered: none, sealed or ask.
        hosts: those that pages may ask besides the service, such as FranceConnect's.
        mailbox_password: from the environment alone.
        captcha_key: from the environment alone; what ``python -m e2e.targets.captchas`` prints.

    """

    mailbox: str = "none"
    mailbox_url: str = ""
    mailbox_user: str = ""
    addresses: str = "citoyen.{unique}@exemple.fr"
    settle_seconds: float = 3
    clock: str = "none"
    clock_file: str = ""
    captcha: str = "none"
    hosts: tuple[str, ...] = ()
    mailbox_password: str = field(default="", repr=False)
    captcha_key: str = field(default="", repr=False)


SECRETS = ("mailbox_password", "captcha_key")


class MisconfiguredError(Exception):
    """The [target] table says something that it cannot; tells what."""


def read(environment: Mapping[str, str] = os.environ, path: Path = FILE) -> Deployment:
    """Return what is said of the deployment.

    Raises:
        MisconfiguredError: an unknown setting, or a secret in the file.

    """
    said = dict(_tables(path).get("target", {}))
    unknown = set(said) - {known.name for known in fields(Deployment)}
    told = set(said) & set(SECRETS)
    if unknown or told:
        raise MisconfiguredError(f"[target] of {path.name}: no place for {', '.join(sorted(unknown | told))}")
    given = {known.name: environment.get(PREFIX + known.name.upper()) for known in fields(Deployment)}
    said |= {name: value for name, value in given.items() if value is not None}
    return Deployment(**said | {"hosts": _list(said.get("hosts", ())), "settle_seconds": _settle_seconds(said)})


def secrets(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the secrets of a deployment that the environment holds."""
    given = (environment.get(PREFIX + name.upper(), "") for name in SECRETS)
    return [secret for secret in given if secret]


def label(usual: str, path: Path = FILE) -> str:
    """Return what the service under test says where ours says ``usual``: the language spoken, else table [labels]."""
    return _spoken.get().get(usual) or str(_tables(path).get("labels", {}).get(usual, usual))


@contextmanager
def speaking(words: Mapping[str, str]) -> Iterator[None]:
    """Have pages read in another language meanwhile: ``words`` says it for what ours says in French."""
    former = _spoken.set(words)
    yield
    _spoken.reset(former)


def path_of(usual: str, path: Path = FILE) -> str:
    """Return the path at which the service under test has the page that ours has at ``usual``: table [paths]."""
    return str(_tables(path).get("paths", {}).get(usual, usual))


@cache
def _tables(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _list(said: Any) -> tuple[str, ...]:
    return tuple(said.split(",")) if isinstance(said, str) else tuple(said)


def _settle_seconds(said: Mapping[str, Any]) -> float:
    return float(said.get("settle_seconds", Deployment.settle_seconds))
