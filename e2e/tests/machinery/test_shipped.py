"""Playwright's own browsers are driven where it has brought them, or the system's, as playwright.config prefers."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from e2e import configuration
from e2e.configuration import FILE, UnknownPreference
from e2e.engines import engine, installed, shipped
from e2e.engines.shipped_webkit import ShippedWebKit

pytestmark = [pytest.mark.machinery, pytest.mark.usefixtures("registry")]

NAMES = ("chromium", "firefox", "webkit")
TOLD_PLACE = re.compile(r"Install location: +(.+)")


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Playwright take an empty folder for the one of its browsers."""
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))


def fetch(name: str) -> None:
    """Put into the registry what shows that a browser was fetched."""
    for part in shipped.parts(name):
        part.folder.mkdir()
        (part.folder / "INSTALLATION_COMPLETE").touch()


@pytest.fixture
def preferring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what has another preference read than the file's."""

    def prefer(preference: str) -> None:
        said = FILE.read_text(encoding="utf-8").replace('prefer = "playwright"', f'prefer = "{preference}"')
        (tmp_path / FILE.name).write_text(said, encoding="utf-8")
        found = configuration.read(tmp_path / FILE.name)
        monkeypatch.setattr(installed.configuration, "read", lambda: found)

    return prefer


@pytest.mark.parametrize("name", NAMES)
def test_folders_are_those_that_playwright_tells(name: str) -> None:
    told = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "playwright", "install", "--dry-run", name], check=True, capture_output=True, text=True
    )
    places = {place for place in TOLD_PLACE.findall(told.stdout) if "ffmpeg" not in place}
    assert {str(part.folder) for part in shipped.parts(name)} == places
    assert places


@pytest.mark.parametrize("name", NAMES)
def test_browser_that_playwright_brought_comes_first(name: str) -> None:
    assert engine(name).version() != shipped.version(name)
    fetch(name)
    assert engine(name).version() == shipped.version(name)


def test_half_fetched_browser_is_none() -> None:
    fetch("chromium")
    (shipped.parts("chromium")[-1].folder / "INSTALLATION_COMPLETE").unlink()
    assert not shipped.is_here("chromium")


def test_systems_browser_comes_first_where_it_is_preferred(preferring: Callable[[str], None]) -> None:
    fetch("webkit")
    assert isinstance(engine("webkit"), ShippedWebKit)
    preferring("system")
    assert not isinstance(engine("webkit"), ShippedWebKit)


def test_preference_for_what_there_is_not_is_refused(preferring: Callable[[str], None]) -> None:
    with pytest.raises(UnknownPreference, match="playwright, system"):
        preferring("newest")
