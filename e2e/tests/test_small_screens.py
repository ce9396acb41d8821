"""Telephones, held upright and across, and a browser whose owner wants no letter smaller than large ones.

ZOOM-2 holds on a small touch screen as in a narrow window.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from e2e.engines.capability import Capability
from e2e.journey import Journey
from e2e.layout import Layout
from e2e.observer import Observer
from e2e.pages import CodeStep, ContactStep, DonePage, HelpPage, HomePage, IdentityStep, Person, SignInPage, SitePage
from e2e.targets import Target
from e2e.targets.guard import Guard

UPRIGHT = {"width": 320, "height": 568}
ACROSS = {"width": 568, "height": 320}
TELEPHONE = {"device_scale_factor": 2, "has_touch": True, "is_mobile": True}
# In CSS pixels; usual letters have 16.
SMALLEST_LETTERS = 28


@pytest.fixture(params=[UPRIGHT, ACROSS], ids=["upright", "across"])
def telephone(
    new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest, observer: Observer, guard: Guard
) -> Page:
    """Return a page on a small touch screen."""
    context = new_context(**TELEPHONE)
    observer.watch(context)
    guard.watch(context)
    page = context.new_page()
    page.set_viewport_size(request.param)
    return page


@pytest.fixture
def browser_of_large_letters(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """Return Chromium with its own setting of the smallest letters."""
    arguments = [*browser_type_launch_args.get("args", []), f"--blink-settings=minimumFontSize={SMALLEST_LETTERS}"]
    browser = browser_type.launch(**browser_type_launch_args | {"args": arguments})
    yield browser
    browser.close()


@pytest.mark.requirement("ZOOM-2")
@pytest.mark.renderings("htmx")
@pytest.mark.needs(Capability.TOUCH)
def test_journey_is_done_with_fingers_on_a_telephone(
    telephone: Page, target: Target, observer: Observer, persona: Person
) -> None:
    journey, layout = Journey(telephone, target, observer.people), Layout(telephone)
    faults = {}
    journey.to_filled_identity(persona)
    faults["identity"] = layout.faults_as_shown()
    IdentityStep(telephone).button("Continuer").last.tap()
    code = CodeStep(telephone).expect_current()
    faults["code"] = layout.faults_as_shown()
    code.enter(journey.code_of(persona))
    ContactStep(telephone).expect_current()
    faults["contact"] = layout.faults_as_shown()
    journey.from_contact_to_done(persona)
    faults["done"] = layout.faults_as_shown()
    DonePage(telephone).expect_current()
    assert [fault for found in faults.values() for fault in found] == []


@pytest.mark.read_only
@pytest.mark.requirement("ZOOM-2")
@pytest.mark.only_browser("chromium")
@pytest.mark.parametrize("page_object", [HomePage, SignInPage, HelpPage])
def test_page_shows_whole_where_no_letter_may_be_small(
    browser_of_large_letters: Browser, target: Target, page_object: type[SitePage]
) -> None:
    page = browser_of_large_letters.new_page(base_url=target.url, viewport={"width": 1280, "height": 800})
    page_object(page).open()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('footer a')).fontSize)")
    assert size >= SMALLEST_LETTERS
    assert Layout(page).faults_as_shown() == []
