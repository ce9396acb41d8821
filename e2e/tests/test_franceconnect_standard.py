"""FranceConnect, where the service is registered with it and not with FranceConnect+ (ENTRY-3, FC-1).

The rules are the same; what differs is who is asked, how, and the name that pages say.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.deployment import speaking
from e2e.journey import Journey
from e2e.observer import Observer
from e2e.pages import CodeStep, ConnectionNotice, IdentityStep, Person
from e2e.targets import FranceConnect, Target
from e2e.wording import error, saying
from fixtures.personas import People

pytestmark = pytest.mark.renderings("htmx")

NAMED_WITH_PLUS = (
    "Avec FranceConnect+ (recommandé)",
    "Qu’est-ce que FranceConnect+",
    "Votre connexion avec FranceConnect+ est ouverte",
    "Continuer avec FranceConnect+",
    "Me déconnecter de FranceConnect+",
)


@pytest.fixture(scope="session")
def standard(target: Target) -> Target:
    return target.with_standard_franceconnect()


@pytest.fixture
def franceconnect(standard: Target) -> FranceConnect:
    return standard.franceconnect


@pytest.fixture(autouse=True)
def _named_without_plus() -> Iterator[None]:
    with speaking({said: said.replace("+", "") for said in NAMED_WITH_PLUS}):
        yield


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], standard: Target) -> dict[str, Any]:
    return browser_context_args | {"base_url": standard.url}


@pytest.fixture
def journey(page: Page, standard: Target, observer: Observer) -> Journey:
    return Journey(page, standard, observer.people)


@pytest.mark.requirement("ENTRY-3")
def test_first_connection_makes_an_account(
    journey: Journey, franceconnect: FranceConnect, persona: Person, standard: Target
) -> None:
    known = franceconnect.introduce("ordinaire")
    identity = journey.to_first_connection(known)
    expect(identity.given("Nom de famille de naissance")).to_have_text(known.family_name)
    expect(identity.header).to_contain_text(saying("Connexion avec FranceConnect :", known.given_name))
    journey.finish_first_connection(known, persona)
    assert standard.has_account(known.nir)


@pytest.mark.requirement("FC-1")
@pytest.mark.requirement("FC-2")
def test_address_of_the_connection_is_refused_until_one_disconnects(
    journey: Journey, franceconnect: FranceConnect, everybody: People, standard: Target
) -> None:
    known = franceconnect.introduce("ordinaire")
    person = everybody.anyone(nir=known.nir, email=known.email or "")
    journey.to_first_connection(known)
    IdentityStep(journey.page).open().expect_current()
    identity = journey.fill_identity(person)
    identity.submit()
    expect(identity.email).to_have_accessible_description(error("l’adresse de cette connexion ne peut pas servir"))
    notice = ConnectionNotice(journey.page)
    expect(notice.heading).to_be_visible()
    expect(notice.go_on_link).to_be_visible()
    assert standard.mails(person.email) == []

    notice.disconnect_button.click()
    expect(notice.heading).to_be_hidden()
    identity.security_code.fill(journey.security_code())
    identity.submit()
    CodeStep(journey.page).expect_current()
