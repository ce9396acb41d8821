"""The address of a FranceConnect+ connection and a local account: refused only while connected (FC-1, FC-2)."""

import pytest
from playwright.sync_api import expect

from e2e.journey import Journey
from e2e.pages import (
    CodeStep,
    ConnectionNotice,
    DonePage,
    FranceConnectIdentity,
    IdentityStep,
    Person,
    SituationStep,
)
from e2e.targets import FranceConnect, FranceConnectPerson, Target
from e2e.wording import error, label
from fixtures.personas import People

REFUSAL = error("l’adresse de cette connexion ne peut pas servir")

# What FranceConnect gave and what is typed, each around a part that is the person's own.
SPELLINGS = [
    pytest.param("{}@exemple.fr", "{}@exemple.fr", id="same"),
    pytest.param("{}@exemple.fr", "{}@EXEMPLE.FR", id="domain in capitals"),
    pytest.param("Lea.{}@Exemple.FR", "lEA.{}@exemple.fr", id="capitals on both sides"),
    pytest.param("{}@exemple.fr", "  {}@exemple.fr ", id="spaces typed"),
    pytest.param("  {}@exemple.fr ", "{}@exemple.fr", id="spaces given"),
    pytest.param("{}@xn--socit-esab.fr", "{}@société.fr", id="international domain typed"),
    pytest.param("{}@société.fr", "{}@xn--socit-esab.fr", id="international domain given"),
    pytest.param("{}@xn--socit-esab.fr", "{}@SOCIÉTÉ.FR", id="international domain typed in capitals"),
    pytest.param("{}@société.fr", "{}@socie\u0301te\u0301.fr", id="decomposed accents typed"),
]


@pytest.fixture
def known(franceconnect: FranceConnect) -> FranceConnectPerson:
    return franceconnect.introduce("ordinaire")


def local_answers(everybody: People, known: FranceConnectPerson, **answers: str) -> Person:
    """Return somebody who signs up with the number and the address of a FranceConnect+ connection."""
    assert known.email
    return everybody.anyone(nir=known.nir, **{"email": known.email} | answers)


def refused(journey: Journey, person: Person) -> IdentityStep:
    """Answer all of step 1 while connected, and be refused."""
    IdentityStep(journey.page).open().expect_current()
    identity = journey.fill_identity(person)
    identity.submit()
    expect(identity.email).to_have_accessible_description(REFUSAL)
    return identity


