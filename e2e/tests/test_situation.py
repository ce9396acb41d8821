"""Step 4: diploma, category, terms of use (DIPLOMA-1, DIPLOMA-2, CSP-1, CGU-1)."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from e2e.journey import Journey
from e2e.pages import AccountPage, ContactStep, DonePage, Person, SituationStep, TermsPage
from e2e.pages.situation import CATEGORIES, DIPLOMAS
from e2e.targets import Clock, Target
from e2e.wording import PARIS, error, label, paris_day, saying
from fixtures.personas import People

MINUTE = timedelta(minutes=1)


@pytest.mark.requirement("DIPLOMA-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    ("year", "reason"),
    [
        pytest.param("1929", "antérieure à 1930", id="before 1930", marks=pytest.mark.boundary("1929")),
        pytest.param("", "Saisissez l’année", id="none"),
        pytest.param("12", "4 chiffres", id="two digits"),
        pytest.param("deux mille", "4 chiffres", id="words"),
    ],
)
def test_wrong_year_is_refused_and_no_account_is_made(
    journey: Journey, persona: Person, target: Target, year: str, reason: str
) -> None:
    situation = journey.to_filled_situation(persona.with_changes(diploma_year=year))
    situation.submit()
    expect(situation.year).to_have_accessible_description(error(reason))
    expect(situation.chosen(situation.diploma)).to_have_text(label(DIPLOMAS[persona.diploma]))
    expect(situation.terms).to_be_checked()
    with target.as_far_as_seen():
        assert not target.has_account(persona.nir)


@pytest.mark.requirement("DIPLOMA-1")
def test_diploma_is_needed_and_none_is_chosen_beforehand(journey: Journey, persona: Person, target: Target) -> None:
    situation = journey.to_situation(persona)
    situation.year.fill(persona.diploma_year)
    situation.choose(situation.category, CATEGORIES[persona.category])
    situation.accept_terms()
    situation.submit()
    expect(situation.diploma).to_have_accessible_description(error("Choisissez votre diplôme le plus élevé"))
    expect(situation.year).to_have_value(persona.diploma_year)
    with target.as_far_as_seen():
        assert not target.has_account(persona.nir)


@pytest.mark.requirement("DIPLOMA-1")
@pytest.mark.boundary("this year", "next year")
def test_next_year_is_refused_and_this_year_is_accepted(
    journey: Journey, persona: Person, target: Target, still_clock: Clock
) -> None:
    this_year = still_clock.now().astimezone(PARIS).year
    situation = journey.to_filled_situation(persona.with_changes(diploma_year=str(this_year + 1)))
    situation.submit()
    expect(situation.year).to_have_accessible_description(error("dans le futur"))
    with target.as_far_as_seen():
        assert not target.has_account(persona.nir)

    situation.year.fill(str(this_year))
    situation.submit()
    DonePage(journey.page).expect_current()


@pytest.mark.requirement("DIPLOMA-1")
@pytest.mark.boundary("1930")
def test_diploma_of_1930_is_accepted_and_recorded(journey: Journey, persona: Person) -> None:
    journey.to_done(persona.with_changes(diploma="4", diploma_year="1930"))
    account = AccountPage(journey.page).open().expect_current()
    expect(account.value("Diplôme")).to_contain_text(label("baccalauréat"))
    expect(account.value("Année d’obtention")).to_have_text("1930")


@pytest.mark.requirement("DIPLOMA-2")
@pytest.mark.parametrize("year", [pytest.param("", id="no year"), pytest.param("2012", id="a year typed before")])
def test_without_a_diploma_no_year_is_needed_nor_kept(journey: Journey, everybody: People, year: str) -> None:
    journey.to_done(everybody.special("without a diploma", diploma_year=year))
    account = AccountPage(journey.page).open().expect_current()
    expect(account.value("Diplôme")).to_have_text(label("Sans diplôme"))
    expect(account.value("Année d’obtention")).to_be_hidden()


@pytest.mark.requirement("CSP-1")
def test_category_is_needed_and_recorded(journey: Journey, persona: Person, target: Target) -> None:
    situation = journey.to_filled_situation(persona.with_changes(category=""))
    situation.submit()
    expect(situation.category).to_have_accessible_description(error("Choisissez votre catégorie"))
    with target.as_far_as_seen():
        assert not target.has_account(persona.nir)

    situation.choose(situation.category, "Employés")
    situation.submit()
    DonePage(journey.page).expect_current()
    account = AccountPage(journey.page).open().expect_current()
    expect(account.value("Catégorie")).to_have_text(label("Employés"))


@pytest.mark.requirement("CGU-1")
@pytest.mark.renderings("htmx", "blocked", "plain")
def test_terms_must_be_accepted(journey: Journey, persona: Person, target: Target) -> None:
    situation = journey.to_situation(persona)
    situation.fill(persona)
    situation.submit()
    expect(situation.terms).to_have_accessible_description(error("Cochez la case", "conditions générales"))
    expect(situation.year).to_have_value(persona.diploma_year)
    with target.as_far_as_seen():
        assert not target.has_account(persona.nir)

    situation.accept_terms()
    situation.submit()
    DonePage(journey.page).expect_current()


@pytest.mark.requirement("CGU-1")
@pytest.mark.renderings("htmx", "plain")  # a window of its own: test_help.py says why not in the third
def test_terms_are_one_click_away_and_reading_them_loses_nothing(journey: Journey, persona: Person) -> None:
    situation = journey.to_situation(persona)
    situation.fill(persona)
    TermsPage(situation.read_terms()).expect_current()
    expect(situation.chosen(situation.diploma)).to_have_text(label(DIPLOMAS[persona.diploma]))
    expect(situation.year).to_have_value(persona.diploma_year)
    expect(situation.chosen(situation.category)).to_have_text(label(CATEGORIES[persona.category]))


@pytest.mark.requirement("CGU-1")
def test_time_of_acceptance_is_stored_to_the_minute(journey: Journey, persona: Person, clock: Clock) -> None:
    accepted_at = clock.freeze()
    journey.to_done(persona)
    clock.advance(5 * MINUTE)
    recorded = AccountPage(journey.page).open().expect_current().recorded()
    assert abs(datetime.fromisoformat(recorded["terms_accepted_at"]) - accepted_at) < MINUTE


@pytest.mark.requirement("CGU-1")
def test_version_and_day_of_acceptance_are_stored(journey: Journey, persona: Person, still_clock: Clock) -> None:
    journey.to_done(persona)
    terms = TermsPage(journey.page).open().expect_current()
    version = terms.main.get_by_text(label("Version 20")).inner_text().split()[1]
    account = AccountPage(journey.page).open().expect_current()
    day = paris_day(still_clock.now())
    expect(account.value("Conditions générales")).to_have_text(saying(version, f"le {day}"))


@pytest.mark.requirement("EVERYWHERE-3")
def test_going_back_to_the_contact_step_keeps_the_answers_of_both(journey: Journey, persona: Person) -> None:
    situation = journey.to_situation(persona)
    situation.fill(persona)
    situation.back_to_contact()
    contact = ContactStep(journey.page).expect_current()
    expect(contact.street).to_have_value(persona.street)
    contact.submit()
    situation = SituationStep(journey.page).expect_current()
    expect(situation.year).to_have_value(persona.diploma_year)
    expect(situation.chosen(situation.diploma)).to_have_text(label(DIPLOMAS[persona.diploma]))
