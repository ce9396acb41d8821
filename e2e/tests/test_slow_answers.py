"""What a citizen is told while an answer is long in coming, and when it is not the one that was asked for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from e2e.engines import Capability
from e2e.journey import Journey
from e2e.network import SlowNetwork
from e2e.observer import Observer
from e2e.pages import CodeStep, ContactStep, IdentityStep, Person, SituationStep
from e2e.wording import label, path_of

pytestmark = [pytest.mark.requirement("EVERYWHERE-1"), pytest.mark.renderings("htmx"), pytest.mark.own]

SENDING = "Envoi en cours…"
NOT_ANSWERED = "Votre demande n’a pas abouti."
# Timers of a second wait until they are told to end; what the live region says is noted.
HOLD_SECONDS = """() => {
    const later = window.setTimeout.bind(window);
    window.held = [];
    window.said = [];
    window.setTimeout = (run, delay, ...rest) => delay === 1000 ? held.push(run) : later(run, delay, ...rest);
    const region = document.getElementById("request-status");
    new MutationObserver(() => region.textContent && said.push(region.textContent))
        .observe(region, { childList: true, subtree: true, characterData: true });
}"""
END_SECOND = "() => { held.splice(0).forEach((run) => run()); }"


def sending(page: Page) -> Locator:
    """Return what is said while a form is on its way."""
    return page.get_by_role("status").filter(has_text=label(SENDING))


def not_answered(page: Page) -> Locator:
    """Return what is said of a button, or a field, whose answer is another page."""
    return page.get_by_role("alert").filter(has_text=label(NOT_ANSWERED))


def ask_by_typing(step: ContactStep) -> None:
    """Type another postcode, which asks for its towns."""
    step.postcode.fill("35520")


def test_form_long_on_its_way_is_told_once_until_it_is_answered(journey: Journey, persona: Person) -> None:
    identity = journey.to_filled_identity(persona)
    network = SlowNetwork(journey.page, IdentityStep.path)
    journey.page.evaluate(HOLD_SECONDS)
    identity.submit()
    expect(identity.submit_button).to_have_css("opacity", "0.75")
    expect(sending(journey.page)).to_have_count(0)
    journey.page.evaluate(END_SECOND)
    expect(sending(journey.page)).to_be_in_viewport()
    identity.submit()
    journey.page.evaluate(END_SECOND)
    network.let_through()
    CodeStep(journey.page).expect_current()
    expect(sending(journey.page)).to_have_count(0)
    assert journey.page.evaluate("said") == [SENDING]


def test_form_answered_at_once_is_not_told(journey: Journey, persona: Person) -> None:
    identity = journey.to_filled_identity(persona)
    journey.page.evaluate(HOLD_SECONDS)
    identity.submit()
    CodeStep(journey.page).expect_current()
    assert journey.page.evaluate("held.length") > 0
    journey.page.evaluate(END_SECOND)
    assert journey.page.evaluate("said") == []


def test_form_that_is_lost_is_no_longer_told_to_be_on_its_way(
    journey: Journey, persona: Person, observer: Observer
) -> None:
    observer.foresee("net::ERR_FAILED")
    observer.foresee("htmx:")
    identity = journey.to_filled_identity(persona)
    journey.page.evaluate(HOLD_SECONDS)
    journey.page.route(f"**{path_of(IdentityStep.path)}", lambda route: route.abort())
    identity.submit()
    expect(journey.page.get_by_role("alert").filter(has_text=label("La connexion a été coupée."))).to_be_in_viewport()
    journey.page.evaluate(END_SECOND)
    assert journey.page.evaluate("said") == []


@pytest.mark.needs(Capability.SENT_FORM)
def test_answer_to_a_field_that_the_form_has_overtaken_is_told_as_no_failure(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    page, held = journey.page, dict[bool, Route]()

    def hold(route: Route) -> None:
        held["hx-trigger-name" in route.request.headers] = route

    contact.fill(persona.with_changes(postcode=""))
    page.route(f"**{path_of(contact.path)}", hold)
    with page.expect_request(lambda request: "hx-trigger-name" in request.headers):
        contact.postcode.fill(persona.postcode)
    with page.expect_request(lambda request: "hx-trigger-name" not in request.headers):
        contact.submit()
    next_page = held[False].fetch()
    held[True].continue_()
    expect(page.locator("#postcode.htmx-request")).to_have_count(0)
    expect(not_answered(page)).to_have_count(0)
    held[False].fulfill(response=next_page)
    SituationStep(page).expect_current()
    expect(not_answered(page)).to_have_count(0)


@pytest.mark.requirement("COOKIE-3")
@pytest.mark.parametrize("ask", [ask_by_typing, ContactStep.propose_towns])
def test_towns_asked_for_without_cookies_are_told_to_have_failed(
    journey: Journey, persona: Person, ask: Callable[[ContactStep], None]
) -> None:
    contact = journey.to_contact(persona)
    contact.fill(persona)
    expect(contact.proposal(persona.town)).to_be_visible()
    journey.page.context.clear_cookies()
    ask(contact)
    expect(not_answered(journey.page)).to_be_in_viewport()
    expect(contact.street).to_have_value(persona.street)
    expect(contact.proposal(persona.town)).to_be_visible()
