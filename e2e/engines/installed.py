"""Finds the browsers of this machine."""

from e2e import configuration
from e2e.engines.chromium import Chromium
from e2e.engines.engine import Engine, Showing
from e2e.engines.firefox import Firefox
from e2e.engines.reach import LOOPBACK
from e2e.engines.shipped_webkit import ShippedWebKit
from e2e.engines.webkitgtk import WebKitGTK


def engine(name: str, showing: Showing | None = None, hosts: frozenset[str] = LOOPBACK) -> Engine:
    """Return the engine that Playwright calls so, which reaches these hosts alone.

    Raises:
        KeyError: playwright.config does not describe it.

    """
    browser = configuration.read().engines[name]
    shown = showing or Showing()
    if name == "chromium":
        return Chromium(browser, shown)
    if name == "firefox":
        return Firefox(browser, shown, hosts)
    return WebKitGTK(browser, shown, hosts) if browser.full else ShippedWebKit(shown, hosts)
