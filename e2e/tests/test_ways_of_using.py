"""Keyboard, focus, titles, history: a page is used alike however it came (EVERYWHERE-1)."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.journey import Journey
from e2e.keyboard import Keyboard
from e2e.pages import CodeStep, ConsentGate, ContactStep, DonePage, HomePage, IdentityStep, Person, SituationStep
from e2e.pages.contact import COUNTRIES
from e2e.pages.site import expect_settled
from e2e.wording import beginning, label, path_of

pytestmark = pytest.mark.requirement("EVERYWHERE-1")

# What is new on every page (tokens), and the focus that htmx gives where a full load leaves it to the browser.
_CHANGING = re.compile(
    r'(?<= value=")[\w-]{16,}=*(?=")|(?<= value=")[\w.-]{60,}(?=")|(?<=/controle/)[^.]*'
    r'| tabindex="-1" autofocus=""| class=""'
)


def main_of(page: Page) -> str:
    """Return the main part of a page as HTML, once htmx is through with it, without what is new each time."""
    expect_settled(page)
    html = page.get_by_role("main").evaluate("main => main.outerHTML")
    return " ".join(_CHANGING.sub("", html).split())


@pytest.mark.renderings("htmx")
def test_first_link_leads_past_what_every_page_begins_with(journey: Journey) -> None:
    page = journey.to_identity().page
    page.reload()
    page.keyboard.press("Tab")
    first = page.get_by_role("link", name=label("Aller au contenu"))
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").locator(":focus")).to_have_count(1)


@pytest.mark.read_only
@pytest.mark.renderings("htmx")
def test_first_press_after_a_key_is_not_lost(page: Page) -> None:
    home = HomePage(page).open()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=label("Aller au contenu"))).to_be_in_viewport()
    home.link("Créer mon compte").click()
    expect(page).to_have_url(re.compile(re.escape(path_of(ConsentGate.path))))


@pytest.mark.renderings("htmx", "plain")
def test_whole_journey_goes_by_keyboard_alone(
    page: Page, keyboard: Keyboard, journey: Journey, persona: Person
) -> None:
    journey.people.append(persona)
    gate = ConsentGate(page).open()
    keyboard.press(gate.button("Accepter et continuer"), "Enter")

    identity = IdentityStep(page).expect_current()
    keyboard.type_into(identity.nir, persona.nir)
    keyboard.type_into(identity.birth_name, persona.birth_name)
    keyboard.type_into(identity.email, persona.email)
    keyboard.type_into(identity.password, persona.password)
    keyboard.type_into(identity.security_code, journey.security_code())
    keyboard.press(identity.button("Continuer"), "Space")

    code = CodeStep(page).expect_current()
    keyboard.type_into(code.code, journey.code_of(persona))
    page.keyboard.press("Enter")

    contact = ContactStep(page).expect_current()
    keyboard.type_into(contact.phone, persona.phone)
    keyboard.type_into(contact.street, persona.street)
    keyboard.type_into(contact.postcode, persona.postcode)
    keyboard.type_into(contact.town, persona.town)
    keyboard.press(contact.button("Continuer"), "Enter")

    situation = SituationStep(page).expect_current()
    keyboard.type_into(situation.diploma, "S")  # one letter: lists forget slow letters
    keyboard.type_into(situation.category, "E")
    keyboard.press(situation.terms, "Space")
    keyboard.press(situation.button("Finaliser mon inscription"), "Space")
    DonePage(page).expect_current()


def test_browser_that_knows_who_sits_before_it_fills_the_fields_by_their_tokens(
    journey: Journey, persona: Person
) -> None:
    page = journey.page
    identity = journey.to_identity()
    journey.people.append(persona)
    fill_by_tokens(page, {"family-name": persona.birth_name, "email": persona.email, "new-password": persona.password})
    identity.nir.fill(persona.nir)
    identity.security_code.fill(journey.security_code())
    identity.submit()

    code = CodeStep(page).expect_current()
    fill_by_tokens(page, {"one-time-code": journey.code_of(persona)})
    code.submit()

    contact = ContactStep(page).expect_current()
    fill_by_tokens(page, {"tel": persona.phone, "address-line1": persona.street, "address-line2": "Bâtiment 2"})
    fill_by_tokens(page, {"postal-code": persona.postcode, "address-level2": persona.town})
    contact.choose(page.get_by_role("main").locator('[autocomplete="country"]'), COUNTRIES[persona.country])
    contact.await_proposal(persona.town)
    contact.submit()
    SituationStep(page).expect_current()


def fill_by_tokens(page: Page, known: dict[str, str]) -> None:
    """Fill fields as a browser does, which goes by what they say that they are (« autocomplete »)."""
    for token, answer in known.items():
        page.get_by_role("main").locator(f'[autocomplete="{token}"]').fill(answer)


def test_enter_in_a_field_of_step_1_continues(journey: Journey, persona: Person) -> None:
    identity = journey.to_filled_identity(persona)
    identity.birth_name.press("Enter")
    CodeStep(journey.page).expect_current()


@pytest.mark.renderings("htmx", "blocked", "plain")
def test_error_summary_takes_the_focus_and_the_title_says_error(journey: Journey) -> None:
    identity = journey.to_identity()
    identity.submit()
    expect(identity.error_summary).to_be_focused()
    expect(journey.page).to_have_title(beginning("Erreur :", "Vos identifiants"))


@pytest.mark.renderings("htmx")
def test_error_summary_is_in_view_on_a_screen_that_the_head_of_the_page_fills(journey: Journey) -> None:
    journey.page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
    identity = journey.to_identity()
    identity.submit()
    expect(identity.error_summary).to_be_focused()
    expect_settled(journey.page)
    expect(identity.error_summary.get_by_role("heading")).to_be_in_viewport()


@pytest.mark.renderings("htmx", "blocked", "plain")
def test_error_summary_links_lead_to_their_fields(journey: Journey) -> None:
    identity = journey.to_identity()
    identity.submit()
    identity.error_summary.get_by_role("link").nth(1).click()
    expect(identity.birth_name).to_be_focused()


def test_title_names_the_step_and_loses_its_error_once_corrected(journey: Journey, persona: Person) -> None:
    identity = journey.to_identity()
    expect(journey.page).to_have_title(beginning("Vos identifiants – Étape 1 sur 4 –"))
    identity.submit()
    expect(journey.page).to_have_title(beginning("Erreur :"))
    journey.fill_identity(persona).submit()
    CodeStep(journey.page).expect_current()
    expect(journey.page).to_have_title(beginning("Vérification de votre adresse électronique – Étape 2 sur 4 –"))


# Goes to the first field the instant that the page has changed, as a quick hand does, and waits until htmx is done.
_QUICK_HAND = """() => {
  const field = () => document.getElementById("phone");
  // What the page asks by itself settles too.
  const settled = new Promise((done) => document.addEventListener("htmx:afterSettle", () => field() && done()));
  const watcher = new MutationObserver(() => {
    if (!field()) return;
    watcher.disconnect();
    field().focus();
  });
  watcher.observe(document.body, { childList: true, subtree: true });
  window.quickHand = settled.then(() => document.activeElement.id);
}"""


@pytest.mark.renderings("htmx")
def test_heading_never_takes_the_focus_from_somebody_who_types_already(journey: Journey, persona: Person) -> None:
    page = journey.to_code(persona).page
    page.evaluate(_QUICK_HAND)
    CodeStep(page).enter(journey.code_of(persona))
    ContactStep(page).expect_current()
    assert page.evaluate("quickHand") == "phone"


@pytest.mark.renderings("htmx")
def test_page_that_htmx_brought_has_its_heading_focused(journey: Journey, persona: Person) -> None:
    contact = journey.on_foot().to_contact(persona)
    expect(contact.title_heading()).to_be_focused()


@pytest.mark.renderings("htmx")
def test_errors_do_not_grow_the_history_and_steps_do(journey: Journey, persona: Person) -> None:
    identity = journey.to_identity()
    before = journey.page.evaluate("history.length")
    identity.submit()
    expect(identity.error_summary).to_be_visible()
    identity.renew_security_code()
    assert journey.page.evaluate("history.length") == before

    journey.fill_identity(persona).submit()
    CodeStep(journey.page).expect_current()
    expect(journey.page).to_have_url(re.compile(f"{re.escape(path_of(CodeStep.path))}$"))
    assert journey.page.evaluate("history.length") == before + 1


@pytest.mark.renderings("htmx")
def test_step_after_a_swap_equals_its_full_reload(journey: Journey, persona: Person) -> None:
    page = journey.page
    code = journey.to_code(persona)
    journey.target.mails(persona.email, expected=1)
    expect(code.status.filter(has_text=label("Message envoyé"))).to_be_visible()
    code.open().enter("12")
    expect(code.error_summary).to_be_visible()
    code.enter(journey.code_of(persona))

    contact = ContactStep(page).expect_current()
    swapped = main_of(page)
    page.reload()
    assert main_of(page) == swapped

    contact.fill(persona)
    contact.submit()
    situation = SituationStep(page).expect_current()
    swapped = main_of(page)
    page.reload()
    assert main_of(page) == swapped

    situation.fill(persona)
    situation.accept_terms()
    situation.submit()
    DonePage(page).expect_current()
    swapped = main_of(page)
    page.reload()
    assert main_of(page) == swapped


@pytest.mark.renderings("htmx")
def test_restarted_first_step_after_a_swap_equals_its_full_reload(journey: Journey, persona: Person) -> None:
    journey.to_code(persona).restart()
    IdentityStep(journey.page).expect_current()
    swapped = main_of(journey.page)
    journey.page.reload()
    assert main_of(journey.page) == swapped
