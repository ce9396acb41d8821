"""Finds the browsers of this machine."""

from dataclasses import replace

from e2e import configuration
from e2e.configuration import Browser
from e2e.engines import shipped
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
    browser = _chosen(name)
    shown = showing or Showing()
    if name == "chromium":
        return Chromium(browser, shown)
    if name == "firefox":
        return Firefox(browser, shown, hosts)
    return WebKitGTK(browser, shown, hosts) if browser.full else ShippedWebKit(shown, hosts)


def _chosen(name: str) -> Browser:
    """Return the browser of the system, or that of Playwright, which knows itself where its own programs are."""
    said = configuration.read()
    browser = said.engines[name]
    is_shipped = said.prefers_shipped and shipped.is_here(name)
    return replace(browser, headless=None, full=None) if is_shipped else browser
