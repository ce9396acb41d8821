"""Step 2: the mail with the code, and what the page says of it (CODE-1, CODE-2)."""

import pytest
from playwright.sync_api import expect

from e2e.engines import Capability
from e2e.journey import Journey
from e2e.pages import CodeStep, ContactStep, Person
from e2e.pressing import press_again_before_the_answer
from e2e.targets import Clock, Target
from e2e.tests.test_code import LIFETIME
from e2e.wording import error, label, paris_hour, path_of, saying

# What the page would do in some seconds it does soon.
HURRY = """const later = window.setTimeout;
window.setTimeout = (run, delay, ...rest) => later(run, Math.min(delay || 0, 50), ...rest);"""
SEE_OTHER = 303
LATE = label("L’envoi prend du retard")


@pytest.mark.requirement("CODE-1")
def test_mail_with_six_digits_goes_to_the_address_given(journey: Journey, persona: Person, target: Target) -> None:
    step = journey.to_code(persona)
    (mail,) = target.mails(persona.email, expected=1)
    assert mail.subject.startswith(mail.code())
    assert mail.code() in mail.html
    # Only who reads the mail knows the code.
    expect(step.code).to_have_value("")
    assert mail.code() not in step.main.inner_text()


@pytest.mark.requirement("CODE-1")
def test_leading_zeros_count(journey: Journey, persona: Person, target: Target) -> None:
    with target.drawing_code(4217):
        step = journey.to_code(persona)
    (mail,) = target.mails(persona.email, expected=1)
    assert mail.subject.startswith("004217")
    assert "004217" in mail.text
    assert "004217" in mail.html
    step.enter("4217")
    expect(step.code).to_have_accessible_description(error("6 chiffres", "Aucun essai"))
    step.enter("004217")
    ContactStep(journey.page).expect_current()


@pytest.mark.requirement("CODE-1")
@pytest.mark.needs(Capability.DOUBLE_CLICK)
def test_first_step_sent_twice_sends_one_mail(journey: Journey, persona: Person, target: Target) -> None:
    journey.to_filled_identity(persona).submit_twice()
    CodeStep(journey.page).expect_current()
    assert len(target.mails(persona.email, expected=1)) == 1


@pytest.mark.requirement("CODE-1")
@pytest.mark.renderings("blocked", "plain")
@pytest.mark.needs(Capability.DOUBLE_CLICK, Capability.SENT_FORM)
def test_first_step_sent_again_before_its_answer_came_sends_one_mail(
    journey: Journey, persona: Person, target: Target
) -> None:
    step = journey.to_filled_identity(persona)
    answer = press_again_before_the_answer(step)
    CodeStep(journey.page).expect_current()
    assert answer.status == SEE_OTHER
    assert len(target.mails(persona.email, expected=1)) == 1


@pytest.mark.requirement("CODE-2")
def test_page_says_where_the_code_went_and_how_long_it_is_good(journey: Journey, persona: Person, clock: Clock) -> None:
    issued_at = clock.freeze()
    step = journey.to_code(persona)
    expect(step.main).to_contain_text(saying(f"Un code à 6 chiffres est envoyé à {persona.email}"))
    expect(step.main).to_contain_text(saying("valable 15 minutes", paris_hour(issued_at + LIFETIME)))
    expect(step.tries_left(4)).to_be_visible()
    expect(step.main).to_contain_text(saying("courriers indésirables (spam)", "quelques minutes"))
    expect(step.main).to_contain_text(saying("ne pouvez pas lire les messages", "Recommencez l’inscription"))
    expect(step.button("Recommencer l’inscription")).to_be_visible()


@pytest.mark.requirement("CODE-2")
@pytest.mark.renderings("htmx")
def test_page_tells_by_itself_that_the_mail_left(journey: Journey, persona: Person, target: Target) -> None:
    with target.holding_mails():
        step = journey.to_code(persona)
    assert target.wait_for_mail(persona.email)
    expect(step.status.filter(has_text=label("Message envoyé"))).to_be_visible()


def to_code_whose_mail_is_late(journey: Journey, person: Person, target: Target) -> CodeStep:
    """Go to step 2, which tells that the mail is late and asks for news of it many times a second."""
    target.postpone_mails(person.email)
    journey.page.add_init_script(HURRY)
    step = journey.to_code(person)
    expect(step.status.filter(has_text=LATE)).to_be_visible()
    return step


@pytest.mark.requirement("CODE-2")
@pytest.mark.renderings("htmx")
def test_delay_of_the_mail_is_announced_once_though_the_page_asks_again_and_again(
    journey: Journey, persona: Person, target: Target
) -> None:
    step = to_code_whose_mail_is_late(journey, persona, target)
    delayed = step.status.filter(has_text=LATE)
    delayed.evaluate("region => { region.firstElementChild.dataset.heard = '' }")
    # The answer to the last question was not yet dealt with: what the others brought was.
    for _ in range(3):
        with journey.page.expect_response(f"**{path_of(step.path)}"):
            pass
    expect(delayed.locator("[data-heard]")).to_be_visible()


@pytest.mark.requirement("CODE-2")
@pytest.mark.requirement("CODE-8")
@pytest.mark.renderings("htmx")
def test_restart_keeps_the_focus_though_the_page_asks_again_and_again(
    journey: Journey, persona: Person, target: Target
) -> None:
    step = to_code_whose_mail_is_late(journey, persona, target)
    restart = step.button("Recommencer l’inscription")
    restart.focus()
    for _ in range(3):
        with journey.page.expect_response(f"**{path_of(step.path)}"):
            pass
    expect(restart).to_be_focused()
