"""A form that the service has, and whose answer never came or comes late: sent again, it counts once.

EVERYWHERE-1: it goes on half-way. EVERYWHERE-3: it costs no mail, no try and no second account.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from e2e.engines.capability import Capability
from e2e.journey import Journey, wrong_codes
from e2e.network import LostAnswer, SlowNetwork, StrangersAnswer
from e2e.observer import Observer
from e2e.pages import (
    CodeStep,
    ConsentGate,
    ContactStep,
    DonePage,
    IdentityStep,
    Person,
    SitePage,
    SituationStep,
    StepPage,
)
from e2e.pressing import press_again_as_nothing_came
from e2e.targets import Target
from e2e.wording import error, label, path_of

pytestmark = [
    pytest.mark.requirement("EVERYWHERE-1"),
    pytest.mark.requirement("EVERYWHERE-3"),
    pytest.mark.renderings("htmx"),
]

ACCEPTED, REFUSED = 303, 422


@pytest.fixture
def journey(journey: Journey, observer: Observer) -> Journey:
    """Return a journey on which answers may be lost."""
    observer.foresee("net::ERR_FAILED")
    observer.foresee("htmx:")
    return journey


def lost(step: StepPage) -> Locator:
    """Return what the page says of a connection that was cut."""
    return step.page.get_by_role("alert").filter(has_text=label("La connexion a été coupée."))


def press_twice(step: StepPage) -> None:
    """Press the step's button again while it shows that the form is on its way."""
    step.submit()
    expect(step.submit_button).to_have_css("opacity", "0.75")
    step.submit()


@pytest.mark.requirement("STEP-1")
@pytest.mark.needs(Capability.SENT_FORM)
def test_identity_whose_answer_is_lost_makes_one_signup_and_one_mail(
    journey: Journey, persona: Person, target: Target
) -> None:
    identity = journey.to_filled_identity(persona)
    answer = LostAnswer(journey.page, IdentityStep.path)
    identity.submit()
    expect(lost(identity)).to_be_in_viewport()
    assert answer.status == ACCEPTED
    first = target.wait_for_mail(persona.email)

    identity.submit()
    step = CodeStep(journey.page).expect_current()
    expect(step.tries_left(4)).to_be_visible()
    assert len(target.mails(persona.email)) == 1
    step.enter(first.code())
    ContactStep(journey.page).expect_current()


@pytest.mark.requirement("CODE-7")
@pytest.mark.needs(Capability.SENT_FORM)
def test_wrong_code_whose_answer_is_lost_costs_one_try(journey: Journey, persona: Person) -> None:
    step = journey.to_code(persona)
    answer = LostAnswer(journey.page, CodeStep.path)
    step.enter(wrong_codes(journey.code_of(persona))[0])
    expect(lost(step)).to_be_in_viewport()
    assert answer.status == REFUSED

    step.submit()
    expect(step.code).to_have_accessible_description(error("3 essais"))
    journey.page.reload()
    expect(step.expect_current().tries_left(3)).to_be_visible()


@pytest.mark.requirement("STEP-1")
@pytest.mark.renderings("blocked", "plain")
@pytest.mark.needs(Capability.SENT_FORM)
def test_identity_that_brought_nothing_in_return_makes_one_signup_and_one_mail(
    journey: Journey, persona: Person, target: Target
) -> None:
    identity = journey.to_filled_identity(persona)
    answer = press_again_as_nothing_came(identity)
    expect(CodeStep(journey.page).expect_current().tries_left(4)).to_be_visible()
    assert answer.status == ACCEPTED
    assert len(target.mails(persona.email, expected=1)) == 1


@pytest.mark.requirement("CODE-3")
@pytest.mark.needs(Capability.SENT_FORM)
def test_right_code_whose_answer_is_lost_opens_the_contact_step(
    journey: Journey, persona: Person, target: Target
) -> None:
    step = journey.to_code(persona)
    answer = LostAnswer(journey.page, CodeStep.path)
    step.enter(journey.code_of(persona))
    expect(lost(step)).to_be_in_viewport()
    assert answer.status == ACCEPTED

    step.submit()
    ContactStep(journey.page).expect_current()
    assert len(target.mails(persona.email)) == 1


