"""Signing in and up through FranceConnect+, with the official button and the provider's own page (ENTRY-3)."""

import pytest
from playwright.sync_api import expect

from e2e import english
from e2e.deployment import speaking
from e2e.journey import Journey
from e2e.keyboard import Keyboard
from e2e.observer import Observer
from e2e.pages import (
    AccountPage,
    ConsentGate,
    DeletedPage,
    DeletionPage,
    DonePage,
    FranceConnectContact,
    FranceConnectFailure,
    FranceConnectGroup,
    FranceConnectIdentity,
    FranceConnectSituation,
    HelpPage,
    IdentityStep,
    LinkingPage,
    Person,
    ProviderPage,
    SignInPage,
)
from e2e.pages.site import leave_for
from e2e.targets import FranceConnect, Target
from e2e.ways import franceconnect as ways
from e2e.ways.stage import Stage
from e2e.wording import cookie, error, label, path_of, saying
from fixtures.personas import People

pytestmark = pytest.mark.requirement("ENTRY-3")


def top_of(locator: object) -> float:
    box = locator.bounding_box()  # type: ignore[attr-defined]
    assert box
    return float(box["y"])


def test_sign_in_page_recommends_franceconnect_first_then_number_and_password(journey: Journey) -> None:
    journey.with_cookies()
    sign_in = SignInPage(journey.page).open().expect_current()
    group = FranceConnectGroup(journey.page)
    expect(group.section).to_contain_text(saying("le plus simple", "le plus rapide", "le plus sûr"))
    assert top_of(group.button) < top_of(group.help_link) < top_of(group.separator) < top_of(sign_in.nir)


def test_step_1_recommends_franceconnect_first(journey: Journey) -> None:
    identity = journey.to_identity()
    group = FranceConnectGroup(journey.page)
    expect(group.section).to_contain_text(saying("le plus simple", "le plus rapide", "le plus sûr"))
    assert top_of(group.button) < top_of(group.help_link) < top_of(group.separator) < top_of(identity.nir)


@pytest.mark.usefixtures("franceconnect")
def test_official_button_of_step_1_leads_to_franceconnect(journey: Journey) -> None:
    journey.to_identity()
    FranceConnectGroup(journey.page).press()
    ProviderPage(journey.page).expect_current()


def test_official_wording_is_unaltered_and_the_plus_is_drawn(journey: Journey) -> None:
    journey.with_cookies()
    SignInPage(journey.page).open()
    group = FranceConnectGroup(journey.page)
    expect(group.button).to_have_text(saying("S’identifier avec", "FranceConnect"))
    expect(group.button).to_have_accessible_name(label("S’identifier avec FranceConnect"))
    expect(group.button).not_to_contain_text("+")
    assert '"+"' in group.drawn_after_the_brand()


def test_links_explain_how_it_works_and_who_can_use_it(journey: Journey) -> None:
    journey.with_cookies()
    SignInPage(journey.page).open()
    group = FranceConnectGroup(journey.page)
    expect(group.official_link).to_have_attribute("href", "https://franceconnect.gouv.fr/france-connect-plus")
    group.help_link.click()
    part = HelpPage(journey.page).expect_current().part("S’inscrire ou s’identifier avec FranceConnect+")
    expect(part).to_be_in_viewport()
    expect(HelpPage(journey.page).main).to_contain_text(label("Qui peut l’utiliser"))


def test_nobody_connects_before_cookies_are_accepted(journey: Journey) -> None:
    sign_in = SignInPage(journey.page).open().expect_current()
    expect(FranceConnectGroup(journey.page).button).to_be_hidden()
    ConsentGate(journey.page).accept()
    expect(sign_in.nir).to_be_visible()
    expect(FranceConnectGroup(journey.page).button).to_be_visible()


