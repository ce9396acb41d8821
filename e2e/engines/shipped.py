"""The browsers that ``playwright install`` has brought to this machine.

Playwright tells where they are once it runs (``playwright install --dry-run``); a suite asks before, in each of its
processes, and so reads the same list as Playwright does.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import playwright

_DRIVER = Path(playwright.__file__).parent / "driver" / "package"
_FETCHED_WHOLE = "INSTALLATION_COMPLETE"
_SHELL = "-headless-shell"


@dataclass(frozen=True)
class Shipped:
    """A browser of the release of Playwright that runs the tests.

    Attributes:
        version: its name and version.
        folder: where ``playwright install`` puts it.

    """

    version: str
    folder: Path

    @property
    def is_here(self) -> bool:
        """Whether it was fetched, to its end."""
        return (self.folder / _FETCHED_WHOLE).exists()


def parts(name: str) -> tuple[Shipped, ...]:
    """Return what ``playwright install`` brings for an engine: the browser, and its shell without windows if any."""
    listed = json.loads((_DRIVER / "browsers.json").read_text(encoding="utf-8"))["browsers"]
    wanted = (one for one in listed if one["name"] in {name, name + _SHELL})
    return tuple(Shipped(f"{one['title']} {one['browserVersion']}", _folder_of(one)) for one in wanted)


def version(name: str) -> str:
    """Return the name and version of the browser that is launched for an engine."""
    return parts(name)[-1].version


def is_here(name: str) -> bool:
    """Tell whether all of an engine was brought to this machine."""
    return all(part.is_here for part in parts(name))


def _folder_of(listed: dict[str, str]) -> Path:
    return _registry() / f"{listed['name'].replace('-', '_')}-{listed['revision']}"


def _registry() -> Path:
    """Return the folder that Playwright keeps its browsers in."""
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if chosen == "0":
        return _DRIVER / ".local-browsers"
    return Path(chosen) if chosen else _caches() / "ms-playwright"


def _caches() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    if sys.platform == "win32":
        return Path(os.environ["LOCALAPPDATA"])
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
