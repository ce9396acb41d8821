"""The gallery's page and the table of states behind it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from e2e import catalogue
from e2e.gallery import pictures
from e2e.states import STATES
from fixtures.server_process import ROOT

pytestmark = [pytest.mark.machinery, pytest.mark.only_browser("chromium")]


@pytest.fixture
def gallery(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Return a page that shows a gallery in which one state has its pictures."""
    (tmp_path / "chromium").mkdir()
    for picture in pictures.pictures_of(STATES[0], "chromium"):
        Image.new("RGB", (picture.width, 900)).save(tmp_path / picture.file)
    (tmp_path / "index.html").write_text(pictures.html(tmp_path, ["chromium"]), encoding="utf-8")
    shown = browser.new_page()
    shown.goto((tmp_path / "index.html").as_uri())
    yield shown
    shown.close()


def test_states_have_ids_of_their_own_and_known_requirements() -> None:
    known = catalogue.read(ROOT / catalogue.FILE)
    assert len({state.id for state in STATES}) == len(STATES)
    assert {state.requirement for state in STATES} <= set(known)


def test_gallery_shows_a_state_in_every_width_and_colour_scheme(gallery: Page) -> None:
    expect(gallery.get_by_role("figure")).to_have_count(6)
    gallery.get_by_label("320 px").check()
    gallery.get_by_label("sombre").check()
    expect(gallery.get_by_role("figure")).to_have_count(1)
    expect(gallery.get_by_role("img", name="chromium, 320 px, sombre")).to_be_visible()
    expect(gallery.get_by_text("Cet état n’a pas pu être montré.")).to_have_count(len(STATES) - 1)


def test_gallery_says_which_browser_has_no_dark_pictures(tmp_path: Path) -> None:
    page = pictures.html(tmp_path, ["chromium", "firefox"])
    assert "<p>firefox&nbsp;: aucune image sombre" in page
    assert "<p>chromium&nbsp;:" not in page


def test_gallery_is_accessible(gallery: Page) -> None:
    assert Axe().run(gallery).response["violations"] == []
