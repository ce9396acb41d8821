"""The one reader of playwright.config: engines, renderings, and how a browser is set up."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "playwright.config"


@dataclass(frozen=True)
class Engine:
    """A browser: the executables that may stand for it, the preferred one first.

    Attributes:
        headless: those that show no window and start fast.
        full: those that have every setting of the citizens' browser, and can show a window.
        arguments: of their command line.

    """

    headless: tuple[Path, ...]
    full: tuple[Path, ...]
    arguments: tuple[str, ...]

    def launch_options(self, *, needs_full: bool = False) -> dict[str, Any]:
        """Return Playwright's options; without an executable where the machine has none of these."""
        present = [path for path in (self.full if needs_full else self.headless) if path.exists()]
        options: dict[str, Any] = {"args": list(self.arguments)}
        return options | {"executable_path": str(present[0])} if present else options


@dataclass(frozen=True)
class Configuration:
    """What playwright.config says."""

    engines: Mapping[str, Engine]
    renderings: tuple[str, ...]
    usual_renderings: tuple[str, ...]
    context_options: Mapping[str, Any]
    artefacts: str
    retries: int
    patience_seconds: int


def read(path: Path = FILE) -> Configuration:
    """Return the configuration.

    Raises:
        KeyError: a setting is missing.

    """
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    context = said["context"]
    return Configuration(
        engines={name: _engine(engine) for name, engine in said["engines"].items()},
        renderings=tuple(said["renderings"]),
        usual_renderings=tuple(said["usual_renderings"]),
        context_options={
            "viewport": context["viewport"],
            "locale": context["locale"],
            "timezone_id": context["timezone"],
        },
        artefacts=said["artefacts"],
        retries=said["retries"],
        patience_seconds=said["patience_seconds"],
    )


def _engine(said: Mapping[str, Any]) -> Engine:
    return Engine(
        headless=tuple(map(Path, said["headless"])),
        full=tuple(map(Path, said["full"])),
        arguments=tuple(said["arguments"]),
    )
