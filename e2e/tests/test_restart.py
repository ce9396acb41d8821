"""Starting the sign-up again (CODE-8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from e2e.journey import Journey, wrong_codes
from e2e.pages import CodeStep, ContactStep, DeadCode, ExpiredCode, IdentityStep, Person, StepClosedPage, StepPage
from e2e.targets import Clock, Target
from fixtures.personas import People

pytestmark = pytest.mark.requirement("CODE-8")

LIFETIME = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


@pytest.mark.renderings("htmx", "blocked", "plain")
def test_restart_keeps_what_was_typed_except_password_and_security_code(
    journey: Journey, persona: Person, target: Target
) -> None:
    journey.to_code(persona).restart()
    identity = IdentityStep(journey.page).expect_current()
    expect(identity.nir).to_have_value(persona.nir)
    expect(identity.birth_name).to_have_value(persona.birth_name)
    expect(identity.email).to_have_value(persona.email)
    expect(identity.password).to_have_value("")
    expect(identity.password_is_kept).to_be_hidden()
    expect(identity.security_code).to_have_value("")
    assert len(target.mails(persona.email, expected=1)) == 1


def test_restart_ends_the_former_signup_at_once(journey: Journey, persona: Person) -> None:
    journey.to_code(persona)
    other_tab = journey.in_another_tab()
    other_step = CodeStep(other_tab.page).open().expect_current()
    code = journey.code_of(persona)
    CodeStep(journey.page).restart()
    IdentityStep(journey.page).expect_current()

    other_step.enter(code)
    StepClosedPage(other_tab.page).expect_current().go_on()
    IdentityStep(other_tab.page).expect_current()


def test_mail_of_the_former_signup_that_has_not_left_never_leaves(
    journey: Journey, persona: Person, target: Target, clock: Clock
) -> None:
    clock.freeze()
    target.postpone_mails(persona.email, times=1)
    step = journey.to_code(persona)
    assert target.mails(persona.email) == []
    step.restart()
    IdentityStep(journey.page).expect_current()
    clock.advance(LIFETIME - SECOND)
    assert target.mails(persona.email) == []


def test_restart_after_a_dead_code_opens_a_new_signup_with_four_tries(
    journey: Journey, persona: Person, target: Target
) -> None:
    journey.to_code(persona)
    first = target.wait_for_mail(persona.email)
    journey.spend_tries(persona, 3).enter(wrong_codes(first.code())[3])
    DeadCode(journey.page).expect_current().restart()
    IdentityStep(journey.page).expect_current()
    journey.fill_identity(persona).submit()
    step = CodeStep(journey.page).expect_current()
    expect(step.tries_left(4)).to_be_visible()
    step.enter(target.wait_for_mail(persona.email, after=first).code())
    ContactStep(journey.page).expect_current()


def test_restart_with_another_address_sends_the_code_there(
    journey: Journey, persona: Person, everybody: People, target: Target, clock: Clock
) -> None:
    issued_at = clock.freeze()
    journey.to_code(persona)
    assert target.wait_for_mail(persona.email)
    clock.set(issued_at + LIFETIME)
    journey.page.reload()
    ExpiredCode(journey.page).expect_current().restart()
    IdentityStep(journey.page).expect_current()
    reachable = persona.with_changes(email=everybody.anyone().email)
    journey.fill_identity(reachable).submit()
    CodeStep(journey.page).expect_current().enter(journey.code_of(reachable))
    ContactStep(journey.page).expect_current()
    assert len(target.mails(persona.email)) == 1


@pytest.mark.parametrize("go", [Journey.to_contact, Journey.to_situation], ids=["contact", "situation"])
def test_restart_on_a_later_step_keeps_the_answers_of_all(
    journey: Journey, persona: Person, target: Target, go: Callable[[Journey, Person], StepPage]
) -> None:
    go(journey, persona).restart()
    expect(IdentityStep(journey.page).expect_current().email).to_have_value(persona.email)
    first = target.wait_for_mail(persona.email)
    journey.fill_identity(persona).submit()
    CodeStep(journey.page).expect_current().enter(target.wait_for_mail(persona.email, after=first).code())
    contact = ContactStep(journey.page).expect_current()
    if go is Journey.to_contact:
        return  # nothing was answered there
    expect(contact.phone).to_have_value(persona.phone)
    expect(contact.street).to_have_value(persona.street)
    expect(contact.town).to_have_value(persona.town)
