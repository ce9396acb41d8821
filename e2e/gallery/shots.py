"""Takes the pictures. pytest runs this file when it is named, which ``python -m e2e.gallery`` does."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from e2e.engines import Capability, Engine
from e2e.gallery.pictures import DIRECTORY, Picture, pictures_of
from e2e.observer import Observer
from e2e.states import STATES, State
from e2e.ways.stage import Stage

HEIGHT = 800
STYLE_REFUSED = "blocked an inline style"  # to take a picture, Playwright tries one in Firefox
EVERY_STATE = [pytest.param(state, id=state.id, marks=pytest.mark.requirement(state.requirement)) for state in STATES]


@pytest.mark.renderings("htmx")
@pytest.mark.parametrize("state", EVERY_STATE)
def test_state_is_shown(
    state: State, stage: Stage, observer: Observer, engine: Engine, request: pytest.FixtureRequest
) -> None:
    observer.foresee("status of 503")
    observer.foresee(STYLE_REFUSED)
    state.show(stage)
    directory = request.config.rootpath / DIRECTORY
    wanted = pictures_of(state, request.getfixturevalue("browser_name"))
    possible = [picture for picture in wanted if picture.scheme == "light" or has_dark(engine)]
    missing = [picture for picture in possible if not take(stage.page, picture, directory)]
    assert missing == []


def has_dark(engine: Engine) -> bool:
    """Tell whether its pages can be shown in dark once they are open; the gallery's page says where they cannot."""
    return Capability.EMULATED_COLOURS not in engine.lacks


def take(page: Page, picture: Picture, directory: Path) -> bool:
    """Take one picture of the whole page, and tell whether it is there."""
    page.set_viewport_size({"width": picture.width, "height": HEIGHT})
    page.emulate_media(color_scheme=picture.scheme)
    file = directory / picture.file
    page.screenshot(path=file, full_page=True, animations="disabled")
    return file.exists()