def test_first_connection_asks_only_for_what_was_not_given_and_makes_an_account(
    journey: Journey, franceconnect: FranceConnect, persona: Person, target: Target
) -> None:
    known = franceconnect.introduce("nom-d-usage")
    identity = journey.to_first_connection(known)
    expect(identity.given("Nom de famille de naissance")).to_have_text(known.family_name)
    expect(identity.given("Nom d’usage")).to_have_text("LEMOINE")
    expect(identity.given("Date de naissance")).to_have_text(saying("9 février 1976"))
    expect(identity.given("Adresse électronique")).to_have_text(known.email or "")
    expect(identity.password).to_be_hidden()
    expect(identity.email).to_be_hidden()
    expect(identity.header).to_contain_text(saying("Connexion avec FranceConnect+ :", known.given_name, "LEMOINE"))

    done = journey.finish_first_connection(known, persona)
    assert target.has_account(known.nir)
    done.account_link.click()
    account = AccountPage(journey.page).expect_current()
    expect(account.value("Numéro de sécurité sociale")).to_have_text(known.printed_nir)
    expect(account.value("Nom de famille de naissance")).to_have_text(known.family_name)


def test_address_is_asked_for_where_none_was_given(
    journey: Journey, franceconnect: FranceConnect, persona: Person
) -> None:
    known = franceconnect.introduce("sans-adresse")
    identity = journey.to_first_connection(known)
    identity.give_number(known.nir)
    expect(identity.email).to_have_accessible_description(error("adresse électronique"))
    identity.email.fill(persona.email)
    identity.give_number(known.nir)
    FranceConnectContact(journey.page).expect_current()


def test_number_of_another_birth_is_refused(
    journey: Journey, franceconnect: FranceConnect, persona: Person, target: Target
) -> None:
    identity = journey.to_first_connection(franceconnect.introduce("ordinaire"))
    identity.give_number(persona.nir)
    expect(identity.nir).to_have_accessible_description(error("année de naissance"))
    identity.expect_current()
    assert not target.has_account(persona.nir)


def test_later_connection_opens_the_account(
    journey: Journey, another_journey: Journey, franceconnect: FranceConnect, persona: Person
) -> None:
    known = franceconnect.introduce("ordinaire")
    journey.to_connected_account(known, persona)
    another_journey.connect(known)
    account = AccountPage(another_journey.page).expect_current()
    expect(account.value("Numéro de sécurité sociale")).to_have_text(known.printed_nir)


def test_page_asked_for_before_signing_in_is_the_one_shown_after_it(
    journey: Journey, franceconnect: FranceConnect, persona: Person
) -> None:
    known = franceconnect.introduce("ordinaire")
    journey.to_connected_account(known, persona).sign_out()
    SignInPage(journey.page).expect_current()
    leave_for(journey.page, DeletionPage.path)
    FranceConnectGroup(journey.page).press()
    ProviderPage(journey.page).expect_current().choose(known)
    expect(journey.page).to_have_url(f"{journey.target.url}{path_of(DeletionPage.path)}")


def test_account_is_deleted_and_franceconnect_is_left(
    journey: Journey, franceconnect: FranceConnect, persona: Person, target: Target
) -> None:
    known = franceconnect.introduce("ordinaire")
    journey.to_connected_account(known, persona)
    DeletionPage(journey.page).open().expect_current().confirm_by_word()
    DeletedPage(journey.page).expect_current()
    assert not target.has_account(known.nir)
    journey.connect_in_this_tab(known)
    FranceConnectIdentity(journey.page).expect_current()


def test_sign_up_begins_again_once_the_code_of_a_proof_is_dead(stage: Stage) -> None:
    ways.linking_dead(stage)
    LinkingPage(stage.page).restart_button.click()
    FranceConnectIdentity(stage.page).expect_current()


def test_language_is_changed_in_the_middle_of_a_proof(stage: Stage) -> None:
    ways.linking_code(stage)
    LinkingPage(stage.page).code.fill("123")
    LinkingPage(stage.page).header.get_by_role("button", name=label("English"), exact=True).click()
    with speaking(english.words()):
        expect(LinkingPage(stage.page).expect_current().code).to_have_value("123")


