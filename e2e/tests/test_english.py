"""The service in English: the switch, the whole journey with its mails, and what is wrong (LANGUAGE-1)."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import APIResponse, Page, expect

from e2e import configuration, english, hearing
from e2e.deployment import speaking
from e2e.engines import Capability
from e2e.journey import Journey
from e2e.layout import Layout
from e2e.pages import CodeStep, ConsentGate, HomePage, IdentityStep, Person, SignInPage
from e2e.targets import Target
from e2e.targets.guard import fetched

pytestmark = pytest.mark.requirement("LANGUAGE-1")


def switch_to(page: Page, name: str) -> None:
    """Follow the switch of the header."""
    page.get_by_role("banner").get_by_role("link", name=name, exact=True).click()


def press_switch(page: Page, name: str) -> None:
    """Press the switch of a step."""
    page.get_by_role("banner").get_by_role("button", name=name, exact=True).click()


@pytest.fixture
def english_journey(journey: Journey) -> Iterator[Journey]:
    """Return a journey whose citizen chose English on the home page, before cookies, and whose pages are read so."""
    HomePage(journey.page).open()
    switch_to(journey.page, "English")
    with speaking(english.words()):
        yield journey.on_foot()


@pytest.mark.read_only
@pytest.mark.needs(Capability.LOCALE)
@pytest.mark.browser_context_args(locale=configuration.read().locales["en"])
def test_browser_that_asks_for_english_and_no_french_is_answered_in_english(page: Page) -> None:
    home = HomePage(page).open()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    with speaking(english.words()):
        HomePage(page).expect_current()
    expect(home.header.get_by_role("link", name="Français")).to_be_visible()


@pytest.mark.read_only
def test_switch_stays_from_page_to_page_without_a_cookie(english_journey: Journey, layout: Layout) -> None:
    page = english_journey.page
    home = HomePage(page).expect_current()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert layout.faults_in_full_window() == []
    home.link("Créer mon compte").first.click()
    gate = ConsentGate(page).expect_current()
    assert page.context.cookies() == []
    french = gate.header.get_by_role("link", name="Français")
    expect(french).to_have_attribute("lang", "fr")
    french.click()
    expect(page.get_by_role("heading", level=1, name="L’inscription a besoin des cookies")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_whole_journey_and_its_mails_are_in_english(english_journey: Journey, persona: Person, target: Target) -> None:
    HomePage(english_journey.page).accept_cookies()
    HomePage(english_journey.page).link("Créer mon compte").first.click()
    identity = IdentityStep(english_journey.page).expect_current()
    english_journey.fill_identity(persona)
    identity.submit()
    mail = target.wait_for_mail(persona.email)
    assert re.search(r"valid for 15 minutes, until \d\d:\d\d \(Paris time\)", mail.text)
    CodeStep(english_journey.page).expect_current().enter(mail.code())
    english_journey.from_contact_to_done(persona)
    expect(english_journey.page.locator("html")).to_have_attribute("lang", "en")
    assert "your account has been created. Welcome!" in target.wait_for_mail(persona.email, after=mail).text


def test_errors_are_told_in_english_and_lead_to_their_fields(english_journey: Journey, persona: Person) -> None:
    HomePage(english_journey.page).accept_cookies()
    identity = IdentityStep(english_journey.page).open()
    english_journey.fill_identity(persona)
    identity.nir.fill("1")
    identity.give_address("name")
    identity.submit()
    expect(identity.error_summary).to_contain_text("The number has 15 characters")
    expect(english_journey.page).to_have_title(re.compile("^Error: Your sign-in details – Step 1 of 4"))
    identity.error_summary.get_by_role("link", name="The @ sign is missing").click()
    expect(identity.email).to_be_focused()


def test_changing_the_language_on_a_step_keeps_what_was_typed_but_the_password(
    journey: Journey, persona: Person
) -> None:
    identity = journey.to_filled_identity(persona)
    press_switch(journey.page, "English")
    expect(journey.page.get_by_role("heading", level=1, name="Your sign-in details")).to_be_visible()
    expect(journey.page.locator("html")).to_have_attribute("lang", "en")
    expect(journey.page.get_by_role("contentinfo")).to_contain_text("This site is a demonstration")
    expect(journey.page.get_by_label("Social security number")).to_have_value(persona.nir)
    expect(journey.page.get_by_label("Birth surname")).to_have_value(persona.birth_name)
    expect(journey.page.get_by_role("textbox", name="Security code")).not_to_have_value("")
    expect(journey.page.locator("#password")).to_have_value("")
    press_switch(journey.page, "Français")
    identity.expect_current().submit()
    CodeStep(journey.page).expect_current()


def test_language_chosen_on_a_step_outlives_a_reload(english_journey: Journey) -> None:
    page = english_journey.page
    HomePage(page).link("Créer mon compte").first.click()
    ConsentGate(page).expect_current().accept()
    press_switch(page, "Français")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


@pytest.mark.renderings("htmx")
def test_security_control_is_spoken_in_the_language_of_its_page(journey: Journey) -> None:
    assert sound_of(journey.to_identity()).headers["content-language"] == "fr"
    press_switch(journey.page, "English")
    with speaking(english.words()):
        sound = sound_of(IdentityStep(journey.page).expect_current())
    assert sound.headers["content-language"] == "en"


@pytest.mark.renderings("htmx")
@pytest.mark.own  # our recordings alone are known
def test_security_control_is_heard_in_the_language_of_its_page(journey: Journey) -> None:
    assert len(hearing.digits(sound_of(journey.to_identity()).body(), "fr")) == 6
    press_switch(journey.page, "English")
    with speaking(english.words()):
        sound = sound_of(IdentityStep(journey.page).expect_current())
    assert len(hearing.digits(sound.body(), "en")) == 6


def sound_of(identity: IdentityStep) -> APIResponse:
    """Return the sound of the security control of a page."""
    return fetched(identity.page, identity.sound_link.get_attribute("href") or "")


def test_changing_the_language_on_the_sign_in_page_keeps_the_number_and_not_the_password(
    journey: Journey, persona: Person
) -> None:
    journey.to_identity()
    sign_in = SignInPage(journey.page).open()
    sign_in.nir.fill(persona.nir)
    sign_in.password.fill(persona.password)
    press_switch(journey.page, "English")
    expect(journey.page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    expect(journey.page.locator("html")).to_have_attribute("lang", "en")
    expect(journey.page.get_by_label("Social security number")).to_have_value(persona.nir)
    expect(journey.page.get_by_label("Password")).to_have_value("")
    expect(journey.page.get_by_role("alert")).to_have_text("")


def test_enter_sends_the_step_and_never_presses_the_switch(journey: Journey, persona: Person) -> None:
    journey.to_filled_identity(persona).nir.press("Enter")
    CodeStep(journey.page).expect_current()
    expect(journey.page.locator("html")).to_have_attribute("lang", "fr")
