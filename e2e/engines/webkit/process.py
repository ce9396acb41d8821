"""One MiniBrowser process, with a home and a cookie jar of its own."""

import os
import shutil
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Self

from e2e.engines.webkit.display import Display
from e2e.engines.webkit.inspector import BrowserSilent

LOOPBACK = "127.0.0.1"
CACHE = Path(__file__).parents[3] / "var" / "cache" / "webkit"
# The toolbar of the theme keeps a window at least 447 px wide. This does not reach the page.
_NARROW_TOOLBAR = "* { min-width: 0; min-height: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px; }"
_STEADY = (
    # Pages kept for the back button never say that they have loaded.
    "--enable-page-cache=false",
    # A page with this policy moves to another process: to Playwright, its load fails; with routes, it moves for ever.
    "--features=-CrossOriginOpenerPolicy",
)
# What would let the machine's own session in.
_LEFT_OUT = ("LC_", "LANGUAGE", "DBUS_", "WAYLAND_")


@dataclass(frozen=True)
class Launch:
    """How MiniBrowser is started.

    Attributes:
        executable: MiniBrowser.
        display: where its windows stand.
        arguments: of its command line.
        environment: what differs from ours.
        slow_mo: how many milliseconds Playwright waits before each thing that it does.

    """

    executable: Path
    display: Display
    arguments: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    slow_mo: float = 0

    def on(self, arguments: Sequence[str], environment: Mapping[str, str]) -> Self:
        """Return the same launch with more arguments and environment."""
        added: dict[str, Any] = {
            "arguments": [*self.arguments, *arguments],
            "environment": {**self.environment, **environment},
        }
        return replace(self, **added)


class MiniBrowser:
    """A running MiniBrowser."""

    def __init__(self, launch: Launch) -> None:
        self._home = Path(mkdtemp(prefix="webkit-"))
        self._port = _port_taken()
        (self._home / "gtk-3.0").mkdir()
        (self._home / "gtk-3.0" / "gtk.css").write_text(_NARROW_TOOLBAR)
        self._process = subprocess.Popen(
            _command(launch),
            env={**_kept_environment(), **self._environment(launch), **launch.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def connect(self) -> socket.socket:
        """Return a connection to its inspector, once it listens.

        Raises:
            BrowserSilent: MiniBrowser has ended.

        """
        while True:
            with suppress(ConnectionRefusedError):
                return socket.create_connection(self._port.getsockname())
            with suppress(subprocess.TimeoutExpired):
                raise BrowserSilent(f"MiniBrowser ended with {self._process.wait(timeout=0.01)}")

    def close(self) -> None:
        """End it and forget all it wrote."""
        self._process.kill()
        self._process.wait()
        self._port.close()
        shutil.rmtree(self._home, ignore_errors=True)

    def _environment(self, launch: Launch) -> dict[str, str]:
        home = str(self._home)
        return {
            "DISPLAY": launch.display.name,
            "GDK_BACKEND": "x11",
            "WEBKIT_INSPECTOR_SERVER": "{}:{}".format(*self._port.getsockname()),
            "HOME": home,
            "XDG_RUNTIME_DIR": home,
            "XDG_DATA_HOME": home,
            "XDG_CONFIG_HOME": home,
            "XDG_CACHE_HOME": str(_cache(self._home)),
            "NO_AT_BRIDGE": "1",
            "GSETTINGS_BACKEND": "memory",
            "GTK_OVERLAY_SCROLLING": "1",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "WEBKIT_SKIA_ENABLE_CPU_RENDERING": "1",  # cheaper without a graphics card, and Mesa's threads can crash
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # it does not start for root; the pages are our own
        }


def _cache(home: Path) -> Path:
    """Return where GStreamer keeps its list of plug-ins, which takes 0.6 s to make: at home where nothing else can."""
    with suppress(OSError):
        CACHE.mkdir(parents=True, exist_ok=True)
    return CACHE if os.access(CACHE, os.W_OK) else home


def _command(launch: Launch) -> list[str]:
    # setpriv: MiniBrowser ends with the process of the tests, whatever ends that.
    ending = ["setpriv", "--pdeathsig", "KILL"]
    return [*ending, str(launch.executable), "--automation", *_STEADY, *launch.arguments, "about:blank"]


def _kept_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(_LEFT_OUT)}


def _port_taken() -> socket.socket:
    """Return a socket that keeps its port from being given to another program, and leaves it to MiniBrowser."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.bind((LOOPBACK, 0))
    return taken
