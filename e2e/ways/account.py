"""Ways to the account, and out of it."""

from datetime import timedelta

from playwright.sync_api import expect

from e2e.pages import AccountPage, DeletionPage, SignInPage
from e2e.ways.stage import Stage
from e2e.wording import label

SESSION_LIFETIME = timedelta(minutes=30)


def shown(stage: Stage) -> None:
    """Show what is recorded."""
    stage.journey.to_done(stage.person)
    AccountPage(stage.page).open().expect_current()


def refusing(stage: Stage) -> None:
    """Show that a form of a page which was open for too long did nothing."""
    shown(stage)
    page = AccountPage(stage.page)
    page.age()
    page.sign_out()
    expect(page.main.get_by_text(label("Votre dernière demande n’a pas été prise en compte"))).to_be_visible()


def deletion(stage: Stage) -> None:
    """Show the question whether to delete."""
    stage.journey.to_done(stage.person)
    DeletionPage(stage.page).open().expect_current()


def deletion_refused(stage: Stage) -> None:
    """Show that it needs another password."""
    deletion(stage)
    DeletionPage(stage.page).confirm("Pas-le-bon-mot-42")
    expect(DeletionPage(stage.page).error_summary).to_be_visible()


def idle(stage: Stage) -> None:
    """Show half an hour without a click."""
    stage.clock.freeze()
    stage.journey.to_done(stage.person)
    stage.clock.advance(SESSION_LIFETIME)
    AccountPage(stage.page).open()
    expect(SignInPage(stage.page).main.get_by_text(label("Votre session a pris fin"))).to_be_visible()


def signed_out(stage: Stage) -> None:
    """Show that the session has ended as was asked."""
    stage.journey.to_done(stage.person).sign_out()
    expect(SignInPage(stage.page).main.get_by_text(label("Votre session est fermée"))).to_be_visible()
