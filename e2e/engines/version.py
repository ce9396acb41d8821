"""The versions of the system's browsers, asked of their own programs."""

import subprocess
import sys
from pathlib import Path

_SECONDS = 30
# MiniBrowser tells its version only where it could show a window; its library tells it anywhere.
_ASK_LIBRARY = """
from ctypes import CDLL
library = CDLL("libwebkit2gtk-4.1.so.0")
parts = [getattr(library, f"webkit_get_{part}_version")() for part in ("major", "minor", "micro")]
print("WebKitGTK", ".".join(map(str, parts)))
"""


def of_program(executable: Path) -> str:
    """Return what a browser answers to --version."""
    return _said([str(executable), "--version"])


def of_webkitgtk() -> str:
    """Return the version of the system's WebKitGTK."""
    return _said([sys.executable, "-c", _ASK_LIBRARY])


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    return done.stdout.strip()
