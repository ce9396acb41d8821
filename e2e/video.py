"""What --video needs: Playwright's own encoder, which comes with no browser of Debian."""

import os
import sys
from pathlib import Path

import pytest

MISSING = "--video needs Playwright's encoder: .venv/bin/playwright install ffmpeg"
NONE_OF_WEBKITGTK = "webkit: WebKitGTK films nothing, --video is without effect there"
_USUAL_PLACES = {"darwin": "Library/Caches/ms-playwright", "win32": "AppData/Local/ms-playwright"}


def is_asked_for(config: pytest.Config) -> bool:
    """Tell whether the command line asks for videos."""
    return bool(config.getoption("--video") != "off")


def has_encoder() -> bool:
    """Tell whether Playwright would find its encoder."""
    usual = Path.home() / _USUAL_PLACES.get(sys.platform, ".cache/ms-playwright")
    return any(Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or usual).glob("ffmpeg-*/ffmpeg-*"))
