"""Firefox's own debugger, for what neither a preference nor WebDriver BiDi sets: pages without scripts.

The preference javascript.enabled stops the scripts of tests too: over WebDriver BiDi no promise of theirs is ever kept,
so that expect(), fill() and click() wait for ever. Here, only promises that a test makes in the page's own world are
not: what it evaluates in a page without scripts must be told at once.
"""

import json
import socket
from collections.abc import Callable, Mapping
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser

_PREFERENCES = {
    "devtools.chrome.enabled": True,
    "devtools.debugger.remote-enabled": True,
    "devtools.debugger.prompt-connection": False,
}
_WITHOUT_SCRIPTS = """Services.obs.addObserver(
    {observe: page => { if (page.isContent) page.allowJavascript = false; }}, "browsing-context-attached")"""


class DebuggerRefused(Exception):
    """Firefox's debugger does not do what it is asked."""


def launched_without_scripts(launch: Callable[..., Browser], options: Mapping[str, Any]) -> Browser:
    """Launch a Firefox whose pages run no scripts of their own, and those of tests as ever.

    Raises:
        DebuggerRefused: its pages would run scripts.

    """
    with TemporaryDirectory(prefix="firefox-") as folder:
        address = f"{folder}/debugger"
        preferences = options["firefox_user_prefs"] | _PREFERENCES
        arguments = [*options.get("args", []), f"--start-debugger-server={address}"]
        browser = launch(**options | {"firefox_user_prefs": preferences, "args": arguments})
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(address)
            _Debugger(connection).run(_WITHOUT_SCRIPTS)
    return browser


class _Debugger:
    """A conversation in Firefox's remote debugging protocol: the size of each message, a colon, and its JSON."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._received = connection.makefile("rb")

    def run(self, script: str) -> None:
        """Run a script with the rights of Firefox itself."""
        firefox = self._ask("root", "getProcess", "processDescriptor", id=0)["actor"]
        console = self._ask(firefox, "getTarget", "process")["consoleActor"]
        if self._ask(console, "evaluateJSAsync", "hasException", text=script):
            raise DebuggerRefused(script)

    def _ask(self, actor: str, request: str, wanted: str, **given: Any) -> Any:
        """Return what is wanted of an answer, which others may come before."""
        message = json.dumps({"to": actor, "type": request, **given}).encode()
        self._connection.sendall(b"%d:%s" % (len(message), message))
        while wanted not in (answer := self._next()):
            if "error" in answer:
                raise DebuggerRefused(answer)
        return answer[wanted]

    def _next(self) -> dict[str, Any]:
        size = b""
        while (byte := self._received.read(1)) != b":":
            if not byte:
                raise DebuggerRefused("it has ended")
            size += byte
        answer: dict[str, Any] = json.loads(self._received.read(int(size)))
        return answer
