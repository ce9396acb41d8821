"""Step 2: entering the code (CODE-3 to CODE-7)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from e2e.engines import Capability
from e2e.journey import Journey, wrong_codes
from e2e.keyboard import Keyboard
from e2e.network import LostAnswer, SlowNetwork
from e2e.pages import CodeStep, ContactStep, DeadCode, ExpiredCode, IdentityStep, Person
from e2e.pages.step import StepPage
from e2e.pressing import press_again_as_nothing_came, press_again_before_the_answer
from e2e.targets import Clock, Target
from e2e.wording import error, label, saying

LIFETIME = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
WRONG = ("n’est pas le bon", "6 chiffres", "envoyé à l’adresse", "15 minutes")
EXPIRED = ("Ce code a expiré", "15 minutes", "adresse valide et accessible")
REFUSED = 422
DEAD = ("Quatre codes erronés", "Recommencez l’inscription")


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
@pytest.mark.boundary("14 min 59 s")
def test_code_is_accepted_in_its_last_second(journey: Journey, persona: Person, clock: Clock) -> None:
    issued_at = clock.freeze()
    step = journey.to_code(persona)
    clock.set(issued_at + LIFETIME - SECOND)
    step.enter(journey.code_of(persona))
    ContactStep(journey.page).expect_current()


@pytest.mark.requirement("CODE-4")
@pytest.mark.renderings("htmx", "blocked", "plain")
@pytest.mark.boundary("15 min 00 s")
def test_code_is_refused_as_expired_from_fifteen_minutes_on(journey: Journey, persona: Person, clock: Clock) -> None:
    issued_at = clock.freeze()
    step = journey.to_code(persona)
    code = journey.code_of(persona)
    clock.set(issued_at + LIFETIME)
    step.enter(code)
    expired = ExpiredCode(journey.page).expect_current()
    expect(expired.error_summary).to_have_text(saying(*EXPIRED))
    expect(expired.error_summary).not_to_contain_text(label("n’est pas le bon"))
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
    expect(step.error_summary).not_to_contain_text(label("expiré"))
    step.enter(wrong[1])
    expect(step.code).to_have_accessible_description(error(*WRONG, "2 essais"))
    step.enter(wrong[2])
    expect(step.code).to_have_accessible_description(error(*WRONG, "1 essai."))


@pytest.mark.requirement("CODE-6")
@pytest.mark.long
@pytest.mark.boundary("3 wrong entries")
def test_right_code_still_works_after_three_wrong_entries(journey: Journey, persona: Person) -> None:
    journey.to_code(persona)
    journey.spend_tries(persona, 3).enter(journey.code_of(persona))
    ContactStep(journey.page).expect_current()


@pytest.mark.requirement("CODE-6")
@pytest.mark.renderings("htmx", "blocked", "plain")
@pytest.mark.boundary("4 wrong entries")
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
    with target.as_far_as_seen():
        assert not target.has_account(persona.nir)
    assert len(target.mails(persona.email)) == 1


@pytest.mark.requirement("CODE-6")
@pytest.mark.boundary("12 wrong entries at once")
@pytest.mark.renderings("htmx")
def test_twelve_wrong_entries_at_once_kill_the_code(journey: Journey, persona: Person, target: Target) -> None:
    step = journey.to_code(persona)
    code = journey.code_of(persona)
    step.send_at_once([f"{(int(code) + shift) % 1_000_000:06}" for shift in range(1, 13)])
    step.enter(code)
    DeadCode(journey.page).expect_current()
    with target.as_far_as_seen():
        assert not target.has_account(persona.nir)


@pytest.mark.requirement("CODE-6")
def test_same_wrong_code_typed_again_costs_another_try(journey: Journey, persona: Person) -> None:
    step = journey.to_code(persona)
    wrong = wrong_codes(journey.code_of(persona))[0]
    step.enter(wrong)
    expect(step.tries_left(3)).to_be_visible()
    step.open().enter(wrong)
    expect(step.tries_left(2)).to_be_visible()
    step.open().enter(wrong)
    expect(step.tries_left(1)).to_be_visible()
    step.open().enter(wrong)
    DeadCode(journey.page).expect_current()


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
    expect(expired.main).to_contain_text(label("Il vous reste 3 essais"))


@pytest.mark.requirement("CODE-7")
@pytest.mark.renderings("htmx")
def test_double_click_on_a_wrong_code_costs_one_try(journey: Journey, persona: Person) -> None:
    step = journey.to_code(persona)
    # The answer brings a form of its own: were it there before the second press, that one would be another entry.
    network = SlowNetwork(journey.page, step.path)
    step.enter_twice(wrong_codes(journey.code_of(persona))[0])
    network.let_through()
    expect(step.code).to_have_accessible_description(error("3 essais"))
    journey.page.reload()
    expect(step.expect_current().tries_left(3)).to_be_visible()


@pytest.mark.requirement("CODE-7")
@pytest.mark.renderings("blocked", "plain")
@pytest.mark.needs(Capability.DOUBLE_CLICK)
def test_same_wrong_code_sent_twice_by_a_double_click_costs_one_try(journey: Journey, persona: Person) -> None:
    step = journey.to_code(persona)
    step.enter_twice(wrong_codes(journey.code_of(persona))[0])
    expect(step.code).to_have_accessible_description(error("3 essais"))
    # Not by a reload: of a page that answers a form, Firefox asks whether to send it again.
    expect(step.open().expect_current().tries_left(3)).to_be_visible()


@pytest.mark.requirement("CODE-7")
@pytest.mark.requirement("EVERYWHERE-1")
@pytest.mark.requirement("EVERYWHERE-3")
@pytest.mark.renderings("blocked", "plain")
@pytest.mark.needs(Capability.SENT_FORM)
@pytest.mark.parametrize(
    "press_again",
    [
        pytest.param(press_again_before_the_answer, marks=pytest.mark.needs(Capability.DOUBLE_CLICK)),
        press_again_as_nothing_came,
    ],
    ids=["before the answer", "as nothing came"],
)
def test_wrong_code_sent_again_costs_one_try(
    journey: Journey, persona: Person, press_again: Callable[[StepPage], LostAnswer]
) -> None:
    step = journey.to_code(persona)
    step.code.fill(wrong_codes(journey.code_of(persona))[0])
    answer = press_again(step)
    expect(step.code).to_have_accessible_description(error("3 essais"))
    assert answer.status == REFUSED
    expect(step.open().expect_current().tries_left(3)).to_be_visible()


@pytest.mark.requirement("CODE-3")
@pytest.mark.needs(Capability.DOUBLE_CLICK)
def test_right_code_sent_twice_by_a_double_click_opens_the_contact_step(journey: Journey, persona: Person) -> None:
    step = journey.to_code(persona)
    step.enter_twice(journey.code_of(persona))
    contact = ContactStep(journey.page).expect_current()
    journey.page.reload()
    contact.expect_current()


@pytest.mark.requirement("CODE-7")
def test_reload_and_back_reset_nothing(journey: Journey, persona: Person, target: Target) -> None:
    step = journey.on_foot().to_code(persona)
    other_tab = journey.in_another_tab()
    CodeStep(other_tab.page).open().expect_current()
    other_tab.spend_tries(persona, 2)
    journey.page.reload()
    expect(step.expect_current().tries_left(2)).to_be_visible()
    journey.go_back()
    expect(step.expect_current().tries_left(2)).to_be_visible()
    IdentityStep(journey.page).open()
    expect(step.expect_current().tries_left(2)).to_be_visible()
    assert len(target.mails(persona.email)) == 1


@pytest.mark.requirement("CODE-7")
def test_second_tab_resets_nothing(journey: Journey, persona: Person, target: Target) -> None:
    journey.to_code(persona)
    journey.spend_tries(persona, 2)
    other_step = CodeStep(journey.in_another_tab().page).open().expect_current()
    expect(other_step.tries_left(2)).to_be_visible()
    assert len(target.mails(persona.email)) == 1


@pytest.mark.requirement("CODE-7")
@pytest.mark.requirement("EVERYWHERE-3")
def test_back_button_after_the_right_code_shows_the_step_reached(journey: Journey, persona: Person) -> None:
    journey.on_foot().to_contact(persona)
    journey.go_back()
    ContactStep(journey.page).expect_current()
