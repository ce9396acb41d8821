"""What is told of the geometry of pages whose faults are known."""

import pytest
from playwright.sync_api import Browser

from e2e.layout import Layout

pytestmark = [pytest.mark.machinery, pytest.mark.only_browser("chromium")]

SOUND = "<h1>Bonjour</h1><p><a href='/aide'>Aide</a></p>"


@pytest.mark.parametrize(
    ("page_content", "fault"),
    [
        pytest.param("<h1>Bonjour</h1>", "no control is visible", id="nothing to press"),
        pytest.param("<a href='/aide'>Aide</a>", "no text is visible", id="nothing to read"),
        pytest.param(f"{SOUND}<p style='width: 200vw'>Bienvenue</p>", "outside the window: p « Bienvenue »", id="wide"),
        pytest.param(
            f"{SOUND}<div style='overflow: hidden; width: 9px'><div><p>Bienvenue</p></div></div>",
            "cut: p « Bienvenue »",
            id="cut by what it stands in",
        ),
        pytest.param(
            f"{SOUND}<div style='overflow: auto hidden; height: 9px'><p>Bienvenue</p></div>",
            "cut: p « Bienvenue »",
            id="cut below by what scrolls sideways",
        ),
        pytest.param(
            f"{SOUND}<p>Bienvenue</p><div style='position: absolute; inset: 0'></div>",
            "the pointer does not reach p « Bienvenue », it meets div «  »",
            id="under what is empty",
        ),
        pytest.param(
            "<style>div::after { content: ''; position: absolute; inset: 0 }</style>"
            f"{SOUND}<div><p>Bienvenue</p></div>",
            "the pointer does not reach p « Bienvenue », it meets div « Bienvenue »",
            id="under what its own frame draws",
        ),
    ],
)
def test_fault_is_told(browser: Browser, page_content: str, fault: str) -> None:
    page = browser.new_page()
    page.set_content(page_content)
    assert fault in Layout(page).faults_in_full_window()


@pytest.mark.parametrize(
    "page_content",
    [
        SOUND,
        f"{SOUND}<div style='overflow: auto; width: 9px; height: 60px'><p>Bienvenue</p></div>",
        f"{SOUND}<p style='overflow-x: scroll; width: 9px'>Bienvenue</p>",
        f"{SOUND}<div style='overflow: hidden'><div style='overflow: auto; width: 9px'><p>Bienvenue</p></div></div>",
        f"{SOUND}<div style='overflow: auto; height: 60px'><div style='height: 900px'></div><p>Bienvenue</p></div>",
        f"{SOUND}<p style='width: 9px'><a href='/'>{'Bienvenue ' * 99}</a></p>",
        f"{SOUND}<p style='height: 9000px'><strong style='display: block; height: 9000px'>Bienvenue</strong></p>",
    ],
    ids=[
        *("plain", "in what scrolls", "scrolling itself", "scrolling in what cuts", "far down in what scrolls"),
        *("of more lines than the window", "higher than the window"),
    ],
)
def test_sound_page_has_no_fault(browser: Browser, page_content: str) -> None:
    page = browser.new_page()
    page.set_content(page_content)
    assert Layout(page).faults_in_full_window() == []
