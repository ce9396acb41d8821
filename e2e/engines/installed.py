"""Finds the browsers of this machine."""

from e2e import configuration
from e2e.engines.chromium import Chromium
from e2e.engines.engine import Engine, Showing
from e2e.engines.firefox import Firefox
from e2e.engines.shipped_webkit import ShippedWebKit
from e2e.engines.webkitgtk import WebKitGTK


def engine(name: str, showing: Showing | None = None) -> Engine:
    """Return the engine that Playwright calls so.

    Raises:
        KeyError: playwright.config does not describe it.

    """
    browser = configuration.read().engines[name]
    shown = showing or Showing()
    if name == "chromium":
        return Chromium(browser, shown)
    if name == "firefox":
        return Firefox(browser, shown)
    return WebKitGTK(browser, browser.full, shown) if browser.full else ShippedWebKit(shown)
