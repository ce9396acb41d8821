"""Firefox: the system's, over WebDriver BiDi, or Playwright's own build. Its settings are preferences of a launch."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright

from e2e import configuration
from e2e.configuration import Browser as Installed
from e2e.engines import reach, shipped, version
from e2e.engines.capability import Capability
from e2e.engines.engine import Setting, Showing
from e2e.engines.firefox_debugger import launched_without_scripts

_REJECT_ALL = 2
# Pages kept for the back button never say that they have loaded.
_USUAL = {
    "browser.sessionhistory.max_total_viewers": 0,
    # Firefox asks before it sends a form again on reload, where no test can answer.
    "dom.confirm_repost.testing.always_accept": True,
    # What would only cost time: a window around the page that moves, and stores that nobody looks at.
    "toolkit.cosmeticAnimations.enabled": False,
    "ui.caretBlinkTime": 0,
    "dom.ipc.processPrelaunch.enabled": False,
    "dom.ipc.processCount.webIsolated": 1,
    "accessibility.force_disabled": 1,
    "browser.newtab.preload": False,
    "browser.sessionstore.interval": 3_600_000,
    "browser.pagethumbnails.capturing_disabled": True,
    "browser.formfill.enable": False,
    "browser.translations.enable": False,
}
_LACKED_BY_ANY = {
    Capability.REAL_ZOOM: "no preference of Firefox zooms the pages of an automated window",
    Capability.LETTER_SIZE: "with Firefox's preference of the smallest letters, pages still measure the small ones",
    Capability.LOCALE: "all contexts of a Firefox ask pages for the language of its launch",
    Capability.INPUT_METHOD: "neither Playwright nor WebDriver types through an input method",
    Capability.INSTALLATION: "Firefox installs no service as an application on computers",
}
_LACKED_OVER_BIDI = {
    Capability.EMULATED_COLOURS: "over WebDriver BiDi, Firefox passes over a colour scheme; a launch sets it",
    Capability.FORCED_COLOURS: "over WebDriver BiDi, Firefox passes over imposed colours; a launch sets them",
    Capability.OFFLINE: "over WebDriver BiDi, Firefox's network cannot be cut",
    Capability.SENT_FORM: "over WebDriver BiDi, Firefox does not tell what a form sends",
    Capability.TOUCH: "over WebDriver BiDi, Firefox has no touch screen",
}


class Firefox:
    """Firefox on this machine."""

    shares_browser = True

    def __init__(self, browser: Installed, showing: Showing, hosts: frozenset[str]) -> None:
        self._browser = browser
        self._reaching = reach.preferences_of_firefox(hosts)
        self._showing = showing
        self._is_over_bidi = browser.full is not None
        self._launched: dict[Setting, Browser] = {}
        self.lacks: Mapping[Capability, str] = _LACKED_BY_ANY | (_LACKED_OVER_BIDI if self._is_over_bidi else {})

    def version(self) -> str:
        """Return what it says of itself, or Playwright of it."""
        return version.of_program(self._browser.full) if self._browser.full else shipped.version("firefox")

    def launch_options(self) -> dict[str, Any]:
        """Return the options of the shared browser."""
        return self._options(Setting())

    def close(self) -> None:
        """End those that were launched with settings of their own."""
        while self._launched:
            self._launched.popitem()[1].close()

    def needs_own_browser(self, context_options: Mapping[str, Any]) -> bool:
        """Tell whether a context is without JavaScript: over WebDriver BiDi that is no option of a context."""
        return self._is_over_bidi and context_options.get("java_script_enabled") is False

    @contextmanager
    def opened(
        self, playwright: Playwright, setting: Setting, context_options: Mapping[str, Any]
    ) -> Iterator[BrowserContext]:
        """Open a context in a Firefox launched with what is set; the next ones share it."""
        if setting not in self._launched:
            self._launched[setting] = self._launch(playwright, setting)
        options = {**context_options, "java_script_enabled": setting.javascript}
        with self._launched[setting].new_context(**options) as context:
            yield context

    def _launch(self, playwright: Playwright, setting: Setting) -> Browser:
        if self._is_over_bidi and not setting.javascript:
            return launched_without_scripts(playwright.firefox.launch, self._options(setting))
        return playwright.firefox.launch(**self._options(setting))

    def _options(self, setting: Setting) -> dict[str, Any]:
        # The locale of a context changes what scripts see, and not what the service is asked for.
        spoken = {"intl.accept_languages": str(configuration.read().context_options["locale"])}
        preferences = {**_USUAL, **self._reaching, **spoken, **_preferences(setting)}
        options = self._showing.launch_options() | {"firefox_user_prefs": preferences}
        if not self._browser.full:
            return options
        return options | {"channel": "moz-firefox", "executable_path": str(self._browser.full)}


def _preferences(setting: Setting) -> dict[str, Any]:
    preferences: dict[str, Any] = {"layout.css.prefers-color-scheme.content-override": 0 if setting.dark else 1}
    if not setting.cookies:
        preferences["network.cookie.cookieBehavior"] = _REJECT_ALL
    return preferences
