"""Chromium: the shell without windows for most tests, the whole browser where its own settings count."""

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import BrowserContext, Playwright

from e2e.configuration import Browser
from e2e.engines import shipped, version
from e2e.engines.capability import Capability
from e2e.engines.engine import Setting, Showing

_ZOOM_STEP = 1.2
_BLOCK = 2


class Chromium:
    """Chromium on this machine."""

    lacks: Mapping[Capability, str] = {}
    shares_browser = True

    def __init__(self, browser: Browser, showing: Showing) -> None:
        self._browser = browser
        self._showing = showing

    def version(self) -> str:
        """Return what it says of itself, or Playwright of it."""
        return version.of_program(self._browser.headless) if self._browser.headless else shipped.version("chromium")

    def launch_options(self) -> dict[str, Any]:
        """Return the options of the shared browser."""
        return self._whole() if self._showing.headed else self._options(self._browser.headless)

    def close(self) -> None:
        """Nothing is left."""

    def needs_own_browser(self, _: Mapping[str, Any]) -> bool:
        """Tell that any context can share."""
        return False

    @contextmanager
    def opened(
        self, playwright: Playwright, setting: Setting, context_options: Mapping[str, Any]
    ) -> Iterator[BrowserContext]:
        """Start the whole browser on a profile that has the setting."""
        with TemporaryDirectory(prefix="chromium-") as profile:
            _write_preferences(Path(profile), setting)
            context = playwright.chromium.launch_persistent_context(
                profile,
                **self._whole(*_arguments(setting)),
                **{**context_options, **_emulated(setting)},
            )
            context.pages[0].close()
            yield context
            context.close()

    def _whole(self, *arguments: str) -> dict[str, Any]:
        """Return the options of the whole browser; Playwright's own is told from its shell by a channel."""
        options = self._options(self._browser.full, *arguments)
        return options if self._browser.full else options | {"channel": "chromium"}

    def _options(self, executable: Path | None, *arguments: str) -> dict[str, Any]:
        options = self._showing.launch_options() | {"args": [*self._browser.arguments, *arguments]}
        return options | {"executable_path": str(executable)} if executable else options


def _write_preferences(profile: Path, setting: Setting) -> None:
    preferences: dict[str, Any] = {"partition": {"default_zoom_level": {"x": math.log(setting.zoom, _ZOOM_STEP)}}}
    if not setting.cookies:
        preferences["profile"] = {"default_content_setting_values": {"cookies": _BLOCK}}
    (profile / "Default").mkdir()
    (profile / "Default" / "Preferences").write_text(json.dumps(preferences))


def _arguments(setting: Setting) -> list[str]:
    return [f"--blink-settings=minimumFontSize={setting.smallest_letters}"] if setting.smallest_letters else []


def _emulated(setting: Setting) -> dict[str, Any]:
    scripts = {} if setting.javascript else {"java_script_enabled": False}
    return scripts | {"color_scheme": "dark" if setting.dark else "light"}
