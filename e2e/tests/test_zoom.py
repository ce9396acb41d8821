"""Every page shows whole at any zoom, in every state (ZOOM-1, ZOOM-2)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.engines import Capability
from e2e.journey import Journey, wrong_codes
from e2e.layout import WINDOW, Layout
from e2e.network import LostAnswer
from e2e.observer import Observer
from e2e.pages import (
    READABLE_PATHS,
    AccountPage,
    CodeStep,
    ContactStep,
    DeadCode,
    DeletionPage,
    DonePage,
    ExpiredCode,
    IdentityStep,
    Person,
    SituationStep,
)
from e2e.targets import Clock
from e2e.tests.test_code import LIFETIME, MINUTE
from e2e.tests.test_lost_answers import lost
from e2e.ways import franceconnect, public
from e2e.ways.stage import Stage
from e2e.wording import has_page, label, path_of
from fixtures.personas import People

NOT_FOUND = "/page-introuvable"
WAYS = (
    public.sign_in_empty,
    public.sign_in_refused,
    franceconnect.identity,
    franceconnect.conflict,
    franceconnect.connected_at_step_1,
    franceconnect.linking,
    franceconnect.turned_back,
)


def open_readable(page: Page, path: str) -> None:
    """Open a page that anyone can read, and see that the service has it."""
    answer = page.goto(path)
    assert answer is not None
    is_not_found = has_page(NOT_FOUND) and path == path_of(NOT_FOUND)
    assert answer.status == (404 if is_not_found else 200)


@pytest.mark.read_only
@pytest.mark.requirement("ZOOM-1")
@pytest.mark.renderings("plain")
@pytest.mark.parametrize("path", READABLE_PATHS)
def test_page_shows_whole_in_a_full_window(page: Page, layout: Layout, path: str) -> None:
    open_readable(page, path)
    assert layout.faults_in_full_window() == []


@pytest.mark.read_only
@pytest.mark.requirement("ZOOM-1")
@pytest.mark.requirement("ZOOM-2")
@pytest.mark.renderings("htmx")
@pytest.mark.parametrize("path", READABLE_PATHS)
@pytest.mark.boundary("25 %", "400 %", "320 px")
def test_page_shows_whole_at_every_zoom(page: Page, layout: Layout, path: str) -> None:
    open_readable(page, path)
    assert layout.faults_at_every_zoom() == []


@pytest.mark.requirement("ZOOM-1")
@pytest.mark.requirement("ZOOM-2")
@pytest.mark.long
def test_steps_show_whole_at_every_zoom(journey: Journey, everybody: People, layout: Layout) -> None:
    # Nowhere to break the lines.
    person = everybody.special("100 characters", birth_name="Montmorency" * 9, email=everybody.long_address())
    journey.to_filled_identity(person)
    assert layout.faults_at_every_zoom() == []
    IdentityStep(journey.page).submit()
    CodeStep(journey.page).expect_current()
    assert layout.faults_at_every_zoom() == []
    CodeStep(journey.page).enter(journey.code_of(person))
    ContactStep(journey.page).expect_current().fill(person)
    assert layout.faults_at_every_zoom() == []
    ContactStep(journey.page).submit()
    SituationStep(journey.page).expect_current().fill(person)
    assert layout.faults_at_every_zoom() == []
    SituationStep(journey.page).accept_terms()
    SituationStep(journey.page).submit()
    DonePage(journey.page).expect_current()
    assert layout.faults_at_every_zoom() == []
    AccountPage(journey.page).open()
    assert layout.faults_at_every_zoom() == []
    DeletionPage(journey.page).open()
    assert layout.faults_at_every_zoom() == []


@pytest.mark.requirement("ZOOM-1")
@pytest.mark.requirement("ZOOM-2")
@pytest.mark.long
def test_steps_with_errors_show_whole_at_every_zoom(journey: Journey, persona: Person, layout: Layout) -> None:
    identity = journey.to_identity()
    identity.submit()
    expect(identity.error_summary).to_be_visible()
    assert layout.faults_at_every_zoom() == []
    journey.fill_identity(persona).submit()
    code = CodeStep(journey.page).expect_current()
    code.enter("12")
    expect(code.error_summary).to_be_visible()
    assert layout.faults_at_every_zoom() == []
    code.enter(journey.code_of(persona))
    contact = ContactStep(journey.page).expect_current()
    contact.submit()
    expect(contact.error_summary).to_be_visible()
    assert layout.faults_at_every_zoom() == []
    contact.fill(persona)
    contact.submit()
    situation = SituationStep(journey.page).expect_current()
    situation.submit()
    expect(situation.error_summary).to_be_visible()
    assert layout.faults_at_every_zoom() == []


@pytest.mark.requirement("ZOOM-2")
def test_another_code_for_a_long_address_shows_whole_at_every_zoom(
    journey: Journey, everybody: People, layout: Layout, clock: Clock
) -> None:
    issued_at = clock.freeze()
    step = journey.to_code(everybody.special("100 characters", email=everybody.long_address()))
    clock.set(issued_at + MINUTE)
    step.open().resend()
    expect(step.status.filter(has_text=label("Nous envoyons un nouveau code"))).to_be_visible()
    assert layout.faults_at_every_zoom() == []


@pytest.mark.requirement("ZOOM-1")
@pytest.mark.requirement("ZOOM-2")
def test_dead_code_shows_whole_at_every_zoom(journey: Journey, persona: Person, layout: Layout) -> None:
    journey.to_code(persona)
    journey.spend_tries(persona, 3).enter(wrong_codes(journey.code_of(persona))[3])
    DeadCode(journey.page).expect_current()
    assert layout.faults_at_every_zoom() == []


@pytest.mark.requirement("ZOOM-1")
@pytest.mark.requirement("ZOOM-2")
def test_expired_code_shows_whole_at_every_zoom(
    journey: Journey, persona: Person, layout: Layout, clock: Clock
) -> None:
    issued_at = clock.freeze()
    journey.to_code(persona)
    clock.set(issued_at + LIFETIME)
    journey.page.reload()
    ExpiredCode(journey.page).expect_current()
    assert layout.faults_at_every_zoom() == []


@pytest.mark.requirement("ZOOM-1")
@pytest.mark.requirement("ZOOM-2")
@pytest.mark.in_turn
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_page_on_the_way_of_few_shows_whole_at_every_zoom(
    stage: Stage, layout: Layout, way: Callable[[Stage], None]
) -> None:
    way(stage)
    assert layout.faults_at_every_zoom() == []


@pytest.mark.requirement("ZOOM-2")
@pytest.mark.renderings("htmx")
@pytest.mark.needs(Capability.SENT_FORM)
def test_what_is_said_of_a_lost_connection_leaves_the_page_to_be_used_at_400_per_cent(
    page: Page, journey: Journey, persona: Person, layout: Layout, observer: Observer
) -> None:
    observer.foresee("net::ERR_FAILED")
    observer.foresee("htmx:")
    situation = journey.to_filled_situation(persona)
    page.set_viewport_size(WINDOW.zoomed(400).as_size())
    LostAnswer(page, SituationStep.path)
    situation.submit()
    expect(lost(situation)).to_be_in_viewport()
    assert [fault for fault in layout.faults_as_shown() if fault.startswith("the pointer does not reach")] == []
