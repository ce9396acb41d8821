"""Step 2: another code instead of the one that was sent (CODE-7)."""

import pytest
from playwright.sync_api import expect

from e2e.journey import Journey
from e2e.pages import CodeStep, ContactStep, ExpiredCode, Person
from e2e.targets import Clock, Mail, Target
from e2e.tests.test_code import LIFETIME, MINUTE, SECOND
from e2e.wording import error, label, paris_hour, saying


@pytest.mark.requirement("CODE-2")
@pytest.mark.requirement("CODE-7")
def test_another_code_kills_the_former_and_gives_no_try_back(
    journey: Journey, persona: Person, target: Target, clock: Clock
) -> None:
    clock.freeze()
    journey.to_code(persona)
    step = journey.spend_tries(persona, 1)
    first = target.wait_for_mail(persona.email)
    second = mail_with_another_code(journey, persona, clock, first)
    expect(step.main.get_by_text(label("Nous envoyons un nouveau code"))).to_be_visible()
    expect(step.main).to_contain_text(saying("valable 15 minutes", paris_hour(clock.now() + LIFETIME)))
    expect(step.tries_left(3)).to_be_visible()

    step.enter(first.code())
    expect(step.code).to_have_accessible_description(error("2 essais"))
    step.enter(second.code())
    ContactStep(journey.page).expect_current()


def mail_with_another_code(journey: Journey, person: Person, clock: Clock, former: Mail) -> Mail:
    """Ask for another code, and once more where chance has drawn the former one again."""
    clock.advance(MINUTE)
    CodeStep(journey.page).resend()
    mail = journey.target.wait_for_mail(person.email, after=former)
    return mail if mail.code() != former.code() else mail_with_another_code(journey, person, clock, mail)


@pytest.mark.requirement("CODE-7")
@pytest.mark.boundary("59 s", "60 s")
def test_another_code_is_refused_until_a_minute_has_passed(
    journey: Journey, persona: Person, target: Target, clock: Clock
) -> None:
    clock.freeze()
    step = journey.to_code(persona)
    clock.advance(MINUTE - SECOND)
    step.resend()
    expect(step.main.get_by_text(label("Vous pourrez en demander un autre")).first).to_be_visible()
    assert len(target.mails(persona.email, expected=1)) == 1

    clock.advance(SECOND)
    step.open().resend()
    expect(step.main.get_by_text(label("Nous envoyons un nouveau code"))).to_be_visible()
    assert len(target.mails(persona.email, expected=2)) == 2


@pytest.mark.requirement("CODE-7")
@pytest.mark.boundary("3 sends", "4 sends")
def test_three_codes_at_most_are_sent_for_one_signup(
    journey: Journey, persona: Person, target: Target, clock: Clock
) -> None:
    clock.freeze()
    step = journey.to_code(persona)
    first = target.wait_for_mail(persona.email)
    clock.advance(MINUTE)
    step.resend()
    second = target.wait_for_mail(persona.email, after=first)
    clock.advance(MINUTE)
    step.open().resend()
    third = target.wait_for_mail(persona.email, after=second)
    clock.advance(MINUTE)
    expect(step.open().main.get_by_text(label("Trois codes ont déjà été envoyés"))).to_be_visible()
    expect(step.button("Renvoyer un code")).to_be_hidden()

    step.enter(third.code())
    ContactStep(journey.page).expect_current()
    assert len(target.mails(persona.email)) == 3


@pytest.mark.requirement("CODE-7")
def test_expired_code_can_be_replaced(journey: Journey, persona: Person, target: Target, clock: Clock) -> None:
    issued_at = clock.freeze()
    journey.to_code(persona)
    first = target.wait_for_mail(persona.email)
    clock.set(issued_at + LIFETIME)
    journey.page.reload()
    ExpiredCode(journey.page).expect_current().resend()
    step = CodeStep(journey.page).expect_current()
    step.enter(target.wait_for_mail(persona.email, after=first).code())
    ContactStep(journey.page).expect_current()
