"""How a citizen gets in (ENTRY-1 to ENTRY-3; FranceConnect+ has a file of its own)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.journey import Journey
from e2e.pages import READABLE_PATHS, ConsentGate, IdentityStep, Person, SignInPage, SitePage, StepPage
from e2e.wording import label


@pytest.mark.read_only
@pytest.mark.requirement("ENTRY-1")
@pytest.mark.in_turn
@pytest.mark.parametrize("path", READABLE_PATHS)
def test_every_page_has_the_sign_in_link_at_the_top_right(page: Page, path: str) -> None:
    page.goto(path)
    site = SitePage(page)
    expect_link_at_the_top_right(site)
    site.sign_in_link.click()
    SignInPage(page).expect_current()


@pytest.mark.requirement("ENTRY-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    "go",
    [
        lambda journey, _: journey.to_identity(),
        Journey.to_code,
        Journey.to_contact,
        Journey.to_situation,
    ],
    ids=["step 1", "step 2", "step 3", "step 4"],
)
def test_every_step_has_the_sign_in_link_too(
    journey: Journey, persona: Person, go: Callable[[Journey, Person], StepPage]
) -> None:
    expect_link_at_the_top_right(go(journey, persona))


def expect_link_at_the_top_right(site: SitePage) -> None:
    expect(site.sign_in_link).to_be_in_viewport()
    box = site.sign_in_link.bounding_box()
    header = site.header.bounding_box()
    assert box
    assert header
    assert box["x"] > header["x"] + header["width"] / 2
    assert box["y"] < header["y"] + header["height"] / 2


@pytest.mark.requirement("ENTRY-2")
def test_sign_in_page_ends_with_create_my_account_which_opens_step_1(journey: Journey) -> None:
    journey.with_cookies()
    sign_in = SignInPage(journey.page).open()
    expect(sign_in.main.get_by_role("link").last).to_have_text(label("Créer mon compte"))
    sign_in.create_account()
    IdentityStep(journey.page).expect_current()


@pytest.mark.requirement("ENTRY-2")
def test_create_my_account_asks_for_cookies_first_where_they_are_not_accepted(page: Page) -> None:
    SignInPage(page).open().create_account()
    ConsentGate(page).expect_current().accept()
    IdentityStep(page).expect_current()


@pytest.mark.requirement("ENTRY-3")
def test_sign_in_page_asks_for_number_and_password(journey: Journey) -> None:
    journey.with_cookies()
    sign_in = SignInPage(journey.page).open()
    expect(sign_in.nir).to_be_editable()
    expect(sign_in.password).to_be_editable()