def test_sign_out_ends_the_session_here_and_there(
    journey: Journey, franceconnect: FranceConnect, persona: Person
) -> None:
    known = franceconnect.introduce("ordinaire")
    done = journey.to_connected_account(known, persona)
    with journey.page.expect_request("**/session/end?*") as ended:
        done.sign_out()
    assert all(name in ended.value.url for name in ("id_token_hint=", "state=", "post_logout_redirect_uri="))
    sign_in = SignInPage(journey.page).expect_current()
    expect(sign_in.main.get_by_role("heading", name=label("Votre session est fermée"))).to_be_visible()
    expect(sign_in.header).not_to_contain_text(known.given_name)
    AccountPage(journey.page).open()
    SignInPage(journey.page).expect_current()
    # There, nobody is remembered.
    FranceConnectGroup(journey.page).press()
    ProviderPage(journey.page).expect_current()


def test_connection_that_lasts_there_is_offered_again(
    journey: Journey, franceconnect: FranceConnect, persona: Person
) -> None:
    known = franceconnect.introduce("ordinaire")
    journey.to_connected_account(known, persona)
    journey.page.context.clear_cookies(name=cookie("session"))
    SignInPage(journey.page).open()
    FranceConnectGroup(journey.page).press()
    ProviderPage(journey.page).expect_remembered().go_on()
    AccountPage(journey.page).expect_current()


def test_half_finished_sign_out_is_survived(
    journey: Journey, franceconnect: FranceConnect, persona: Person, observer: Observer
) -> None:
    observer.foresee("status of 503")
    observer.foresee("Refused to apply a stylesheet")  # WebKit's own, for a text without any
    known = franceconnect.introduce("ordinaire")
    done = journey.to_connected_account(known, persona)
    franceconnect.fail("logout_unavailable")
    done.sign_out()
    expect(journey.page.get_by_text("Service Unavailable")).to_be_visible()
    AccountPage(journey.page).open()
    sign_in = SignInPage(journey.page).expect_current()
    expect(sign_in.header).not_to_contain_text(known.given_name)


def test_account_of_the_number_is_linked_by_its_password(
    journey: Journey, another_journey: Journey, franceconnect: FranceConnect, everybody: People
) -> None:
    known = franceconnect.introduce("ordinaire")
    owner = everybody.anyone(nir=known.nir)
    journey.to_done(owner)
    another_journey.to_first_connection(known).give_number(known.nir)
    linking = LinkingPage(another_journey.page).expect_current()
    expect(linking.main).not_to_contain_text(owner.email)
    linking.give_password("Autre-phrase-12")
    expect(linking.password).to_have_accessible_description(error("pas celui du compte"))
    linking.give_password(owner.password)
    account = AccountPage(another_journey.page).expect_current()
    expect(account.main.get_by_role("heading", name=label("Votre compte est rattaché"))).to_be_visible()

    account.sign_out()
    SignInPage(another_journey.page).expect_current()
    another_journey.connect_in_this_tab(known)
    opened = AccountPage(another_journey.page).expect_current()
    expect(opened.value("Adresse électronique")).to_have_text(owner.email)


def test_account_of_the_number_is_linked_by_a_mailed_code(
    journey: Journey, another_journey: Journey, franceconnect: FranceConnect, everybody: People, target: Target
) -> None:
    known = franceconnect.introduce("ordinaire")
    owner = everybody.anyone(nir=known.nir)
    journey.to_done(owner)
    last = target.mails(owner.email)[-1]
    another_journey.to_first_connection(known).give_number(known.nir)
    linking = LinkingPage(another_journey.page).expect_current()
    linking.ask_for_code()
    code = target.wait_for_mail(owner.email, after=last).code()
    linking.give_code(f"{(int(code) + 1) % 1_000_000:06}")
    expect(linking.main).to_contain_text(saying("Il vous reste", "3 essais"))
    linking.give_code(code)
    AccountPage(another_journey.page).expect_current()


def test_account_of_somebody_else_is_not_linked_and_the_number_can_be_corrected(
    journey: Journey, another_journey: Journey, franceconnect: FranceConnect, everybody: People
) -> None:
    known = franceconnect.introduce("ordinaire")
    journey.to_done(everybody.anyone(nir=known.nir))
    another_journey.to_first_connection(known).give_number(known.nir)
    LinkingPage(another_journey.page).expect_current().correct_number()
    identity = FranceConnectIdentity(another_journey.page).expect_current()
    expect(identity.nir).to_have_value(known.nir)
    AccountPage(another_journey.page).open()
    SignInPage(another_journey.page).expect_current()


