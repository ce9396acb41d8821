"""The browser's own buttons, where htmx brought the page: no answer is lost, and what fails is told (EVERYWHERE-3)."""

import pytest
from playwright.sync_api import Request, expect

from e2e.journey import WRONG_SECURITY_CODE, Journey
from e2e.network import StrangersAnswer
from e2e.observer import Observer
from e2e.pages import CodeStep, Person
from e2e.wording import label, path_of

# What is asked for on the way back has been asked by then, and what has come is shown.
NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

pytestmark = [pytest.mark.requirement("EVERYWHERE-3"), pytest.mark.renderings("htmx")]


def test_way_back_from_a_link_within_the_page_leaves_what_was_typed(journey: Journey, persona: Person) -> None:
    contact = journey.on_foot().to_contact(persona)
    contact.fill(persona)
    contact.phone.fill("12")
    contact.submit()
    summary = contact.error_summary
    expect(summary).to_be_focused()
    contact.street.fill("9 rue Neuve")
    summary.get_by_role("link").first.click()
    expect(contact.phone).to_be_focused()
    asked: list[Request] = []

    def note(request: Request) -> None:
        if request.url.endswith(path_of(contact.path)):
            asked.append(request)

    journey.page.on("request", note)
    journey.page.go_back()
    journey.page.evaluate(NEXT_FRAME)
    for request in asked:
        request.response()
    journey.page.evaluate(NEXT_FRAME)
    expect(summary).to_be_visible()
    expect(contact.street).to_have_value("9 rue Neuve")
    contact.submit()
    expect(summary).to_be_focused()
    expect(contact.street).to_have_value("9 rue Neuve")


def test_reload_after_a_wrong_security_code_keeps_the_answers(journey: Journey, persona: Person) -> None:
    identity = journey.to_filled_identity(persona)
    identity.security_code.fill(WRONG_SECURITY_CODE)
    identity.submit()
    expect(identity.error_summary).to_be_visible()
    journey.page.reload()
    expect(identity.nir).to_have_value(persona.nir)
    expect(identity.birth_name).to_have_value(persona.birth_name)
    expect(identity.email).to_have_value(persona.email)


def test_reload_after_an_error_on_a_later_step_keeps_what_was_typed(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    contact.fill(persona)
    contact.phone.fill("12")
    contact.submit()
    expect(contact.error_summary).to_be_visible()
    journey.page.reload()
    expect(contact.street).to_have_value(persona.street)
    expect(contact.phone).to_have_value("12")


def test_page_that_the_way_back_leads_to_is_told_when_it_does_not_come(
    journey: Journey, persona: Person, observer: Observer
) -> None:
    observer.foresee("status of 503")
    journey.on_foot().to_contact(persona)
    StrangersAnswer(journey.page, CodeStep.path)
    journey.page.go_back()
    expect(journey.page).to_have_title(label("Indisponible"))


def test_page_that_the_way_back_leads_to_comes_whole(journey: Journey, persona: Person) -> None:
    contact = journey.on_foot().to_contact(persona)
    journey.page.evaluate("window.isFormer = true")
    journey.go_back()
    contact.expect_current()
    assert not journey.page.evaluate("window.isFormer")
