"""The geometry of a page: what is visible lies inside the window, apart from the rest, and under nothing else.

A browser window of 1280 × 800 px shows as much of a page at 25 % as a viewport of 5120 × 3200 px does, and at 400 % as
little as one of 320 × 200 px.
"""

from pathlib import Path

from playwright.sync_api import Page

from e2e import configuration
from e2e.configuration import Viewport

CONFIGURATION = configuration.read()
WINDOW = CONFIGURATION.window

_FAULTS = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


class Layout:
    """The layout of a page at any zoom."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def faults_in_full_window(self) -> list[str]:
        """Return what is wrong at zoom 100 % in a fully open window (ZOOM-1)."""
        return self._faults_in(WINDOW)

    def faults_at_every_zoom(self) -> list[str]:
        """Return what is wrong from 25 % to 400 %, with the zoom at which it is (ZOOM-2)."""
        zooms = CONFIGURATION.zooms
        found = [f"{zoom} %: {fault}" for zoom in zooms for fault in self._faults_in(WINDOW.zoomed(zoom))]
        self._page.set_viewport_size(WINDOW.as_size())
        return found

    def faults_as_shown(self) -> list[str]:
        """Return what is wrong in the window as it is."""
        faults: list[str] = self._page.evaluate(_FAULTS)
        return faults

    def _faults_in(self, viewport: Viewport) -> list[str]:
        self._page.set_viewport_size(viewport.as_size())
        return self.faults_as_shown()