@pytest.mark.parametrize("kind", ["homonyme", "decede"])
def test_person_whom_the_civil_register_refuses_is_told_and_can_go_on_otherwise(
    journey: Journey, franceconnect: FranceConnect, target: Target, kind: str
) -> None:
    known = franceconnect.introduce(kind)
    journey.connect(known)
    failure = FranceConnectFailure(journey.page)
    expect(failure.told("Connexion non terminée")).to_be_visible()
    expect(failure.header).not_to_contain_text(label("Connexion avec"))
    failure.sign_up.click()
    IdentityStep(journey.page).expect_current()
    assert not target.has_account(known.nir)


def test_citizen_who_turns_back_can_try_again(journey: Journey, franceconnect: FranceConnect) -> None:
    known = franceconnect.introduce("ordinaire")
    journey.with_cookies()
    SignInPage(journey.page).open()
    FranceConnectGroup(journey.page).press()
    ProviderPage(journey.page).expect_current().turn_back()
    failure = FranceConnectFailure(journey.page)
    expect(failure.told("Connexion non terminée")).to_be_visible()
    expect(failure.header).not_to_contain_text(label("Connexion avec"))
    failure.again.click()
    ProviderPage(journey.page).expect_current().choose(known)
    FranceConnectIdentity(journey.page).expect_current()


def test_outage_before_the_provider_is_told_with_the_ways_on(
    journey: Journey, franceconnect: FranceConnect, observer: Observer
) -> None:
    observer.foresee("status of 503")
    journey.with_cookies()
    SignInPage(journey.page).open()
    franceconnect.fail("discovery_unavailable")
    FranceConnectGroup(journey.page).press()
    failure = FranceConnectFailure(journey.page)
    expect(failure.told("FranceConnect+ ne répond pas")).to_be_visible()
    franceconnect.recover()
    failure.again.click()
    ProviderPage(journey.page).expect_current()


@pytest.mark.in_turn
@pytest.mark.parametrize("fault", ["token_unavailable", "token_slow", "userinfo_dropped", "jwks_malformed"])
def test_outage_on_the_way_back_is_told_with_the_ways_on(
    journey: Journey, franceconnect: FranceConnect, observer: Observer, fault: str
) -> None:
    observer.foresee("status of 503")
    franceconnect.fail(fault)
    journey.connect(franceconnect.introduce("ordinaire"))
    failure = FranceConnectFailure(journey.page)
    expect(failure.told("FranceConnect+ ne répond pas")).to_be_visible()
    expect(failure.header).not_to_contain_text(label("Connexion avec"))
    failure.sign_in.click()
    SignInPage(journey.page).expect_current()


def test_whole_first_connection_goes_by_keyboard_alone(
    journey: Journey, keyboard: Keyboard, franceconnect: FranceConnect, persona: Person
) -> None:
    known = franceconnect.introduce("ordinaire")
    page = journey.page
    journey.with_cookies()
    SignInPage(page).open()
    keyboard.press(FranceConnectGroup(page).button, "Enter")
    keyboard.press(ProviderPage(page).expect_current().choice(known), "Enter")

    identity = FranceConnectIdentity(page).expect_current()
    keyboard.type_into(identity.nir, known.nir)
    keyboard.press(identity.button("Continuer"), "Space")

    contact = FranceConnectContact(page).expect_current()
    keyboard.type_into(contact.phone, persona.phone)
    keyboard.type_into(contact.street, persona.street)
    keyboard.type_into(contact.postcode, persona.postcode)
    keyboard.type_into(contact.town, persona.town)
    keyboard.press(contact.button("Continuer"), "Enter")

    situation = FranceConnectSituation(page).expect_current()
    keyboard.type_into(situation.diploma, "S")  # one letter: lists forget slow letters
    keyboard.type_into(situation.category, "E")
    keyboard.press(situation.terms, "Space")
    keyboard.press(situation.button("Finaliser mon inscription"), "Space")
    DonePage(page).expect_current()