@pytest.mark.requirement("DONE-1")
@pytest.mark.needs(Capability.SENT_FORM)
def test_last_step_whose_answer_is_lost_makes_one_account_and_ends_at_it(
    journey: Journey, persona: Person, target: Target
) -> None:
    situation = journey.to_filled_situation(persona)
    answer = LostAnswer(journey.page, SituationStep.path)
    situation.submit()
    expect(lost(situation)).to_be_in_viewport()
    assert answer.status == ACCEPTED
    with target.as_far_as_seen():
        assert target.has_account(persona.nir)

    situation.submit()
    done = DonePage(journey.page).expect_current()
    expect(done.account_link).to_be_visible()
    assert len(target.mails(persona.email, expected=2)) == 2


@pytest.mark.requirement("STEP-1")
@pytest.mark.own
def test_identity_pressed_twice_on_a_slow_network_is_sent_once_and_shown_to_be_on_its_way(
    journey: Journey, persona: Person, target: Target
) -> None:
    identity = journey.to_filled_identity(persona)
    network = SlowNetwork(journey.page, IdentityStep.path)
    press_twice(identity)

    network.let_through()
    CodeStep(journey.page).expect_current()
    assert network.sent == 1
    assert len(target.mails(persona.email, expected=1)) == 1


@pytest.mark.requirement("DONE-1")
@pytest.mark.own
def test_last_button_pressed_twice_on_a_slow_network_is_sent_once_and_shown_to_be_on_its_way(
    journey: Journey, persona: Person, target: Target
) -> None:
    situation = journey.to_filled_situation(persona)
    network = SlowNetwork(journey.page, SituationStep.path)
    press_twice(situation)
    with target.as_far_as_seen():
        assert not target.has_account(persona.nir)

    network.let_through()
    DonePage(journey.page).expect_current()
    assert network.sent == 1
    assert len(target.mails(persona.email, expected=2)) == 2


def unanswered(step: SitePage) -> Locator:
    """Return what the page says where something else than the service has answered."""
    return step.page.get_by_role("alert").filter(has_text=label("Le service ne répond pas pour l’instant."))


def test_form_that_a_proxy_answers_keeps_the_page_with_all_that_was_typed(
    journey: Journey, persona: Person, observer: Observer, target: Target
) -> None:
    observer.foresee("status of 503")
    identity = journey.to_filled_identity(persona)
    proxy = StrangersAnswer(journey.page, IdentityStep.path)
    identity.submit()
    expect(unanswered(identity)).to_be_in_viewport()
    expect(identity.expect_current().nir).to_have_value(persona.nir)
    expect(identity.password).to_have_value(persona.password)
    proxy.step_aside()
    identity.submit()
    CodeStep(journey.page).expect_current()
    assert len(target.mails(persona.email, expected=1)) == 1


def test_form_that_the_service_fails_keeps_the_page_with_all_that_was_typed(
    journey: Journey, persona: Person, observer: Observer, target: Target, fail_once: Callable[[str, int], None]
) -> None:
    observer.foresee("status of 503")
    situation = journey.to_filled_situation(persona)
    fail_once(SituationStep.path, 503)
    situation.submit()
    expect(unanswered(situation)).to_be_in_viewport()
    situation.submit()
    DonePage(journey.page).expect_current()
    with target.as_far_as_seen():
        assert target.has_account(persona.nir)


@pytest.mark.requirement("LANGUAGE-1")
def test_other_language_that_a_proxy_answers_keeps_the_page_with_all_that_was_typed(
    journey: Journey, persona: Person, observer: Observer
) -> None:
    observer.foresee("status of 503")
    identity = journey.to_filled_identity(persona)
    proxy = StrangersAnswer(journey.page, f"{path_of(IdentityStep.path)}?langue=en")
    identity.header.get_by_role("button", name=label("English")).click()
    expect(unanswered(identity)).to_be_in_viewport()
    expect(identity.nir).to_have_value(persona.nir)
    proxy.step_aside()
    identity.header.get_by_role("button", name=label("English")).click()
    expect(journey.page.get_by_label(label("Social security number"))).to_have_value(persona.nir)


def test_link_that_a_proxy_answers_keeps_the_page(journey: Journey, observer: Observer) -> None:
    observer.foresee("status of 503")
    home = journey.with_cookies()
    StrangersAnswer(journey.page, ConsentGate.path)
    home.link("Créer mon compte").first.click()
    expect(unanswered(home)).to_be_in_viewport()
    home.expect_current()
