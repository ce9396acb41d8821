"""Walks the whole journey once in each browser, with a screen reader at work, and keeps what it said at each moment."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from accessibility.auditing import commit
from accessibility.heard import Transcript, write
from accessibility.screen_reader import desktop
from accessibility.screen_reader.desktop import Desktop
from accessibility.tests.screen_reader.listener import Listener, Moments
from e2e import configuration
from e2e.targets import Target
from e2e.targets.people import Newcomers
from fixtures.personas import People

CONFIGURATION = configuration.read()
LAUNCHES = {
    "chromium": {"args": ["--force-renderer-accessibility"]},
    "firefox": {"channel": "moz-firefox"},
}
# Chromium would offer to translate the page, in a dialog that takes the speech.
PREFERENCES = {"translate": {"enabled": False}}


@pytest.fixture(scope="session")
def listening_desktop() -> Iterator[Desktop]:
    """Return the desktop on which Orca listens."""
    absent = desktop.missing()
    if absent:
        pytest.skip(f"a screen reader cannot be started here without {', '.join(absent)}")
    with desktop.opened(CONFIGURATION.patience_seconds) as started:
        yield started


@pytest.fixture(scope="session")
def heard_page(browser_name: str, playwright: Playwright, listening_desktop: Desktop, target: Target) -> Iterator[Page]:
    """Return the tab that Orca reads."""
    program = CONFIGURATION.engines[browser_name].full
    if browser_name not in LAUNCHES or not program:
        pytest.skip(f"{browser_name}: Orca's speech is read of Debian's Chromium and Firefox alone")
    with TemporaryDirectory(prefix="heard-") as profile:
        context = getattr(playwright, browser_name).launch_persistent_context(
            profile_with(PREFERENCES, Path(profile)),
            headless=False,
            executable_path=program,
            env=dict(listening_desktop.environment),
            base_url=target.url,
            locale="fr-FR",
            **LAUNCHES[browser_name],
        )
        yield context.pages[0]
        context.close()


def profile_with(preferences: Mapping[str, Any], folder: Path) -> Path:
    """Return a profile in which Chromium finds these preferences; Firefox passes over them."""
    (folder / "Default").mkdir()
    (folder / "Default" / "Preferences").write_text(json.dumps(preferences))
    return folder


@pytest.fixture(scope="session")
def heard(
    heard_page: Page, listening_desktop: Desktop, target: Target, everybody: People | Newcomers, browser_name: str
) -> Moments:
    """Return what was said from the gate to the account, and keep it for audits."""
    moments = Listener(heard_page, listening_desktop.speech, target).walk(everybody.anyone())
    write(Transcript(browser_name, commit(), moments))
    return moments
