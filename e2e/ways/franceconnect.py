"""Ways through FranceConnect+."""

from playwright.sync_api import Locator, expect

from e2e.journey import wrong_codes
from e2e.pages import (
    AccountPage,
    ConnectionNotice,
    FranceConnectContact,
    FranceConnectFailure,
    FranceConnectGroup,
    FranceConnectIdentity,
    FranceConnectSituation,
    IdentityStep,
    LinkingPage,
    Person,
    ProviderPage,
    SignInPage,
    SitePage,
)
from e2e.targets import FranceConnectPerson
from e2e.ways.signup import CODE_LIFETIME, PAUSE
from e2e.ways.stage import Stage
from e2e.wording import label

ORDINARY = "ordinaire"


def identity(stage: Stage) -> None:
    """Show step 1 of a first connection."""
    _first_connection(stage)


def identity_refused(stage: Stage) -> None:
    """Show a number of another birth."""
    _first_connection(stage)
    FranceConnectIdentity(stage.page).give_number(stage.person.nir)
    expect(FranceConnectIdentity(stage.page).error_summary).to_be_visible()


def identity_without_address(stage: Stage) -> None:
    """Show step 1 when FranceConnect gave no address."""
    stage.journey.to_first_connection(stage.franceconnect.introduce("sans-adresse"))
    expect(FranceConnectIdentity(stage.page).email).to_be_visible()


def contact(stage: Stage) -> None:
    """Show step 2 of a first connection."""
    known = _first_connection(stage)
    FranceConnectIdentity(stage.page).give_number(known.printed_nir)
    FranceConnectContact(stage.page).expect_current()


def situation(stage: Stage) -> None:
    """Show step 3 of a first connection."""
    contact(stage)
    FranceConnectContact(stage.page).fill(stage.person)
    FranceConnectContact(stage.page).submit()
    FranceConnectSituation(stage.page).expect_current()


def linking(stage: Stage) -> None:
    """Show that the number has an account."""
    _linking(stage)


def linking_wrong_password(stage: Stage) -> None:
    """Show that it is not the account's password."""
    linking(stage)
    LinkingPage(stage.page).give_password("Autre-phrase-12")
    expect(LinkingPage(stage.page).error_summary).to_be_visible()


def linking_code(stage: Stage) -> None:
    """Show that a code was mailed to the account's address."""
    _linking_code(stage)


def linking_dead(stage: Stage) -> None:
    """Show four wrong codes."""
    owner, page = _linking_code(stage), LinkingPage(stage.page)
    *first, fourth = wrong_codes(stage.target.mails(owner.email)[-1].code())
    for left, code in zip((3, 2, 1), first, strict=True):
        page.give_code(code)
        expect(page.tries_left(left)).to_be_visible()
    page.give_code(fourth)
    expect(page.restart_button).to_be_visible()


def linking_no_more_sends(stage: Stage) -> None:
    """Show no fourth code."""
    stage.clock.freeze()
    _linking_code(stage)
    for _ in range(2):
        stage.clock.advance(PAUSE)
        LinkingPage(stage.page).open().ask_for_another_code()
    stage.clock.advance(CODE_LIFETIME)
    page = LinkingPage(stage.page).open()
    expect(page.main.get_by_text(label("Trois codes ont déjà été envoyés"))).to_be_visible()


def linking_undelivered(stage: Stage) -> None:
    """Show that the code was refused by the mail server."""
    owner = _linking(stage)
    stage.target.refuse_mails(owner.email)
    LinkingPage(stage.page).ask_for_code()
    expect(LinkingPage(stage.page).code).to_be_visible()
    stage.target.mails(owner.email)
    expect(_told_on(LinkingPage(stage.page).open(), "n’a pas pu être remis")).to_be_visible()


def linked(stage: Stage) -> None:
    """Show that the account has just been linked."""
    owner = _linking(stage)
    LinkingPage(stage.page).give_password(owner.password)
    expect(_told_on(AccountPage(stage.page), "Votre compte est rattaché")).to_be_visible()


def unlinked(stage: Stage) -> None:
    """Show that the account has just been unlinked."""
    linked(stage)
    AccountPage(stage.page).unlink()
    expect(_told_on(AccountPage(stage.page), "Votre compte n’est plus rattaché")).to_be_visible()


def ended(stage: Stage) -> None:
    """Show that a step needs a connection, which has ended."""
    stage.journey.with_cookies()
    FranceConnectIdentity(stage.page).open()
    expect(_told_on(SignInPage(stage.page), "Votre connexion FranceConnect+ a pris fin")).to_be_visible()


def still_connected(stage: Stage) -> None:
    """Show, after a sign-out, that FranceConnect+ may not know of it."""
    stage.journey.to_connected_account(stage.franceconnect.introduce(ORDINARY), stage.person)
    stage.franceconnect.fail("discovery_unavailable")
    AccountPage(stage.page).open().sign_out()
    expect(_told_on(SignInPage(stage.page), "FranceConnect+ ne répond pas")).to_be_visible()


def conflict(stage: Stage) -> None:
    """Show the address of the connection for a local account."""
    known = _first_connection(stage)
    person = stage.everybody.anyone(nir=known.nir, email=known.email or "")
    IdentityStep(stage.page).open().expect_current()
    stage.journey.fill_identity(person).submit()
    expect(IdentityStep(stage.page).error_summary).to_be_visible()
    expect(ConnectionNotice(stage.page).heading).to_be_visible()


def connected_at_step_1(stage: Stage) -> None:
    """Show step 1 of a local sign-up while connected."""
    _first_connection(stage)
    IdentityStep(stage.page).open().expect_current()
    expect(ConnectionNotice(stage.page).heading).to_be_visible()


def turned_back(stage: Stage) -> None:
    """Show that the citizen changed their mind."""
    stage.journey.with_cookies()
    SignInPage(stage.page).open()
    FranceConnectGroup(stage.page).press()
    ProviderPage(stage.page).expect_current().turn_back()
    expect(FranceConnectFailure(stage.page).told("Connexion non terminée")).to_be_visible()


def outage(stage: Stage) -> None:
    """Show that FranceConnect does not answer."""
    stage.journey.with_cookies()
    SignInPage(stage.page).open()
    stage.franceconnect.fail("discovery_unavailable")
    FranceConnectGroup(stage.page).press()
    expect(FranceConnectFailure(stage.page).told("FranceConnect+ ne répond pas")).to_be_visible()


def _told_on(page: SitePage, title: str) -> Locator:
    return page.main.get_by_text(label(title))


def _linking(stage: Stage) -> Person:
    known = stage.franceconnect.introduce(ORDINARY)
    owner = stage.everybody.anyone(nir=known.nir)
    stage.somebody_else.to_done(owner)
    stage.journey.to_first_connection(known).give_number(known.nir)
    LinkingPage(stage.page).expect_current()
    return owner


def _linking_code(stage: Stage) -> Person:
    owner = _linking(stage)
    LinkingPage(stage.page).ask_for_code()
    expect(LinkingPage(stage.page).code).to_be_visible()
    return owner


def _first_connection(stage: Stage) -> FranceConnectPerson:
    known = stage.franceconnect.introduce(ORDINARY)
    stage.journey.to_first_connection(known)
    return known
