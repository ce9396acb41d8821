"""What the suite asks of a browser."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from playwright.sync_api import BrowserContext, Playwright

from e2e.engines.capability import Capability


@dataclass(frozen=True)
class Setting:
    """What somebody has set in their browser.

    Attributes:
        javascript: pages may run scripts.
        cookies: pages may keep cookies.
        dark: pages are asked to be dark.
        zoom: how many times larger pages are shown.
        smallest_letters: in CSS pixels, the size that no letter goes below; usual ones have 16.

    """

    javascript: bool = True
    cookies: bool = True
    dark: bool = False
    zoom: float = 1.0
    smallest_letters: int = 0


@dataclass(frozen=True)
class Showing:
    """How a person at the machine sees browsers work.

    Attributes:
        headed: in windows.
        slow_mo: with so many milliseconds before each thing that is done.

    """

    headed: bool = False
    slow_mo: float = 0

    def launch_options(self) -> dict[str, Any]:
        """Return Playwright's options for it."""
        return {"headless": not self.headed, "slow_mo": self.slow_mo}


class Engine(Protocol):
    """A browser of this machine.

    Attributes:
        lacks: what it cannot do, each with the reason.
        shares_browser: one process can hold several contexts.

    """

    lacks: Mapping[Capability, str]
    shares_browser: bool

    def version(self) -> str:
        """Return its name and version as it says them."""
        ...

    def launch_options(self) -> dict[str, Any]:
        """Return what Playwright is to launch the shared browser with."""
        ...

    def close(self) -> None:
        """End what is left when all contexts are closed, before Playwright stops."""
        ...

    def needs_own_browser(self, context_options: Mapping[str, Any]) -> bool:
        """Tell whether a context cannot be one of the shared browser."""
        ...

    def opened(
        self, playwright: Playwright, setting: Setting, context_options: Mapping[str, Any]
    ) -> AbstractContextManager[BrowserContext]:
        """Return a context in a browser of its own, set so by the browser's own settings."""
        ...
