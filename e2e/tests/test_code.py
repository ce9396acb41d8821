"""Step 2: the code received by e-mail (CODE-1 to CODE-7)."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from e2e.engines import Capability
from e2e.journey import Journey, wrong_codes
from e2e.keyboard import Keyboard
from e2e.network import LateAnswer
from e2e.pages import CodeStep, ContactStep, DeadCode, ExpiredCode, IdentityStep, Person
from e2e.pages.step import StepPage
from e2e.targets import Clock, Target
from e2e.wording import error, paris_hour, path_of, saying

LIFETIME = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
WRONG = ("n’est pas le bon", "6 chiffres", "envoyé à l’adresse", "15 minutes")
EXPIRED = ("Ce code a expiré", "15 minutes", "adresse valide et accessible")
# What the page would do in some seconds it does soon.
HURRY = """const later = window.setTimeout;
window.setTimeout = (run, delay, ...rest) => later(run, Math.min(delay || 0, 50), ...rest);"""
SEE_OTHER, REFUSED = 303, 422
DEAD = ("Quatre codes erronés", "Recommencez l’inscription")


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
    step = journey.to_code(persona)
    target.replace_code("004217")
    step.enter("4217")
    expect(step.code).to_have_accessible_description(error("6 chiffres", "Aucun essai"))
    step.enter("004217")
    ContactStep(journey.page).expect_current()


@pytest.mark.requirement("CODE-1")
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
    expect(step.status.filter(has_text="Message envoyé")).to_be_visible()


@pytest.mark.requirement("CODE-2")
@pytest.mark.renderings("htmx")
def test_delay_of_the_mail_is_announced_once_though_the_page_asks_again_and_again(
    journey: Journey, persona: Person, target: Target
) -> None:
    target.postpone_mails(persona.email)
    journey.page.add_init_script(HURRY)
    step = journey.to_code(persona)
    delayed = step.status.filter(has_text="L’envoi prend du retard")
    expect(delayed).to_be_visible()
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
    target.postpone_mails(persona.email)
    journey.page.add_init_script(HURRY)
    step = journey.to_code(persona)
    expect(step.status.filter(has_text="L’envoi prend du retard")).to_be_visible()
    restart = step.button("Recommencer l’inscription")
    restart.focus()
    for _ in range(3):
        with journey.page.expect_response(f"**{path_of(step.path)}"):
            pass
    expect(restart).to_be_focused()


@pytest.mark.requirement("CODE-3")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    "separators", ["{}{}{}{}{}{}", "{}{}{} {}{}{}", " {} {} {} {} {} {} ", "{}{}\u00a0{}{}\u202f{}{}"]
)
def test_right_code_opens_the_contact_step_with_or_without_spaces(
    journey: Journey, persona: Person, separators: str
) -> None:
    journey.to_code(persona).enter(separators.format(*journey.code_of(persona)))
    ContactStep(journey.page).expect_current()


@pytest.mark.requirement("CODE-3")
def test_code_can_be_pasted(journey: Journey, persona: Person, keyboard: Keyboard) -> None:
    step = journey.to_code(persona)
    keyboard.carry(f" {journey.code_of(persona)} ", via=step.code, to=step.code)
    step.submit()
    ContactStep(journey.page).expect_current()


@pytest.mark.requirement("CODE-4")
def test_code_is_accepted_in_its_last_second(journey: Journey, persona: Person, clock: Clock) -> None:
    issued_at = clock.freeze()
    step = journey.to_code(persona)
    clock.set(issued_at + LIFETIME - SECOND)
    step.enter(journey.code_of(persona))
    ContactStep(journey.page).expect_current()


@pytest.mark.requirement("CODE-4")
@pytest.mark.renderings("htmx", "blocked", "plain")
def test_code_is_refused_as_expired_from_fifteen_minutes_on(journey: Journey, persona: Person, clock: Clock) -> None:
    issued_at = clock.freeze()
    step = journey.to_code(persona)
    code = journey.code_of(persona)
    clock.set(issued_at + LIFETIME)
    step.enter(code)
    expired = ExpiredCode(journey.page).expect_current()
    expect(expired.error_summary).to_have_text(saying(*EXPIRED))
    expect(expired.error_summary).not_to_contain_text("n’est pas le bon")
    expect(expired.button("Recommencer l’inscription")).to_be_visible()


@pytest.mark.requirement("CODE-4")
def test_reloaded_page_says_that_the_code_has_expired(journey: Journey, persona: Person, clock: Clock) -> None:
    issued_at = clock.freeze()
    journey.to_code(persona)
    clock.set(issued_at + LIFETIME)
    journey.page.reload()
    expired = ExpiredCode(journey.page).expect_current()
    expect(expired.main).to_contain_text(saying("Ce code a expiré", "15 minutes"))


@pytest.mark.requirement("CODE-5")
@pytest.mark.renderings("htmx", "blocked", "plain")
def test_wrong_code_is_told_with_the_tries_left(journey: Journey, persona: Person) -> None:
    step = journey.to_code(persona)
    wrong = wrong_codes(journey.code_of(persona))
    step.enter(wrong[0])
    expect(step.code).to_have_accessible_description(error(*WRONG, "3 essais"))
    expect(step.error_summary).not_to_contain_text("expiré")
    step.enter(wrong[1])
    expect(step.code).to_have_accessible_description(error(*WRONG, "2 essais"))
    step.enter(wrong[2])
    expect(step.code).to_have_accessible_description(error(*WRONG, "1 essai."))


@pytest.mark.requirement("CODE-6")
@pytest.mark.long
def test_right_code_still_works_after_three_wrong_entries(journey: Journey, persona: Person) -> None:
    journey.to_code(persona)
    journey.spend_tries(persona, 3).enter(journey.code_of(persona))
    ContactStep(journey.page).expect_current()


@pytest.mark.requirement("CODE-6")
@pytest.mark.renderings("htmx", "blocked", "plain")
def test_fourth_wrong_entry_kills_the_code_so_that_even_the_right_one_is_refused(
    journey: Journey, persona: Person, target: Target
) -> None:
    journey.to_code(persona)
    other_tab = journey.in_another_tab()
    other_step = CodeStep(other_tab.page).open().expect_current()
    code = journey.code_of(persona)
    journey.spend_tries(persona, 3).enter(wrong_codes(code)[3])
    dead = DeadCode(journey.page).expect_current()
    expect(dead.error_summary).to_have_text(saying(*DEAD))
    expect(dead.button("Renvoyer un code")).to_be_hidden()

    other_step.enter(code)
    DeadCode(other_tab.page).expect_current()
    expect(other_step.error_summary).to_have_text(saying(*DEAD))
    assert not target.has_account(persona.nir)
    assert len(target.mails(persona.email)) == 1


@pytest.mark.requirement("CODE-6")
def test_dead_code_stays_dead_when_another_is_asked_for_from_a_second_tab(
    journey: Journey, persona: Person, target: Target, clock: Clock
) -> None:
    clock.freeze()
    journey.to_code(persona)
    other_tab = journey.in_another_tab()
    other_step = CodeStep(other_tab.page).open().expect_current()
    journey.spend_tries(persona, 3).enter(wrong_codes(journey.code_of(persona))[3])
    DeadCode(journey.page).expect_current()

    clock.advance(MINUTE)
    other_step.resend()
    expect(other_step.open().code).to_be_hidden()
    DeadCode(other_tab.page).expect_current()
    assert len(target.mails(persona.email)) == 1


@pytest.mark.requirement("CODE-7")
@pytest.mark.in_turn
@pytest.mark.parametrize("typed", ["", "   ", "12345", "1234567", "abcdef", "12345a"])
def test_what_is_not_six_digits_costs_no_try(journey: Journey, persona: Person, typed: str) -> None:
    step = journey.to_code(persona)
    step.enter(typed)
    expect(step.code).to_have_accessible_description(error("6 chiffres"))
    expect(step.tries_left(4)).to_be_visible()


@pytest.mark.requirement("CODE-7")
def test_expired_code_costs_no_try(journey: Journey, persona: Person, clock: Clock) -> None:
    issued_at = clock.freeze()
    journey.to_code(persona)
    step = journey.spend_tries(persona, 1)
    clock.set(issued_at + LIFETIME)
    step.enter(wrong_codes("000000")[0])
    expired = ExpiredCode(journey.page).expect_current()
    expect(expired.main).to_contain_text("Il vous reste 3 essais")


@pytest.mark.requirement("CODE-7")
@pytest.mark.renderings("htmx")
def test_double_click_on_a_wrong_code_costs_one_try(journey: Journey, persona: Person) -> None:
    step = press_wrong_code_twice(journey, persona)
    journey.page.reload()
    expect(step.expect_current().tries_left(3)).to_be_visible()


@pytest.mark.requirement("CODE-7")
@pytest.mark.renderings("blocked", "plain")
@pytest.mark.needs(Capability.DOUBLE_CLICK)
def test_same_wrong_code_sent_twice_by_a_double_click_costs_one_try(journey: Journey, persona: Person) -> None:
    step = press_wrong_code_twice(journey, persona)
    # Not by a reload: of a page that answers a form, Firefox asks whether to send it again.
    expect(step.open().expect_current().tries_left(3)).to_be_visible()


@pytest.mark.requirement("CODE-7")
@pytest.mark.renderings("blocked", "plain")
@pytest.mark.needs(Capability.DOUBLE_CLICK, Capability.SENT_FORM)
def test_wrong_code_sent_again_before_its_answer_came_costs_one_try(journey: Journey, persona: Person) -> None:
    step = journey.to_code(persona)
    step.code.fill(wrong_codes(journey.code_of(persona))[0])
    answer = press_again_before_the_answer(step)
    expect(step.code).to_have_accessible_description(error("3 essais"))
    assert answer.status == REFUSED
    expect(step.open().expect_current().tries_left(3)).to_be_visible()


def press_again_before_the_answer(step: StepPage) -> LateAnswer:
    answer, place = LateAnswer(step.page, step.path), step.place_of_button()
    with step.page.expect_request(f"**{path_of(step.path)}"):
        step.page.mouse.click(*place)
    step.page.mouse.click(*place)
    return answer


def press_wrong_code_twice(journey: Journey, persona: Person) -> CodeStep:
    step = journey.to_code(persona)
    step.enter_twice(wrong_codes(journey.code_of(persona))[0])
    expect(step.code).to_have_accessible_description(error("3 essais"))
    return step


@pytest.mark.requirement("CODE-3")
def test_right_code_sent_twice_by_a_double_click_opens_the_contact_step(journey: Journey, persona: Person) -> None:
    step = journey.to_code(persona)
    step.enter_twice(journey.code_of(persona))
    contact = ContactStep(journey.page).expect_current()
    journey.page.reload()
    contact.expect_current()


@pytest.mark.requirement("CODE-7")
def test_another_code_kills_the_former_and_gives_no_try_back(
    journey: Journey, persona: Person, target: Target, clock: Clock
) -> None:
    clock.freeze()
    journey.to_code(persona)
    step = journey.spend_tries(persona, 1)
    first = target.wait_for_mail(persona.email)
    target.replace_code(wrong_codes(first.code())[3])  # so that the next one cannot be the same by chance
    clock.advance(MINUTE)
    step.resend()
    expect(step.main.get_by_text("Nous envoyons un nouveau code")).to_be_visible()
    expect(step.tries_left(3)).to_be_visible()

    second = target.wait_for_mail(persona.email, after=first)
    step.enter(first.code())
    expect(step.code).to_have_accessible_description(error("2 essais"))
    step.enter(second.code())
    ContactStep(journey.page).expect_current()


@pytest.mark.requirement("CODE-7")
def test_another_code_is_refused_until_a_minute_has_passed(
    journey: Journey, persona: Person, target: Target, clock: Clock
) -> None:
    clock.freeze()
    step = journey.to_code(persona)
    clock.advance(MINUTE - SECOND)
    step.resend()
    expect(step.main.get_by_text("Vous pourrez en demander un autre").first).to_be_visible()
    assert len(target.mails(persona.email, expected=1)) == 1

    clock.advance(SECOND)
    step.open().resend()
    expect(step.main.get_by_text("Nous envoyons un nouveau code")).to_be_visible()
    assert len(target.mails(persona.email, expected=2)) == 2


@pytest.mark.requirement("CODE-7")
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
    expect(step.open().main.get_by_text("Trois codes ont déjà été envoyés")).to_be_visible()
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


@pytest.mark.requirement("CODE-7")
def test_reload_second_tab_and_back_reset_nothing(journey: Journey, persona: Person, target: Target) -> None:
    journey.to_code(persona)
    step = journey.spend_tries(persona, 2)
    step.open()
    journey.page.reload()
    expect(step.expect_current().tries_left(2)).to_be_visible()
    other_step = CodeStep(journey.in_another_tab().page).open().expect_current()
    expect(other_step.tries_left(2)).to_be_visible()
    IdentityStep(journey.page).open()
    expect(step.expect_current().tries_left(2)).to_be_visible()
    assert len(target.mails(persona.email)) == 1


@pytest.mark.requirement("CODE-7")
@pytest.mark.requirement("EVERYWHERE-3")
def test_back_button_after_the_right_code_shows_the_step_reached(journey: Journey, persona: Person) -> None:
    journey.on_foot().to_contact(persona)
    journey.go_back()
    ContactStep(journey.page).expect_current()
