"""Ways to the pages that anyone can read, to those about cookies, and to error pages."""

from collections.abc import Callable

from playwright.sync_api import expect

from e2e.pages import (
    BlockedCookiesPage,
    BrowserCheckPage,
    ConsentGate,
    CookiesPage,
    HomePage,
    SignInPage,
    SitePage,
)
from e2e.pages.account import DeletedPage
from e2e.ways.stage import Stage
from e2e.wording import cookie, label, path_of

TRIES_OF_ONE_NUMBER = 5


def reading(path: str) -> Callable[[Stage], None]:
    """Return the way to a page that anyone can read."""

    def read(stage: Stage) -> None:
        stage.page.goto(path_of(path))
        expect(SitePage(stage.page).header).to_be_visible()

    return read


def home_after_accepting(stage: Stage) -> None:
    """Show home without the banner."""
    stage.journey.with_cookies()


def cookies_accepted(stage: Stage) -> None:
    """Show the choice, made."""
    CookiesPage(stage.page).open().accept()
    expect(CookiesPage(stage.page).choice).to_contain_text(label("acceptés"))


def cookies_refused(stage: Stage) -> None:
    """Show the choice, made otherwise."""
    CookiesPage(stage.page).open().refuse()
    expect(CookiesPage(stage.page).choice).to_contain_text(label("refusés"))


def cookies_blocked(stage: Stage) -> None:
    """Show what a browser that keeps no cookie is told."""
    BlockedCookiesPage(stage.page).open().expect_current()


def browser_check_after_accepting(stage: Stage) -> None:
    """Show the check of a browser that keeps cookies."""
    BrowserCheckPage(stage.page).open().accept_here()
    expect(BrowserCheckPage(stage.page).main.get_by_text(label("Votre navigateur accepte les cookies"))).to_be_visible()


def gate_undecided(stage: Stage) -> None:
    """Show the gate of step 1."""
    ConsentGate(stage.page).open().expect_current()


def gate_after_refusing(stage: Stage) -> None:
    """Show the gate of step 1, when it explains itself."""
    HomePage(stage.page).open().refuse_cookies()
    ConsentGate(stage.page).open().expect_current()


def sign_in_undecided(stage: Stage) -> None:
    """Show signing in before cookies are accepted."""
    SignInPage(stage.page).open().expect_current()


def sign_in(stage: Stage) -> None:
    """Show signing in."""
    stage.journey.with_cookies()
    expect(SignInPage(stage.page).open().nir).to_be_editable()


def sign_in_empty(stage: Stage) -> None:
    """Show signing in with nothing."""
    sign_in(stage)
    SignInPage(stage.page).sign_in("", "")
    expect(SignInPage(stage.page).error_summary).to_be_visible()


def sign_in_refused(stage: Stage) -> None:
    """Show signing in to an account that does not exist."""
    sign_in(stage)
    SignInPage(stage.page).sign_in(stage.person.nir, stage.person.password)
    expect(SignInPage(stage.page).error_summary).to_be_visible()


def sign_in_without_session(stage: Stage) -> None:
    """Show signing in with a form whose session has gone."""
    sign_in(stage)
    stage.page.context.clear_cookies(name=cookie("session"))
    SignInPage(stage.page).sign_in(stage.person.nir, stage.person.password)
    expect(SignInPage(stage.page).error_summary).to_be_visible()


def sign_in_tried_too_often(stage: Stage) -> None:
    """Show that a number was tried too often."""
    sign_in(stage)
    for _ in range(TRIES_OF_ONE_NUMBER):
        with stage.page.expect_response(f"**{path_of(SignInPage.path)}"):
            SignInPage(stage.page).sign_in(stage.person.nir, "Pas-le-bon-mot-42")
        # The former one is there still, until the page that came takes the focus.
        expect(SignInPage(stage.page).error_summary).to_be_focused()
    SignInPage(stage.page).sign_in(stage.person.nir, "Pas-le-bon-mot-42")
    expect(SignInPage(stage.page).error_summary.get_by_text(label("Trop d’essais"))).to_be_visible()


def answered_with(status: int, title: str) -> Callable[[Stage], None]:
    """Return the way to the page of an error that the service does not usually meet."""

    def fail(stage: Stage) -> None:
        stage.observer.foresee(f"status of {status}")
        stage.surroundings("fail_once")("/aide", status)
        stage.page.goto(path_of("/aide"))
        expect(stage.page.get_by_role("heading", level=1, name=label(title))).to_be_visible()

    return fail


def offline(stage: Stage) -> None:
    """Show what a browser shows without a network; the page goes as soon as the service answers its question."""
    stage.observer.foresee("net::ERR_FAILED")
    stage.page.route(f"**{path_of('/manifest.webmanifest')}", lambda route: route.abort())
    reading("/hors-ligne")(stage)


def account_deleted(stage: Stage) -> None:
    """Show that an account has ended."""
    DeletedPage(stage.page).open().expect_current()
