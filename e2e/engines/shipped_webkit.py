"""WebKit as Playwright ships it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Playwright

from e2e.engines import reach, shipped
from e2e.engines.capability import Capability
from e2e.engines.engine import Setting, Showing


class ShippedWebKit:
    """WebKit of Playwright. Not tried on the machine that this was written on, which could not fetch it."""

    lacks: Mapping[Capability, str] = {
        Capability.BLOCKED_COOKIES: "Playwright's WebKit has no setting that blocks cookies",
        Capability.INPUT_METHOD: "neither Playwright nor WebDriver types through an input method",
        Capability.INSTALLATION: "Playwright's WebKit installs no service as an application",
        Capability.LETTER_SIZE: "Playwright's WebKit has no setting of the smallest letters",
        Capability.REAL_ZOOM: "Playwright's WebKit has no zoom",
        Capability.SERVICE_WORKER: "WebKit keeps a worker that a page has sent away until the page is left",
    }
    shares_browser = True

    def version(self) -> str:
        """Return what Playwright says of it."""
        return shipped.version("webkit")

    def __init__(self, showing: Showing, hosts: frozenset[str]) -> None:
        self._showing = showing
        self._proxy = reach.proxy_of_playwright(hosts)

    def launch_options(self) -> dict[str, Any]:
        """Return the options of the shared browser."""
        return self._showing.launch_options() | {"proxy": self._proxy}

    def close(self) -> None:
        """Nothing is left."""

    def needs_own_browser(self, _: Mapping[str, Any]) -> bool:
        """Tell that any context can share."""
        return False

    @contextmanager
    def opened(
        self, playwright: Playwright, setting: Setting, context_options: Mapping[str, Any]
    ) -> Iterator[BrowserContext]:
        """Launch WebKit; what it can be set to, a context can."""
        browser = playwright.webkit.launch(**self.launch_options())
        emulated = {"java_script_enabled": setting.javascript, "color_scheme": "dark" if setting.dark else "light"}
        yield browser.new_context(**{**context_options, **emulated})
        browser.close()
