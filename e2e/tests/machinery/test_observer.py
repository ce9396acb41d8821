"""What the observer sees of a browser, in every engine: where it is blind, its tests could not fail."""

from types import SimpleNamespace
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from e2e.journey import Journey
from e2e.observer import Observer
from e2e.pages import HomePage
from e2e.targets import FranceConnect, Target
from e2e.targets.local import LocalTarget
from fixtures.personas import People

pytestmark = [pytest.mark.machinery, pytest.mark.renderings("htmx")]


@pytest.fixture
def witness(page: Page) -> Observer:
    """Return an observer beside the one of the fixtures, which fails the test."""
    witness = Observer("htmx")
    witness.watch(page.context)
    return witness


def test_cookie_and_request_are_seen(page: Page, witness: Observer) -> None:
    HomePage(page).open().accept_cookies()
    assert any("consentement" in cookie for cookie in witness.written_cookies())
    assert any(url == page.url for url in witness._urls)


def test_error_on_the_console_is_seen(page: Page, witness: Observer, observer: Observer) -> None:
    observer.foresee("a fault of the page")
    HomePage(page).open()
    with page.expect_console_message():
        page.evaluate("console.error('a fault of the page')")
    assert len(witness.errors) == 1


@pytest.mark.parametrize("field", ["nir", "birth_name", "email", "password", "phone", "street"])
def test_answer_in_an_address_is_seen(page: Page, witness: Observer, everybody: People, field: str) -> None:
    person = everybody.anyone(birth_name="Quérouil-Ravanel")
    witness.people.append(person)
    page.goto("/aide")
    assert witness.personal_urls() == []

    page.goto(f"/aide?reponse={quote(getattr(person, field))}")
    assert witness.personal_urls()


@pytest.mark.only_browser("chromium")
def test_somebody_from_franceconnect_is_watched_and_looked_for_at_the_end(
    page: Page, witness: Observer, target: Target, franceconnect: FranceConnect
) -> None:
    known = franceconnect.introduce("ordinaire", email="nadege.quennec@exemple.fr")
    Journey(page, target, witness.people).connect(known)
    assert witness.personal_urls() == []
    page.goto(f"/aide?numero={known.nir}")
    page.goto(f"/aide?adresse={known.email}")
    assert len(witness.personal_urls()) == 2
    assert {"number", "address"} <= kinds_found(target, f"{known.nir} {known.email}")


def kinds_found(target: Target, written: str) -> set[str]:
    """Return what the look at the end says to stand in clear where the log holds this."""
    watched = SimpleNamespace(log=lambda: written, kept=list, sent=list, _others=[], franceconnect=target.franceconnect)
    return {found.removeprefix("log: ") for found in LocalTarget.kept_in_clear(watched, [])}