@pytest.mark.requirement("FC-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(("given", "typed"), SPELLINGS)
def test_address_of_the_connection_is_refused_in_every_spelling(
    journey: Journey, franceconnect: FranceConnect, everybody: People, given: str, typed: str
) -> None:
    own_part = everybody.anyone().email.partition("@")[0]
    known = franceconnect.introduce("ordinaire", email=given.format(own_part))
    journey.to_first_connection(known)
    refused(journey, local_answers(everybody, known, email=typed.format(own_part)))
    assert journey.target.mails(known.email or "") == []
    assert not journey.target.has_account(known.nir)


@pytest.mark.requirement("FC-1")
@pytest.mark.renderings("htmx", "blocked", "plain")
def test_refusal_says_why_and_keeps_every_other_answer(
    journey: Journey, known: FranceConnectPerson, everybody: People, target: Target
) -> None:
    journey.to_first_connection(known)
    person = local_answers(everybody, known)
    identity = refused(journey, person)
    expect(identity.error_summary).to_be_focused()
    expect(identity.nir).to_have_value(person.nir)
    expect(identity.birth_name).to_have_value(person.birth_name)
    expect(identity.email).to_have_value(person.email)
    expect(identity.password_is_kept).to_be_visible()
    notice = ConnectionNotice(journey.page)
    expect(notice.heading).to_be_visible()
    expect(notice.go_on_link).to_be_visible()
    expect(notice.another_address_link).to_be_visible()
    expect(notice.disconnect_button).to_be_visible()
    assert target.mails(person.email) == []


@pytest.mark.requirement("FC-1")
@pytest.mark.requirement("FC-2")
@pytest.mark.long
def test_first_way_out_is_another_address(
    journey: Journey, known: FranceConnectPerson, everybody: People, target: Target
) -> None:
    journey.to_first_connection(known)
    person = local_answers(everybody, known)
    identity = refused(journey, person)
    ConnectionNotice(journey.page).another_address_link.click()
    expect(identity.email).to_be_focused()
    address = everybody.anyone().email
    identity.give_address(address)
    # Kept as a digest, it could not be compared with the new address, which it may not hold (PWD-1).
    identity.password.fill(person.password)
    identity.submit()
    CodeStep(journey.page).expect_current()
    assert target.wait_for_mail(address).code()
    assert target.mails(known.email or "") == []


@pytest.mark.requirement("FC-1")
def test_second_way_out_is_to_go_on_with_franceconnect(
    journey: Journey, known: FranceConnectPerson, everybody: People, persona: Person, target: Target
) -> None:
    journey.to_first_connection(known)
    refused(journey, local_answers(everybody, known))
    ConnectionNotice(journey.page).go_on_link.click()
    FranceConnectIdentity(journey.page).expect_current()
    journey.finish_first_connection(known, persona)
    assert target.has_account(known.nir)


@pytest.mark.requirement("FC-1")
@pytest.mark.requirement("FC-2")
def test_third_way_out_is_to_disconnect(
    journey: Journey, known: FranceConnectPerson, everybody: People, target: Target
) -> None:
    journey.to_first_connection(known)
    person = local_answers(everybody, known)
    refused(journey, person)
    ConnectionNotice(journey.page).disconnect_button.click()
    identity = IdentityStep(journey.page)
    expect(ConnectionNotice(journey.page).heading).to_be_hidden()
    expect(identity.header).not_to_contain_text(known.given_name)
    expect(identity.nir).to_have_value(person.nir)
    expect(identity.birth_name).to_have_value(person.birth_name)
    expect(identity.email).to_have_value(person.email)
    identity.security_code.fill(journey.security_code())
    identity.submit()
    CodeStep(journey.page).expect_current()
    assert target.wait_for_mail(person.email).code()


@pytest.mark.requirement("FC-2")
def test_another_address_goes_through_while_connected(
    journey: Journey, known: FranceConnectPerson, persona: Person, target: Target
) -> None:
    journey.to_first_connection(known)
    IdentityStep(journey.page).open().expect_current()
    expect(ConnectionNotice(journey.page).heading).to_be_visible()
    journey.fill_identity(persona).submit()
    CodeStep(journey.page).expect_current()
    assert target.wait_for_mail(persona.email).code()


@pytest.mark.requirement("FC-2")
def test_same_address_goes_through_when_never_connected(
    journey: Journey, known: FranceConnectPerson, everybody: People
) -> None:
    journey.to_code(local_answers(everybody, known))


@pytest.mark.requirement("FC-1")
@pytest.mark.requirement("FC-2")
def test_connection_begun_in_another_tab_is_seen_when_the_account_is_made(
    journey: Journey, known: FranceConnectPerson, everybody: People, target: Target
) -> None:
    person = local_answers(everybody, known)
    situation = journey.to_filled_situation(person)
    other_tab = journey.in_another_tab()
    other_tab.connect_in_this_tab(known)
    FranceConnectIdentity(other_tab.page).expect_current()

    # Connecting renewed the session: this tab's form is asked for once more, with its answers.
    situation.submit()
    expect(ConnectionNotice(journey.page).heading).to_be_visible()
    situation.submit()
    expect(situation.error_summary).to_contain_text(label("l’adresse de cette connexion ne peut pas servir"))
    assert not target.has_account(person.nir)
    ConnectionNotice(journey.page).disconnect_button.click()
    expect(ConnectionNotice(journey.page).heading).to_be_hidden()
    situation = SituationStep(journey.page).expect_current()
    situation.fill(person)
    situation.accept_terms()
    situation.submit()
    DonePage(journey.page).expect_current()
    assert target.has_account(person.nir)
