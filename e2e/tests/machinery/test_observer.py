"""What the observer sees of a browser, in every engine: where it is blind, its tests could not fail."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from e2e.observer import Observer
from e2e.pages import HomePage
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
