"""Page objects: one a page, named for it. Locators by role and visible name; methods are what a citizen does.

They know neither the application nor its fixtures, and assert one thing only: that their page is the one shown.
"""

from e2e.pages.account import AccountPage, DeletedPage, DeletionPage, SignInPage
from e2e.pages.code import CodeStep, DeadCode, ExpiredCode
from e2e.pages.contact import ContactStep
from e2e.pages.franceconnect import (
    ConnectionNotice,
    FranceConnectContact,
    FranceConnectFailure,
    FranceConnectGroup,
    FranceConnectIdentity,
    FranceConnectSituation,
    LinkingPage,
)
from e2e.pages.franceconnect_provider import ProviderPage
from e2e.pages.identity import IdentityStep
from e2e.pages.person import Person
from e2e.pages.public import (
    READABLE_PATHS,
    BlockedCookiesPage,
    BrowserCheckPage,
    ConsentGate,
    CookiesPage,
    HelpPage,
    HomePage,
    NumberTakenPage,
    SessionEndedPage,
    StepClosedPage,
    TermsPage,
)
from e2e.pages.site import SitePage
from e2e.pages.situation import DonePage, SituationStep
from e2e.pages.step import StepPage

__all__ = [
    "READABLE_PATHS",
    "AccountPage",
    "BlockedCookiesPage",
    "BrowserCheckPage",
    "CodeStep",
    "ConnectionNotice",
    "ConsentGate",
    "ContactStep",
    "CookiesPage",
    "DeadCode",
    "DeletedPage",
    "DeletionPage",
    "DonePage",
    "ExpiredCode",
    "FranceConnectContact",
    "FranceConnectFailure",
    "FranceConnectGroup",
    "FranceConnectIdentity",
    "FranceConnectSituation",
    "HelpPage",
    "HomePage",
    "IdentityStep",
    "LinkingPage",
    "NumberTakenPage",
    "Person",
    "ProviderPage",
    "SessionEndedPage",
    "SignInPage",
    "SitePage",
    "SituationStep",
    "StepClosedPage",
    "StepPage",
    "TermsPage",
]
