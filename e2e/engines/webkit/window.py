"""The windows of a MiniBrowser."""

from collections.abc import Collection
from dataclasses import dataclass

from e2e.engines.webkit.display import Display
from e2e.engines.webkit.inspector import PAGE, Automation, BrowserSilent, Inspector

_SIZING_ROUNDS = 400
_TOOLBAR_GUESS = 20
# The keys zoom by steps of 1.2, and the last one may fall short by half of a step.
_ZOOM_TOLERANCE = 1.1


@dataclass(frozen=True)
class Size:
    """A size in CSS pixels."""

    width: int
    height: int


@dataclass(frozen=True)
class Window:
    """One window: its target for the inspector, and its handle for the automation."""

    target: int
    handle: str


class Windows:
    """All windows of one MiniBrowser."""

    def __init__(self, inspector: Inspector, automation: Automation) -> None:
        self._inspector = inspector
        self._automation = automation
        self._windows: list[Window] = []

    def adopt(self, known: Collection[int] = ()) -> Window:
        """Return the window that is there and none of the ``known`` targets, once it is there."""
        return self._registered(self._inspector.wait_for_target(PAGE, known), self._unknown_handle())

    def open(self) -> Window:
        """Open a window."""
        known = self._inspector.targets()
        handle = self._automation.call("createBrowsingContext")["handle"]
        return self._registered(self._inspector.wait_for_target(PAGE, known), handle)

    def activate(self, window: Window) -> None:
        """Give a window the focus."""
        self._automation.call("switchToBrowsingContext", browsingContextHandle=window.handle)

    def resize(self, window: Window, size: Size) -> None:
        """Give a window a viewport of exactly this size.

        Raises:
            BrowserSilent: it takes another one.

        """
        toolbar = _TOOLBAR_GUESS
        for _ in range(_SIZING_ROUNDS):
            self._set_frame(window, size.width, size.height + toolbar)
            width, height, outer = self._automation.evaluate(window.handle, "[innerWidth, innerHeight, outerHeight]")
            if (width, height) == (size.width, size.height):
                return
            # The window follows after a while; only once it has, what is left over is the toolbar.
            toolbar = outer - height if (width, outer) == (size.width, size.height + toolbar) else toolbar
        raise BrowserSilent(f"the viewport is {width} x {height}, not {size}")

    def wait_for_zoom(self, window: Window, factor: float) -> float:
        """Return how many pixels of a window a CSS pixel takes, once its page is zoomed.

        Raises:
            BrowserSilent: it is not.

        """
        for _ in range(_SIZING_ROUNDS):
            scale: float = self._automation.evaluate(window.handle, "outerWidth / innerWidth")
            if scale > factor / _ZOOM_TOLERANCE:
                return scale
        raise BrowserSilent(f"the page is not zoomed {factor} times")

    def _set_frame(self, window: Window, width: int, height: int) -> None:
        x, y = Display.middle
        self._automation.call(
            "setWindowFrameOfBrowsingContext",
            handle=window.handle,
            origin={"x": x - width // 2, "y": y - 5},
            size={"width": width, "height": height},
        )

    def _unknown_handle(self) -> str:
        handles = {window.handle for window in self._windows}
        for _ in range(_SIZING_ROUNDS):
            contexts = self._automation.call("getBrowsingContexts")["contexts"]
            unknown = [context["handle"] for context in contexts if context["handle"] not in handles]
            if unknown:
                handle: str = unknown[0]
                return handle
        raise BrowserSilent("a window has no handle")

    def _registered(self, target: int, handle: str) -> Window:
        window = Window(target, handle)
        self._windows.append(window)
        return window
