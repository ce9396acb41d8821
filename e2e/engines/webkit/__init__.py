"""Debian's WebKitGTK under Playwright, through the two doors that its MiniBrowser opens to programs.

MiniBrowser <-> wire.py, inspector.py <-> bridge.py <-> Playwright, which believes to see a web view of iOS.
Its inspector lets Playwright look into pages; its automation (that of WebKitWebDriver) sizes windows and presses keys
and buttons, so that events are trusted and Tab, Enter, hover and focus behave as for a person.

Limits. Each context is a process of its own (0.4 s), without a browser above it: context.browser is not to be used.
A second window is a Playwright context of its own; it shares cookies, listeners, routes and scripts with the first.
No downloads, file choosers, touch, offline mode, permissions, geolocation, video or HAR; traces have no film strip.
Cross-Origin-Opener-Policy is not obeyed. confirm() cannot be answered under a strict content security policy.
<noscript> stays hidden without JavaScript.
The bridge leans on names inside Playwright: pyproject.toml pins its version.
"""

from e2e.engines.webkit.context import open_context
from e2e.engines.webkit.display import Display
from e2e.engines.webkit.process import Launch

__all__ = ["Display", "Launch", "open_context"]
