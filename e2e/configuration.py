"""The one reader of playwright.config: browsers, renderings, and how a context is set up."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "playwright.config"
ROOT = Path("/")


@dataclass(frozen=True)
class Browser:
    """Where a browser is found, and what it is for.

    Attributes:
        headless: the program that shows no window and starts fast; none where the machine has none.
        full: the program that has every setting of the citizens' browser, and can show a window.
        arguments: of its command line.
        usual_renderings: those in which it runs the tests that do not name theirs.

    """

    headless: Path | None
    full: Path | None
    arguments: tuple[str, ...]
    usual_renderings: tuple[str, ...]


@dataclass(frozen=True)
class Configuration:
    """What playwright.config says."""

    engines: Mapping[str, Browser]
    renderings: tuple[str, ...]
    usual_renderings: tuple[str, ...]
    context_options: Mapping[str, Any]
    artefacts: str
    brief: tuple[str, ...]
    retries: int
    patience_seconds: int


@cache
def read(path: Path = FILE) -> Configuration:
    """Return the configuration.

    Raises:
        KeyError: a setting is missing.

    """
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    context = said["context"]
    usual = said["usual_renderings"]
    return Configuration(
        engines={name: _browser({"usual_renderings": usual} | browser) for name, browser in said["engines"].items()},
        renderings=tuple(said["renderings"]),
        usual_renderings=tuple(said["usual_renderings"]),
        context_options={
            "viewport": context["viewport"],
            "locale": context["locale"],
            "timezone_id": context["timezone"],
        },
        artefacts=said["artefacts"],
        brief=tuple(said["brief"]),
        retries=said["retries"],
        patience_seconds=said["patience_seconds"],
    )


def _browser(said: Mapping[str, Any]) -> Browser:
    return Browser(
        headless=_present(said["headless"]),
        full=_present(said["full"]),
        arguments=tuple(said["arguments"]),
        usual_renderings=tuple(said["usual_renderings"]),
    )


def _present(patterns: Sequence[str]) -> Path | None:
    found = (path for pattern in patterns for path in sorted(ROOT.glob(pattern.removeprefix("/"))))
    return next(found, None)
