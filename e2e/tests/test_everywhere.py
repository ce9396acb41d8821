"""What must stay true everywhere.

EVERYWHERE-2: nobody is told who has an account; that it takes as long, webapp/tests/hostile/test_timing.py shows.
EVERYWHERE-3: order, double clicks, reloads and the back button.
EVERYWHERE-4: an unfinished sign-up lives 24 hours. (EVERYWHERE-1 is tried wherever a test has several renderings.)
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from e2e.engines import Capability
from e2e.journey import Journey
from e2e.network import is_form
from e2e.pages import (
    AccountPage,
    CodeStep,
    ContactStep,
    DonePage,
    IdentityStep,
    Person,
    SessionEndedPage,
    SignInPage,
    SituationStep,
    StepClosedPage,
    StepPage,
)
from e2e.pages.site import expect_settled, leave_for
from e2e.pressing import press_again_before_the_answer
from e2e.targets import Clock, Target
from e2e.tests.test_code import MINUTE
from e2e.wording import cookie, label, saying
from fixtures.personas import People

DAY = timedelta(hours=24)
SECOND = timedelta(seconds=1)
LATER_PATHS = ("/inscription/code", "/inscription/coordonnees", "/inscription/situation", "/inscription/terminee")


# What is drawn at random stands in hidden fields; and the part that asks for news of the mail has a class meanwhile.
HTML_WITHOUT_CHANCE = """main => {
    const copy = main.cloneNode(true);
    copy.querySelectorAll("input[type=hidden]").forEach((field) => field.removeAttribute("value"));
    copy.querySelectorAll("#mail-state").forEach((part) => part.removeAttribute("class"));
    return copy.innerHTML;
}"""


def answer_to_step_1(person: Person, journey: Journey) -> tuple[int, str, str]:
    """Answer step 1, and return the status and the address of its answer; the page too, before any mail has left.

    Where mails cannot be held back the page is left out: it tells how far the mail has come by then.
    """
    identity = journey.fill_identity(person)
    with journey.target.holding_mails() as are_held:
        with journey.page.expect_response(lambda response: is_form(response.request)) as answered:
            identity.submit()
        step = CodeStep(journey.page).expect_current()
        expect_settled(journey.page)
        page = step.main.evaluate(HTML_WITHOUT_CHANCE) if are_held else ""
    return answered.value.status, journey.page.url, page.replace(person.email, "")


def code_page_of(person: Person, journey: Journey, *, mails: int = 1) -> str:
    """Return what the code page says to a person whose mail has left, but for their address."""
    assert journey.target.mails(person.email, expected=mails)
    step = CodeStep(journey.page).open().expect_current()
    said = f"{journey.page.title()}\n{step.main.inner_text()}"
    return said.replace(person.email, "")


@pytest.mark.requirement("EVERYWHERE-2")
def test_page_is_the_same_whether_the_number_has_an_account_and_the_mail_alone_tells(
    journey: Journey, another_journey: Journey, everybody: People, target: Target, clock: Clock
) -> None:
    clock.freeze()
    owner, newcomer = everybody.anyone(), everybody.anyone()
    journey.to_done(owner)
    another_journey.to_identity()
    answered_to_a_newcomer = answer_to_step_1(newcomer, another_journey)
    told_to_a_newcomer = code_page_of(newcomer, another_journey)
    CodeStep(another_journey.page).restart()
    IdentityStep(another_journey.page).expect_current()
    again = everybody.anyone(nir=owner.nir, email=owner.email)
    assert answer_to_step_1(again, another_journey) == answered_to_a_newcomer
    assert code_page_of(again, another_journey, mails=3) == told_to_a_newcomer
    mail = target.mails(owner.email)[-1]
    assert mail.subject.startswith(label("Vous avez déjà un compte"))


@pytest.mark.requirement("EVERYWHERE-2")
@pytest.mark.long
def test_owner_of_a_number_is_told_when_it_is_used_with_another_address(
    journey: Journey, another_journey: Journey, everybody: People, target: Target
) -> None:
    owner = everybody.anyone()
    journey.to_done(owner)
    stranger = everybody.anyone(nir=owner.nir)
    step = another_journey.to_code(stranger)
    expect(step.tries_left(4)).to_be_visible()
    assert target.mails(stranger.email, expected=1)[-1].subject.startswith(label("Vous avez déjà un compte"))
    assert target.mails(owner.email, expected=3)[-1].subject.startswith(label("Tentative d’inscription"))
    assert stranger.email not in target.mails(owner.email)[-1].text


@pytest.mark.requirement("EVERYWHERE-2")
def test_page_is_the_same_whether_the_address_has_an_account_and_the_mail_alone_tells(
    journey: Journey, another_journey: Journey, everybody: People, target: Target, clock: Clock
) -> None:
    clock.freeze()
    owner, newcomer = everybody.anyone(), everybody.anyone()
    journey.to_done(owner)
    another_journey.to_identity()
    answered_to_a_newcomer = answer_to_step_1(newcomer, another_journey)
    told_to_a_newcomer = code_page_of(newcomer, another_journey)
    CodeStep(another_journey.page).restart()
    IdentityStep(another_journey.page).expect_current()
    again = everybody.anyone(email=owner.email)
    assert answer_to_step_1(again, another_journey) == answered_to_a_newcomer
    assert code_page_of(again, another_journey, mails=3) == told_to_a_newcomer
    mail = target.mails(owner.email)[-1]
    assert mail.subject.startswith(mail.code())
    assert label("Un compte existe déjà avec cette adresse") in mail.text


@pytest.mark.requirement("EVERYWHERE-3")
@pytest.mark.in_turn
@pytest.mark.parametrize("path", LATER_PATHS)
def test_early_visitor_is_sent_to_the_first_step(journey: Journey, path: str) -> None:
    journey.to_identity()
    leave_for(journey.page, path)
    IdentityStep(journey.page).expect_current()


@pytest.mark.requirement("EVERYWHERE-3")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    ("go", "path"),
    [
        *((Journey.to_code, path) for path in ("/inscription", "/inscription/identite", *LATER_PATHS)),
        *((Journey.to_contact, f"/inscription/{slug}") for slug in ("code", "situation")),
        *((Journey.to_situation, f"/inscription/{slug}") for slug in ("code", "coordonnees", "terminee")),
    ],
)
def test_visitor_out_of_order_is_sent_to_the_step_reached(
    journey: Journey, persona: Person, go: Callable[[Journey, Person], StepPage], path: str
) -> None:
    reached = go(journey, persona)
    leave_for(journey.page, path)
    reached.expect_current()


@pytest.mark.requirement("EVERYWHERE-3")
def test_step_sent_from_a_tab_left_behind_changes_nothing(journey: Journey, persona: Person) -> None:
    journey.to_contact(persona)
    other_tab = journey.in_another_tab()
    behind = ContactStep(other_tab.page).open().expect_current()
    behind.fill(persona.with_changes(street="1 place Vide"))
    contact = ContactStep(journey.page)
    contact.fill(persona)
    contact.submit()
    SituationStep(journey.page).expect_current()

    behind.submit()
    StepClosedPage(other_tab.page).expect_current().go_on()
    situation = SituationStep(other_tab.page).expect_current()
    situation.fill(persona)
    situation.accept_terms()
    situation.submit()
    DonePage(other_tab.page).expect_current()
    account = AccountPage(other_tab.page).open().expect_current()
    expect(account.value("Adresse postale")).to_contain_text(persona.street)


@pytest.mark.requirement("EVERYWHERE-3")
def test_reloading_a_step_keeps_what_the_former_steps_recorded(journey: Journey, persona: Person) -> None:
    journey.to_situation(persona)
    journey.page.reload()
    situation = SituationStep(journey.page).expect_current()
    situation.back_to_contact()
    expect(ContactStep(journey.page).expect_current().street).to_have_value(persona.street)


@pytest.mark.requirement("EVERYWHERE-3")
@pytest.mark.renderings("plain")
@pytest.mark.needs(Capability.DOUBLE_CLICK, Capability.SENT_FORM)
def test_contact_sent_twice_goes_on_with_its_answers(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    contact.fill(persona)
    press_again_before_the_answer(contact)
    SituationStep(journey.page).expect_current().back_to_contact()
    expect(contact.expect_current().street).to_have_value(persona.street)


@pytest.mark.requirement("EVERYWHERE-3")
@pytest.mark.renderings("plain")
@pytest.mark.needs(Capability.DOUBLE_CLICK, Capability.SENT_FORM)
def test_code_asked_for_twice_is_sent_once(journey: Journey, persona: Person, target: Target, clock: Clock) -> None:
    clock.freeze()
    step = journey.to_code(persona)
    clock.advance(MINUTE)
    press_again_before_the_answer(step, "Renvoyer un code", "/inscription/code/renvoi")
    expect(step.main.get_by_text(label("Vous pourrez en demander un autre")).first).to_be_visible()
    assert len(target.mails(persona.email, expected=2)) == 2
    expect(step.open().tries_left(4)).to_be_visible()
    # Of the three there is one left.
    clock.advance(MINUTE)
    step.resend()
    expect(step.main.get_by_text(label("Nous envoyons un nouveau code"))).to_be_visible()


@pytest.mark.requirement("EVERYWHERE-3")
@pytest.mark.renderings("plain")
@pytest.mark.needs(Capability.DOUBLE_CLICK, Capability.SENT_FORM)
def test_restart_pressed_twice_keeps_the_answers(journey: Journey, persona: Person, target: Target) -> None:
    step = journey.to_code(persona)
    press_again_before_the_answer(step, "Recommencer l’inscription", "/inscription/recommencer")
    identity = IdentityStep(journey.page).expect_current()
    expect(identity.email).to_have_value(persona.email)
    expect(identity.nir).to_have_value(persona.nir)
    assert len(target.mails(persona.email, expected=1)) == 1


@pytest.mark.requirement("EVERYWHERE-3")
def test_back_button_after_the_end_makes_no_second_account(journey: Journey, persona: Person, target: Target) -> None:
    journey.on_foot().to_done(persona)
    journey.go_back()
    DonePage(journey.page).expect_current()
    assert len(target.mails(persona.email, expected=2)) == 2


@pytest.mark.requirement("EVERYWHERE-4")
@pytest.mark.boundary("23 h 59 min 59 s")
def test_unfinished_signup_goes_on_in_its_last_second(journey: Journey, persona: Person, clock: Clock) -> None:
    begun_at = clock.freeze()
    journey.to_code(persona)
    reached_at = clock.set(begun_at + timedelta(minutes=14))
    CodeStep(journey.page).enter(journey.code_of(persona))
    ContactStep(journey.page).expect_current()
    clock.set(reached_at + DAY - SECOND)
    journey.page.reload()
    ContactStep(journey.page).expect_current()


@pytest.mark.requirement("EVERYWHERE-4")
@pytest.mark.boundary("24 h 00 min 00 s")
def test_unfinished_signup_is_gone_after_24_hours_and_the_page_says_so(
    journey: Journey, persona: Person, clock: Clock, target: Target
) -> None:
    reached_at = clock.freeze()
    contact = journey.to_contact(persona)
    contact.fill(persona)
    clock.set(reached_at + DAY)
    contact.submit()
    ended = SessionEndedPage(journey.page).expect_current()
    expect(ended.main).to_contain_text(saying("24 heures ont passé"))
    ended.go_on()
    expect(IdentityStep(journey.page).expect_current().email).to_have_value("")
    with target.as_far_as_seen():
        assert not target.has_account(persona.nir)


@pytest.mark.requirement("EVERYWHERE-4")
def test_looking_at_a_step_keeps_no_signup_longer(journey: Journey, persona: Person, clock: Clock) -> None:
    reached_at = clock.freeze()
    contact = journey.to_contact(persona)
    clock.set(reached_at + DAY / 2)
    journey.page.reload()
    contact.expect_current()
    contact.fill(persona)
    clock.set(reached_at + DAY)
    contact.submit()
    SessionEndedPage(journey.page).expect_current()


@pytest.mark.requirement("EVERYWHERE-4")
def test_steps_say_how_long_an_unfinished_signup_is_kept(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    expect(contact.main).to_contain_text(
        saying("Une inscription inachevée est supprimée 24 heures après sa dernière étape")
    )


@pytest.mark.requirement("EVERYWHERE-3")
def test_lost_session_is_told_and_the_citizen_can_go_on(journey: Journey, persona: Person, target: Target) -> None:
    step = journey.to_code(persona)
    journey.page.context.clear_cookies(name=cookie("session"))
    step.enter(journey.code_of(persona))
    SessionEndedPage(journey.page).expect_current().go_on()
    IdentityStep(journey.page).expect_current()
    with target.as_far_as_seen():
        assert not target.has_account(persona.nir)


@pytest.mark.requirement("EVERYWHERE-3")
def test_first_step_keeps_its_answers_when_the_session_was_lost(
    journey: Journey, persona: Person, target: Target
) -> None:
    identity = journey.to_filled_identity(persona)
    journey.page.context.clear_cookies(name=cookie("session"))
    identity.submit()
    expect(identity.error_summary).to_contain_text(label("Vos réponses sont toujours là"))
    expect(identity.nir).to_have_value(persona.nir)
    expect(identity.email).to_have_value(persona.email)
    assert target.mails(persona.email) == []


@pytest.mark.requirement("EVERYWHERE-3")
def test_idle_account_is_closed_and_its_owner_is_asked_to_sign_in_again(
    journey: Journey, persona: Person, clock: Clock
) -> None:
    clock.freeze()
    journey.to_done(persona)
    clock.advance(timedelta(minutes=30))
    leave_for(journey.page, AccountPage.path)
    sign_in = SignInPage(journey.page).expect_current()
    expect(sign_in.main.get_by_text(label("Votre session a pris fin"))).to_be_visible()
    sign_in.sign_in(persona.nir, persona.password)
    AccountPage(journey.page).expect_current()
