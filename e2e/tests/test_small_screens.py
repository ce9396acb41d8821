"""Telephones, held upright and across, and a browser whose owner wants no letter smaller than large ones.

ZOOM-2 holds on a small touch screen as in a narrow window.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from e2e import configuration
from e2e.engines import Capability, Setting
from e2e.journey import Journey
from e2e.layout import Layout
from e2e.observer import Observer
from e2e.pages import (
    CodeStep,
    ContactStep,
    DonePage,
    HelpPage,
    HomePage,
    IdentityStep,
    Person,
    SignInPage,
    SitePage,
    SituationStep,
)
from e2e.targets import Target
from e2e.targets.guard import Guard

VIEWPORTS = configuration.read().viewports
TELEPHONE = {"device_scale_factor": 2, "has_touch": True, "is_mobile": True}
# In CSS pixels; usual letters have 16.
SMALLEST_LETTERS = 28


@pytest.fixture(params=["upright", "across"])
def telephone(
    new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest, observer: Observer, guard: Guard
) -> Page:
    """Return a page on a small touch screen."""
    context = new_context(**TELEPHONE)
    observer.watch(context)
    guard.watch(context)
    page = context.new_page()
    page.set_viewport_size(VIEWPORTS[request.param].as_size())
    return page


@pytest.fixture(params=["window", "upright"])
def page_of_large_letters(
    open_browser: Callable[..., BrowserContext], request: pytest.FixtureRequest, guard: Guard
) -> Page:
    """Return a page of a browser whose own setting lets no letter be small."""
    context = open_browser(Setting(smallest_letters=SMALLEST_LETTERS))
    guard.watch(context)
    page = context.new_page()
    page.set_viewport_size(VIEWPORTS[request.param].as_size())
    return page


def smallest_letters(page: Page) -> float:
    """Return how large the letters of the footer are, which pages want small."""
    size: float = page.evaluate("parseFloat(getComputedStyle(document.querySelector('footer a')).fontSize)")
    return size


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
    contact = ContactStep(telephone).expect_current()
    contact.fill(persona)
    faults["contact"] = layout.faults_as_shown()
    contact.submit()
    situation = SituationStep(telephone).expect_current()
    situation.fill(persona)
    situation.accept_terms()
    faults["situation"] = layout.faults_as_shown()
    situation.submit_button.tap()
    DonePage(telephone).expect_current()
    faults["done"] = layout.faults_as_shown()
    assert [fault for found in faults.values() for fault in found] == []


@pytest.mark.read_only
@pytest.mark.requirement("ZOOM-2")
@pytest.mark.needs(Capability.LETTER_SIZE)
@pytest.mark.parametrize("page_object", [HomePage, SignInPage, HelpPage])
def test_page_shows_whole_where_no_letter_may_be_small(
    page_of_large_letters: Page, page_object: type[SitePage]
) -> None:
    page = page_of_large_letters
    page_object(page).open()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert smallest_letters(page) >= SMALLEST_LETTERS
    assert Layout(page).faults_as_shown() == []


@pytest.mark.requirement("ZOOM-2")
@pytest.mark.renderings("htmx")
@pytest.mark.needs(Capability.LETTER_SIZE)
def test_steps_show_whole_where_no_letter_may_be_small(
    page_of_large_letters: Page, target: Target, observer: Observer, persona: Person
) -> None:
    page = page_of_large_letters
    journey, layout = Journey(page, target, observer.people), Layout(page)
    journey.to_filled_identity(persona)
    assert smallest_letters(page) >= SMALLEST_LETTERS
    assert layout.faults_as_shown() == []
    IdentityStep(page).submit()
    CodeStep(page).expect_current()
    assert layout.faults_as_shown() == []
    CodeStep(page).enter(journey.code_of(persona))
    ContactStep(page).expect_current().fill(persona)
    assert layout.faults_as_shown() == []
    ContactStep(page).submit()
    SituationStep(page).expect_current().fill(persona)
    assert layout.faults_as_shown() == []
