"""Step 3: telephone and postal address (PHONE-1, ADDR-1, STEP-3)."""

import pytest
from playwright.sync_api import expect

from e2e.journey import Journey
from e2e.pages import AccountPage, ContactStep, Person, SituationStep
from e2e.wording import error, label, saying
from fixtures.personas import People

# Notes of each question that the postcode would ask, a moment after it was typed, whether the page keeps it back.
NOTE_KEPT_BACK = """() => {
    window.keptBack = [];
    document.addEventListener("htmx:beforeRequest", (event) => {
        if (event.target.id === "postcode") { keptBack.push(event.defaultPrevented); }
    });
}"""
# Wherever the window has scrolled to.
PLACE_IN_PAGE = "element => element.getBoundingClientRect().top + window.scrollY"


@pytest.mark.requirement("STEP-3")
def test_continue_opens_the_situation_step(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    contact.fill(persona)
    contact.submit()
    SituationStep(journey.page).expect_current()


@pytest.mark.requirement("STEP-3")
def test_empty_form_names_every_field_and_stays(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    contact.submit()
    expect(contact.error_summary.get_by_role("link")).to_have_count(4)
    contact.expect_current()


@pytest.mark.requirement("PHONE-1")
def test_page_says_why_the_number_is_needed(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    expect(contact.phone).to_have_accessible_description(
        saying("échanges avec l’organisme de formation", "devis", "contenu", "coût", "date")
    )


@pytest.mark.requirement("PHONE-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("06.12.34.56.78", "06 12 34 56 78", id="mainland"),
        pytest.param("0692 12 34 56", "+262 692 12 34 56", id="La Réunion"),
        pytest.param("0690 12 34 56", "+590 690 12 34 56", id="Guadeloupe"),
        pytest.param("0639 02 34 56", "+262 639 02 34 56", id="Mayotte"),
        pytest.param("87 12 34 56", "+689 87 12 34 56", id="Polynésie"),
        pytest.param("+32 470 12 34 56", "+32 470 12 34 56", id="foreign"),
    ],
)
def test_number_of_anywhere_is_accepted(journey: Journey, persona: Person, typed: str, shown: str) -> None:
    journey.to_done(persona.with_changes(phone=typed))
    account = AccountPage(journey.page).open().expect_current()
    expect(account.value("Téléphone")).to_have_text(shown)


@pytest.mark.requirement("PHONE-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        pytest.param("06 12 34 56", "Il manque des chiffres", id="too short"),
        pytest.param("06 12 34 56 78 90", "trop de chiffres", id="too long"),
        pytest.param("mon téléphone", "ne peut pas être lu", id="letters"),
        pytest.param("+999 12 34 56 78", "+", id="no such country"),
    ],
)
def test_what_is_no_number_is_refused_and_the_rest_is_kept(
    journey: Journey, persona: Person, typed: str, reason: str
) -> None:
    contact = journey.to_contact(persona)
    contact.fill(persona.with_changes(phone=typed))
    contact.submit()
    expect(contact.phone).to_have_accessible_description(error(reason))
    expect(contact.phone).to_have_value(typed)
    expect(contact.street).to_have_value(persona.street)
    expect(contact.town).to_have_value(persona.town)


@pytest.mark.requirement("ADDR-1")
@pytest.mark.renderings("htmx", "blocked", "plain")
def test_french_postcode_proposes_its_towns_and_another_can_be_typed(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    contact.fill(persona.with_changes(postcode="35520", town=""))
    contact.propose_towns()
    expect(contact.proposal("Melesse")).to_be_visible()
    expect(contact.proposal("La Mézière")).to_be_visible()
    expect(contact.street).to_have_value(persona.street)

    contact.town.fill("Le Hameau-Perdu")
    contact.submit()
    SituationStep(journey.page).expect_current()


@pytest.mark.requirement("ADDR-1")
@pytest.mark.renderings("htmx")
@pytest.mark.parametrize("width", [1280, 320])
def test_town_that_comes_moves_no_button_away_from_who_presses_it(
    journey: Journey, persona: Person, width: int
) -> None:
    contact = journey.to_contact(persona)
    journey.page.set_viewport_size({"width": width, "height": 800})
    before = contact.button(contact.submit_text).evaluate(PLACE_IN_PAGE)
    contact.postcode.fill("35000")
    expect(contact.proposal("Rennes")).to_be_visible()
    assert contact.button(contact.submit_text).evaluate(PLACE_IN_PAGE) == before


@pytest.mark.requirement("ADDR-1")
def test_only_town_of_a_postcode_is_filled_in(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    contact.postcode.fill("97400")
    contact.propose_towns()
    expect(contact.town).to_have_value("Saint-Denis")


@pytest.mark.requirement("ADDR-1")
@pytest.mark.renderings("htmx")
def test_towns_are_proposed_on_leaving_the_postcode(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    contact.postcode.fill("35520")
    contact.postcode.blur()
    expect(contact.proposal("Melesse")).to_be_visible()


@pytest.mark.requirement("ADDR-1")
@pytest.mark.renderings("htmx")
def test_nothing_is_asked_of_the_service_while_a_postcode_is_half_typed(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    asked: list[str] = []
    journey.page.on("request", lambda request: asked.append(request.headers.get("hx-trigger-name", "")))
    journey.page.evaluate(NOTE_KEPT_BACK)
    for number in range(1, 5):
        contact.postcode.fill("35520"[:number])
        journey.page.wait_for_function("number => keptBack.length === number", arg=number)
    contact.postcode.fill("35520")
    expect(contact.proposal("Melesse")).to_be_visible()
    assert journey.page.evaluate("keptBack") == [True] * 4 + [False]
    assert asked == ["postcode"]


@pytest.mark.requirement("ADDR-1")
@pytest.mark.parametrize(
    ("postcode", "said"),
    [
        pytest.param("00999", "Aucune commune trouvée", id="nobody knows it"),
        pytest.param("3552", "Saisissez d’abord un code postal de cinq chiffres", id="not whole"),
    ],
)
def test_postcode_without_towns_says_why_and_lets_the_town_be_typed(
    journey: Journey, persona: Person, postcode: str, said: str
) -> None:
    contact = journey.to_contact(persona)
    contact.postcode.fill(postcode)
    contact.propose_towns()
    expect(contact.proposal(said)).to_be_visible()
    expect(contact.town).to_be_editable()


@pytest.mark.requirement("ADDR-1")
def test_france_comes_first_in_the_countries(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    expect(contact.chosen(contact.country)).to_have_text(label("France"))
    expect(contact.country.get_by_role("option").first).to_have_text(label("France"))


@pytest.mark.requirement("ADDR-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    ("kind", "country"),
    [("born abroad", "Belgique"), ("born overseas", "France"), ("address of 38 characters", "France")],
)
def test_address_of_anywhere_comes_back_whole(journey: Journey, everybody: People, kind: str, country: str) -> None:
    person = everybody.special(kind)
    journey.to_done(person)
    account = AccountPage(journey.page).open().expect_current()
    lines = [person.street, person.complement, f"{person.postcode} {person.town}", country]
    expect(account.value("Adresse postale")).to_have_text(saying(*lines))


@pytest.mark.requirement("ADDR-1")
@pytest.mark.boundary("address of 39 characters")
def test_wrong_lines_of_an_address_are_refused_each_at_its_field(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    contact.fill(persona.with_changes(street="r" * 39, complement="<b>escalier</b>", postcode="3500"))
    contact.submit()
    expect(contact.street).to_have_accessible_description(error("38 caractères"))
    expect(contact.complement).to_have_accessible_description(error("lettres"))
    expect(contact.postcode).to_have_accessible_description(error("5 chiffres"))
    expect(contact.phone).not_to_have_accessible_description(error())
    ContactStep(journey.page).expect_current()
