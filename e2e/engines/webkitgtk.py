"""WebKitGTK, of the family of Safari: the system's, through its remote inspector."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Playwright

from e2e.configuration import Browser
from e2e.engines import reach, version
from e2e.engines.capability import Capability
from e2e.engines.engine import Setting, Showing
from e2e.engines.webkit import Display, Launch, open_context


class WebKitGTK:
    """MiniBrowser, and the screen that it needs."""

    lacks: Mapping[Capability, str] = {
        Capability.DOUBLE_CLICK: "between two presses Playwright looks at the page, which may be another by then",
        Capability.FORCED_COLOURS: "WebKitGTK imposes no colours",
        Capability.INPUT_METHOD: "WebKitGTK's automation types keys alone",
        Capability.INSTALLATION: "WebKitGTK knows no manifests of applications",
        Capability.LETTER_SIZE: "MiniBrowser does not start with a smallest size of letters",
        Capability.OFFLINE: "WebKitGTK's inspector cannot cut the network",
        Capability.PASSWORD: "WebKitGTK's inspector answers no server that asks for a password",
        Capability.SERVICE_WORKER: "WebKit keeps a worker that a page has sent away until the page is left",
        Capability.TOUCH: "WebKitGTK's automation has no touch screen",
    }
    shares_browser = False

    def __init__(self, browser: Browser, showing: Showing, hosts: frozenset[str]) -> None:
        assert browser.full
        self._program = browser.full
        self._arguments = [*browser.arguments, *reach.arguments_of_minibrowser(hosts)]
        self._showing = showing
        self._display = Display(is_shown=showing.headed)

    def version(self) -> str:
        """Return what its library says."""
        return version.of_webkitgtk()

    def launch_options(self) -> dict[str, Any]:
        """Return none: there is no shared browser to launch."""
        return {}

    def close(self) -> None:
        """Take the screen away."""
        self._display.close()

    def needs_own_browser(self, _: Mapping[str, Any]) -> bool:
        """Tell that every context is a process."""
        return True

    @contextmanager
    def opened(
        self, playwright: Playwright, setting: Setting, context_options: Mapping[str, Any]
    ) -> Iterator[BrowserContext]:
        """Start MiniBrowser with the arguments of the setting."""
        emulated: dict[str, Any] = {"color_scheme": "dark"} if setting.dark else {}
        scripts: dict[str, Any] = {} if setting.javascript else {"java_script_enabled": False}
        with open_context(playwright, self._launch(setting), {**context_options, **emulated, **scripts}) as context:
            if setting.zoom > 1:
                context.zoom(self._display.name, setting.zoom)
            yield context

    def _launch(self, setting: Setting) -> Launch:
        blocking = [] if setting.cookies else ["--cookies-policy=never"]
        arguments = [*self._arguments, *blocking]
        return Launch(self._program, self._display, arguments, slow_mo=self._showing.slow_mo)
