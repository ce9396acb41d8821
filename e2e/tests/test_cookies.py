"""Cookies: asked for, refused, blocked (COOKIE-1 to COOKIE-3)."""

import pytest
from playwright.sync_api import Page, expect

from e2e.engines import Capability
from e2e.journey import Journey
from e2e.observer import Observer
from e2e.pages import (
    READABLE_PATHS,
    BlockedCookiesPage,
    BrowserCheckPage,
    ConsentGate,
    CookiesPage,
    HelpPage,
    HomePage,
    IdentityStep,
    Person,
    SignInPage,
    SitePage,
)
from e2e.tests.test_zoom import open_readable
from e2e.wording import cookie, has_page, label, path_of

# What leads who has not come so far to a page that anyone can read.
CLOSED_PATHS = [path_of(path) for path in ("/inscription/code", "/inscription", "/compte") if has_page(path)]


@pytest.mark.read_only
@pytest.mark.requirement("COOKIE-1")
@pytest.mark.in_turn
@pytest.mark.parametrize("path", [*READABLE_PATHS, *CLOSED_PATHS])
def test_no_cookie_is_written_before_the_answer(page: Page, observer: Observer, path: str) -> None:
    open_readable(page, path)
    expect(SitePage(page).sign_in_link).to_be_visible()
    assert page.context.cookies() == []
    assert observer.written_cookies() == []


@pytest.mark.requirement("COOKIE-1")
@pytest.mark.in_turn
@pytest.mark.parametrize("path", ["/", "/aide", "/identification", "/conditions-generales"])
def test_accepting_goes_on_where_the_visitor_was(page: Page, path: str) -> None:
    page.goto(path_of(path))
    heading = page.get_by_role("heading", level=1).inner_text()
    SitePage(page).accept_cookies()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


@pytest.mark.requirement("COOKIE-1")
def test_accepting_goes_on_at_the_page_that_a_link_led_to(page: Page) -> None:
    HomePage(page).open().link("Créer mon compte").first.click()
    ConsentGate(page).expect_current().accept_cookies()
    IdentityStep(page).expect_current()


@pytest.mark.requirement("COOKIE-1")
def test_accepting_at_the_gate_opens_step_1(page: Page) -> None:
    ConsentGate(page).open().expect_current().accept()
    IdentityStep(page).expect_current()


@pytest.mark.requirement("COOKIE-1")
def test_session_cookie_holds_no_answer_and_no_script_can_read_it(journey: Journey, persona: Person) -> None:
    journey.on_foot().to_code(persona)
    cookies = {one["name"]: one for one in journey.page.context.cookies()}
    assert set(cookies) == {cookie("consentement"), cookie("session")}
    assert all(one["httpOnly"] and one["sameSite"] == "Lax" for one in cookies.values())
    assert persona.email not in cookies[cookie("consentement")]["value"]
    assert persona.email not in cookies[cookie("session")]["value"]


@pytest.mark.requirement("COOKIE-1")
def test_choice_can_be_changed_from_the_footer(journey: Journey) -> None:
    home = journey.with_cookies()
    home.footer.get_by_role("link", name=label("Gestion des cookies")).click()
    cookies = CookiesPage(journey.page).expect_current()
    expect(cookies.choice).to_contain_text(label("acceptés"))
    cookies.refuse()
    expect(cookies.choice).to_contain_text(label("refusés"))
    cookies.accept()
    expect(cookies.choice).to_contain_text(label("acceptés"))


@pytest.mark.requirement("COOKIE-1")
def test_withdrawing_ends_the_signup_and_the_session(journey: Journey, persona: Person) -> None:
    journey.to_code(persona)
    CookiesPage(journey.page).open().refuse()
    expect(CookiesPage(journey.page).choice).to_contain_text(label("refusés"))
    assert [one["name"] for one in journey.page.context.cookies()] == [cookie("consentement")]
    ConsentGate(journey.page).open().expect_current().accept()
    identity = IdentityStep(journey.page).expect_current()
    expect(identity.email).to_have_value("")


@pytest.mark.requirement("COOKIE-2")
def test_refusing_lets_the_site_be_read_and_asks_no_more(page: Page) -> None:
    HomePage(page).open().refuse_cookies()
    HelpPage(page).open().expect_current()
    expect(SitePage(page).banner).to_be_hidden()
    assert [one["name"] for one in page.context.cookies()] == [cookie("consentement")]


@pytest.mark.requirement("COOKIE-2")
@pytest.mark.renderings("htmx", "blocked", "plain")
def test_after_a_refusal_signup_and_sign_in_explain_and_offer_to_accept_there(page: Page) -> None:
    HomePage(page).open().refuse_cookies()
    sign_in = SignInPage(page).open().expect_current()
    expect(sign_in.main.get_by_text(label("Vous avez refusé les cookies"))).to_be_visible()
    expect(sign_in.nir).to_be_hidden()
    expect(sign_in.button("Accepter et continuer")).to_be_visible()

    gate = ConsentGate(page).open().expect_current()
    expect(gate.main.get_by_text(label("Vous avez refusé les cookies"))).to_be_visible()
    gate.accept()
    IdentityStep(page).expect_current()


@pytest.mark.requirement("COOKIE-3")
@pytest.mark.needs(Capability.BLOCKED_COOKIES)
def test_browser_that_blocks_cookies_is_told_in_clear_words_what_to_do(page_without_cookies: Page) -> None:
    page = page_without_cookies
    ConsentGate(page).open().expect_current().accept()
    blocked = BlockedCookiesPage(page).expect_current()
    expect(blocked.main).to_contain_text(label("votre navigateur ne les garde pas"))
    expect(blocked.main.get_by_role("heading", name=label("Les autoriser pour ce site"))).to_be_visible()
    assert page.context.cookies() == []

    blocked.try_again()
    blocked.expect_current()


@pytest.mark.requirement("COOKIE-3")
@pytest.mark.in_turn
@pytest.mark.needs(Capability.BLOCKED_COOKIES)
@pytest.mark.parametrize("page_object", [HomePage, SignInPage, HelpPage])
def test_browser_that_blocks_cookies_still_reads_the_site(
    page_without_cookies: Page, page_object: type[SitePage]
) -> None:
    page_object(page_without_cookies).open().expect_current()
    BrowserCheckPage(page_without_cookies).open().accept_here()
    BlockedCookiesPage(page_without_cookies).expect_current()


@pytest.mark.requirement("COOKIE-3")
def test_cookies_thrown_away_half_way_never_make_an_error_page(journey: Journey, persona: Person) -> None:
    identity = journey.to_filled_identity(persona)
    journey.page.context.clear_cookies()
    identity.submit()
    BlockedCookiesPage(journey.page).expect_current().try_again()
    IdentityStep(journey.page).expect_current()
