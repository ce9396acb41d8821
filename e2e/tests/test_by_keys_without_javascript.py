"""The journey without JavaScript where nothing of a page's clock runs: keys, whole pages, and looks that do not wait.

Written for Firefox, in which other tests cannot go without JavaScript; it is the same in every engine.
"""

import pytest
from playwright.sync_api import Page

from e2e.journey import WRONG_SECURITY_CODE, Journey
from e2e.keyboard import Keyboard
from e2e.pages import CodeStep, ConsentGate, ContactStep, DonePage, IdentityStep, Person, SituationStep
from e2e.targets import Target
from e2e.wording import path_of

pytestmark = [
    pytest.mark.requirement("EVERYWHERE-1"),
    pytest.mark.renderings("plain"),
    pytest.mark.by_keys,
]


@pytest.fixture
def identity(page: Page, keyboard: Keyboard) -> IdentityStep:
    """Return step 1, reached through the cookie gate."""
    page.goto(path_of(ConsentGate.path))
    with page.expect_navigation():
        keyboard.press(ConsentGate(page).button("Accepter et continuer"), "Enter")
    return IdentityStep(page)


def type_identity(identity: IdentityStep, keyboard: Keyboard, person: Person, security_code: str) -> None:
    """Answer all of step 1 and go on."""
    keyboard.type_into(identity.nir, person.nir)
    keyboard.type_into(identity.birth_name, person.birth_name)
    keyboard.type_into(identity.email, person.email)
    keyboard.type_into(identity.password, person.password)
    keyboard.type_into(identity.security_code, security_code)
    with identity.page.expect_navigation():
        keyboard.press(identity.button("Continuer"), "Enter")


def test_account_is_opened(
    journey: Journey, identity: IdentityStep, keyboard: Keyboard, persona: Person, target: Target
) -> None:
    page = journey.page
    journey.people.append(persona)
    type_identity(identity, keyboard, persona, journey.security_code())

    keyboard.type_into(CodeStep(page).code, journey.code_of(persona))
    with page.expect_navigation():
        page.keyboard.press("Enter")

    contact = ContactStep(page)
    keyboard.type_into(contact.phone, persona.phone)
    keyboard.type_into(contact.street, persona.street)
    keyboard.type_into(contact.postcode, persona.postcode)
    keyboard.type_into(contact.town, persona.town)
    with page.expect_navigation():
        keyboard.press(contact.button("Continuer"), "Enter")

    situation = SituationStep(page)
    keyboard.type_into(situation.diploma, "S")  # one letter: lists forget slow letters
    keyboard.type_into(situation.category, "E")
    keyboard.press(situation.terms, "Space")
    with page.expect_navigation():
        keyboard.press(situation.button("Finaliser mon inscription"), "Enter")
    assert DonePage(page).title_heading().is_visible()
    with target.as_far_as_seen():
        assert target.has_account(persona.nir)


def test_wrong_answer_is_told_and_the_others_are_kept(
    journey: Journey, identity: IdentityStep, keyboard: Keyboard, persona: Person, target: Target
) -> None:
    journey.people.append(persona)
    type_identity(identity, keyboard, persona, WRONG_SECURITY_CODE)
    assert identity.error_summary.is_visible()
    assert identity.error_summary.get_by_role("link").count() == 1
    assert identity.nir.input_value().replace(" ", "") == persona.nir
    assert identity.email.input_value() == persona.email
    assert identity.password_is_kept.is_visible()
    assert target.mails(persona.email) == []
