"""The one reader of playwright.config: browsers, renderings, and how a context is set up."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import ViewportSize

FILE = Path(__file__).parents[1] / "playwright.config"
ROOT = Path("/")
SHIPPED = "playwright"
PREFERENCES = (SHIPPED, "system")
# Where artefacts stand when nobody says where.
PLAYWRIGHTS_OWN_OUTPUT = "test-results"


class RetriesRefused(ValueError):
    """The file asks for retries; says why there are none."""


class UnknownPreference(ValueError):
    """The file prefers browsers that are neither Playwright's nor the system's."""


@dataclass(frozen=True)
class Viewport:
    """What a window shows of a page, in CSS pixels."""

    width: int
    height: int

    def zoomed(self, percent: int) -> "Viewport":
        """Return how much of a page the same window shows at a zoom."""
        return Viewport(round(self.width * 100 / percent), round(self.height * 100 / percent))

    def as_size(self) -> ViewportSize:
        """Return Playwright's form of it."""
        return {"width": self.width, "height": self.height}


@dataclass(frozen=True)
class Browser:
    """Where a browser is found, and what it is for.

    Attributes:
        headless: the program that shows no window and starts fast; none where Playwright's own is launched.
        full: the program that has every setting of the citizens' browser, and can show a window.
        arguments: of its command line.

    """

    headless: Path | None
    full: Path | None
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Configuration:
    """What playwright.config says."""

    engines: Mapping[str, Browser]
    prefers_shipped: bool
    renderings: tuple[str, ...]
    brief_renderings: tuple[str, ...]
    htmx_file: str
    context_options: Mapping[str, Any]
    window: Viewport
    viewports: Mapping[str, Viewport]
    zooms: tuple[int, ...]
    locales: Mapping[str, str]
    artefacts: str
    workers: int
    brief: tuple[str, ...]
    of_browsers: frozenset[str]
    patience_seconds: int


@cache
def read(path: Path = FILE) -> Configuration:
    """Return the configuration.

    Raises:
        KeyError: a setting is missing.
        RetriesRefused: tests are to be retried.
        UnknownPreference: the browsers to prefer are not of those that there are.

    """
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    if said["retries"] != 0:
        raise RetriesRefused(f"{path.name}: retries must be 0, a retry hides what the first try found")
    if said["prefer"] not in PREFERENCES:
        raise UnknownPreference(f"{path.name}: prefer is one of {', '.join(PREFERENCES)}, and not {said['prefer']}")
    context = said["context"]
    viewports = {name: Viewport(**size) for name, size in said["viewports"].items()}
    window = viewports[context["viewport"]]
    return Configuration(
        engines={name: _browser(browser) for name, browser in said["engines"].items()},
        prefers_shipped=said["prefer"] == SHIPPED,
        renderings=tuple(said["renderings"]),
        htmx_file=said["htmx_file"],
        brief_renderings=tuple(said["brief_renderings"]),
        context_options={
            "viewport": window.as_size(),
            "locale": said["locales"][context["locale"]],
            "timezone_id": context["timezone"],
        },
        window=window,
        viewports=viewports,
        zooms=tuple(said["zooms"]),
        locales=said["locales"],
        artefacts=said["artefacts"],
        workers=said["workers"],
        brief=tuple(said["brief"]),
        of_browsers=frozenset(said["of_browsers"]),
        patience_seconds=said["patience_seconds"],
    )


def _browser(said: Mapping[str, Any]) -> Browser:
    return Browser(
        headless=_present(said["headless"]),
        full=_present(said["full"]),
        arguments=tuple(said["arguments"]),
    )


def _present(patterns: Sequence[str]) -> Path | None:
    found = (path for pattern in patterns for path in sorted(ROOT.glob(pattern.removeprefix("/"))))
    return next(found, None)
