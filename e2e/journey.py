"""Takes a person through the sign-up in a browser, to the step that a test is about."""

from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Page, expect

from e2e.forerunner import Cookie, Forerunner
from e2e.pages import (
    CodeStep,
    ConsentGate,
    ContactStep,
    DonePage,
    FranceConnectContact,
    FranceConnectGroup,
    FranceConnectIdentity,
    FranceConnectSituation,
    HomePage,
    IdentityStep,
    Person,
    ProviderPage,
    SignInPage,
    SitePage,
    SituationStep,
)
from e2e.targets import FranceConnectPerson, Target
from e2e.targets.people import told_by_franceconnect

NOWHERE = "about:blank"
WRONG_SECURITY_CODE = "111111"  # a digit that no security code holds
Shown = TypeVar("Shown", bound=SitePage)


class Journey:
    """One browser tab on its way. Each method returns the page it ends on.

    Args:
        page: the tab.
        target: tells the security code and the mails.
        people: takes everybody who goes this way.
        forerunner: does the steps before the one that a test is about, in a tab that has been nowhere yet; without one
            every button is pressed.

    """

    def __init__(
        self, page: Page, target: Target, people: list[Person], *, forerunner: Forerunner | None = None
    ) -> None:
        self.page = page
        self.target = target
        self.people = people
        self._forerunner = forerunner

    def on_foot(self) -> "Journey":
        """Return the same journey with every button pressed, for what the browser's own history is to hold."""
        return Journey(self.page, self.target, self.people)

    def with_cookies(self) -> HomePage:
        """Accept the cookies on the home page."""
        home = HomePage(self.page).open()
        home.accept_cookies()
        return home

    def go_back(self) -> None:
        """Press the browser's button, and wait for the page that comes: it may look like the one that was left."""
        self.page.locator("main").evaluate("main => { main.dataset.left = '' }")
        self.page.go_back()
        expect(self.page.locator("main[data-left]")).to_have_count(0)

    def in_another_tab(self) -> "Journey":
        """Return the same journey in a second tab of the same browser."""
        return Journey(self.page.context.new_page(), self.target, self.people)

    def to_identity(self) -> IdentityStep:
        """Accept the cookies at the gate of step 1 and go through it."""
        ConsentGate(self.page).open().accept()
        return IdentityStep(self.page).expect_current()

    def fill_identity(self, person: Person) -> IdentityStep:
        """Answer all of step 1, the security control rightly, and stop before its button."""
        self.people.append(person)
        identity = IdentityStep(self.page)
        identity.fill(person, self.security_code())
        return identity

    def to_filled_identity(self, person: Person) -> IdentityStep:
        """Open step 1 and answer all of it."""
        self.to_identity()
        return self.fill_identity(person)

    def to_code(self, person: Person) -> CodeStep:
        """Finish step 1."""
        if forerunner := self._ahead():
            return self._sent_ahead(forerunner.to_code, person, CodeStep)
        self.to_filled_identity(person).submit()
        return CodeStep(self.page).expect_current()

    def to_contact(self, person: Person) -> ContactStep:
        """Finish step 2 with the code of the mail."""
        if forerunner := self._ahead():
            return self._sent_ahead(forerunner.to_contact, person, ContactStep)
        self.to_code(person).enter(self.code_of(person))
        return ContactStep(self.page).expect_current()

    def to_situation(self, person: Person) -> SituationStep:
        """Finish step 3."""
        if forerunner := self._ahead():
            return self._sent_ahead(forerunner.to_situation, person, SituationStep)
        contact = self.to_contact(person)
        contact.fill(person)
        contact.submit()
        return SituationStep(self.page).expect_current()

    def to_filled_situation(self, person: Person) -> SituationStep:
        """Answer all of step 4 and stop before its button."""
        situation = self.to_situation(person)
        situation.fill(person)
        situation.accept_terms()
        return situation

    def to_done(self, person: Person) -> DonePage:
        """Finish step 4."""
        if forerunner := self._ahead():
            return self._sent_ahead(forerunner.to_done, person, DonePage)
        self.to_filled_situation(person).submit()
        return DonePage(self.page).expect_current()

    def from_contact_to_done(self, person: Person) -> DonePage:
        """Go on from step 3 to the end."""
        return self._finished(person, ContactStep(self.page), SituationStep(self.page))

    def connect_in_this_tab(self, person: FranceConnectPerson) -> None:
        """Sign in through FranceConnect+ from the sign-in page, once cookies are accepted."""
        self.people.append(told_by_franceconnect(person))
        SignInPage(self.page).open()
        FranceConnectGroup(self.page).press()
        ProviderPage(self.page).expect_current().choose(person)

    def connect(self, person: FranceConnectPerson) -> None:
        """Accept the cookies and sign in through FranceConnect+."""
        self.with_cookies()
        self.connect_in_this_tab(person)

    def to_first_connection(self, person: FranceConnectPerson) -> FranceConnectIdentity:
        """Connect as somebody whom the service does not know."""
        self.connect(person)
        return FranceConnectIdentity(self.page).expect_current()

    def finish_first_connection(self, known: FranceConnectPerson, person: Person) -> DonePage:
        """Answer all that a first connection asks for, as ``person`` answers it."""
        FranceConnectIdentity(self.page).give_number(known.printed_nir)
        return self._finished(person, FranceConnectContact(self.page), FranceConnectSituation(self.page))

    def to_connected_account(self, known: FranceConnectPerson, person: Person) -> DonePage:
        """Sign up through FranceConnect+, with the answers of ``person`` to what it does not give."""
        self.to_first_connection(known)
        return self.finish_first_connection(known, person)

    def _finished(self, person: Person, contact: ContactStep, situation: SituationStep) -> DonePage:
        contact.expect_current().fill(person)
        contact.submit()
        situation.expect_current().fill(person)
        situation.accept_terms()
        situation.submit()
        return DonePage(self.page).expect_current()

    def _ahead(self) -> Forerunner | None:
        """Return who goes ahead; nobody once the tab has been somewhere."""
        return self._forerunner if self.page.url == NOWHERE else None

    def _sent_ahead(self, walk: Callable[[Person], list[Cookie]], person: Person, arrival: type[Shown]) -> Shown:
        self.people.append(person)
        self.page.context.add_cookies(walk(person))
        return arrival(self.page).open().expect_current()

    def security_code(self) -> str:
        """Return the answer of the security control that step 1 shows."""
        return self.target.security_code(IdentityStep(self.page).token.input_value)

    def code_of(self, person: Person) -> str:
        """Return the code of the newest mail."""
        return self.target.wait_for_mail(person.email).code()

    def spend_tries(self, person: Person, number: int) -> CodeStep:
        """Enter so many wrong codes, three at most, one after the other."""
        step = CodeStep(self.page)
        wrong = wrong_codes(self.code_of(person))
        for count in range(number):
            step.enter(wrong[count])
            expect(step.tries_left(3 - count)).to_be_visible()
        return step


def wrong_codes(right: str) -> list[str]:
    """Return four codes that differ from the right one and from each other."""
    return [f"{(int(right) + shift) % 1_000_000:06}" for shift in (1, 10, 100, 1000)]
