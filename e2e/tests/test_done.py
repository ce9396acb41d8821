"""The end of the journey: the account exists, and opens again (DONE-1)."""

import pytest
from playwright.sync_api import expect

from e2e.engines import Capability
from e2e.journey import Journey
from e2e.pages import (
    AccountPage,
    CodeStep,
    ContactStep,
    DeletedPage,
    DeletionPage,
    DonePage,
    HomePage,
    IdentityStep,
    NumberTakenPage,
    Person,
    SignInPage,
    SituationStep,
)
from e2e.targets import Target
from e2e.wording import label
from fixtures.personas import People

WELCOME = "Votre compte est créé"

pytestmark = pytest.mark.requirement("DONE-1")


@pytest.mark.requirement("EVERYWHERE-1")
@pytest.mark.renderings("htmx", "blocked", "plain")
def test_citizen_goes_from_the_header_to_an_account_and_signs_in_to_it_later(journey: Journey, persona: Person) -> None:
    page = journey.page
    HomePage(page).open().accept_cookies()
    HomePage(page).sign_in_link.click()
    SignInPage(page).expect_current().create_account()
    IdentityStep(page).expect_current()
    journey.fill_identity(persona).submit()
    CodeStep(page).expect_current().enter(journey.code_of(persona))
    ContactStep(page).expect_current().fill(persona)
    ContactStep(page).submit()
    SituationStep(page).expect_current().fill(persona)
    SituationStep(page).accept_terms()
    SituationStep(page).submit()
    done = DonePage(page).expect_current()
    expect(done.account_link).to_be_visible()

    done.sign_out()
    sign_in = SignInPage(page).expect_current()
    expect(sign_in.sign_in_link).to_be_visible()
    sign_in.sign_in(persona.printed_nir, persona.password)
    account = AccountPage(page).expect_current()
    expect(account.value("Numéro de sécurité sociale")).to_have_text(persona.printed_nir)
    expect(account.value("Nom de famille de naissance")).to_have_text(persona.birth_name)


def test_no_account_exists_before_the_last_button(journey: Journey, persona: Person, target: Target) -> None:
    journey.to_filled_situation(persona)
    assert not target.has_account(persona.nir)

    SituationStep(journey.page).submit()
    DonePage(journey.page).expect_current()
    assert target.has_account(persona.nir)


def test_welcome_mail_follows_and_holds_neither_number_nor_name(
    journey: Journey, persona: Person, target: Target
) -> None:
    journey.to_done(persona)
    code, welcome = target.mails(persona.email, expected=2)
    assert welcome.subject.startswith(label(WELCOME))
    assert persona.nir not in code.text + code.html + welcome.text + welcome.html
    assert persona.birth_name not in code.text + code.html + welcome.text + welcome.html


@pytest.mark.needs(Capability.DOUBLE_CLICK)
def test_last_button_pressed_twice_makes_one_account_and_signs_in(
    journey: Journey, persona: Person, target: Target
) -> None:
    journey.to_filled_situation(persona).submit_twice()
    done = DonePage(journey.page).expect_current()
    expect(done.account_link).to_be_visible()
    with target.as_far_as_seen():
        assert target.has_account(persona.nir)
    assert len(target.mails(persona.email, expected=2)) == 2


def test_another_signup_with_the_same_number_makes_no_second_account(
    journey: Journey, another_journey: Journey, everybody: People, target: Target
) -> None:
    first = everybody.anyone()
    second = everybody.anyone(nir=first.nir)
    another_journey.to_filled_situation(second)
    journey.to_done(first)

    SituationStep(another_journey.page).submit()
    taken = NumberTakenPage(another_journey.page).expect_current()
    expect(taken.sign_in_link).to_be_visible()
    expect(taken.account_link).to_be_hidden()
    welcomes = [mail for mail in target.mails(second.email) if mail.subject.startswith(label(WELCOME))]
    assert welcomes == []


def test_wrong_password_does_not_sign_in_and_does_not_tell_whether_the_account_exists(
    journey: Journey, everybody: People
) -> None:
    known, unknown = everybody.anyone(), everybody.anyone()
    journey.to_done(known).sign_out()
    sign_in = SignInPage(journey.page).expect_current()

    sign_in.sign_in(known.nir, "Pas-le-bon-mot-42")
    expect(sign_in.error_summary).to_be_visible()
    refusal = sign_in.error_summary.inner_text()
    sign_in.open().sign_in(unknown.nir, "Pas-le-bon-mot-42")
    expect(sign_in.error_summary).to_have_text(refusal)
    expect(sign_in.sign_in_link).to_be_visible()


def test_account_can_be_deleted_and_then_opens_no_more(journey: Journey, persona: Person, target: Target) -> None:
    journey.to_done(persona)
    DeletionPage(journey.page).open().confirm(persona.password)
    DeletedPage(journey.page).expect_current()
    with target.as_far_as_seen():
        assert not target.has_account(persona.nir)

    sign_in = SignInPage(journey.page).open()
    sign_in.sign_in(persona.nir, persona.password)
    expect(sign_in.error_summary).to_be_visible()


def test_account_survives_a_deletion_with_a_wrong_password(journey: Journey, persona: Person, target: Target) -> None:
    journey.to_done(persona)
    deletion = DeletionPage(journey.page).open()
    deletion.confirm("Pas-le-bon-mot-42")
    expect(deletion.error_summary).to_contain_text(label("n’est pas le bon"))
    with target.as_far_as_seen():
        assert target.has_account(persona.nir)
