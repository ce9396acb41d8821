"""Somebody who signs up by ear: goes from field to field, errs, corrects, and remembers what is said at each moment."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from accessibility.screen_reader.speech import Speech
from e2e.journey import Journey, wrong_codes
from e2e.pages import (
    CodeStep,
    ConsentGate,
    ContactStep,
    DonePage,
    IdentityStep,
    Person,
    SituationStep,
)
from e2e.targets import Target

Moments = dict[str, tuple[str, ...]]
BEFORE_ANOTHER_CODE = timedelta(minutes=2)


class Listener:
    """One citizen at one browser.

    Args:
        page: the tab that is read aloud.
        speech: what the screen reader says.
        target: the service.

    """

    def __init__(self, page: Page, speech: Speech, target: Target) -> None:
        self._page = page
        self._speech = speech
        self._target = target
        self._journey = Journey(page, target, [])
        self._heard: Moments = {}

    def walk(self, person: Person) -> Moments:
        """Sign up from the gate to the end, and return what was said at each moment."""
        self._page.bring_to_front()
        self._pass_gate()
        self._answer_identity(person)
        self._answer_code(person)
        self._answer_contact(person)
        self._answer_situation(person)
        return self._heard

    def _hear(self, moment: str, act: Callable[[], object]) -> None:
        mark = self._speech.mark()
        act()
        self._heard[moment] = self._speech.since(mark)

    def _meet(self, moment: str, control: Locator) -> None:
        self._hear(moment, control.focus)

    def _pass_gate(self) -> None:
        gate = ConsentGate(self._page)
        self._hear("gate", gate.open)
        self._meet("gate: button", gate.button("Accepter et continuer"))
        self._hear("identity", gate.accept)
        IdentityStep(self._page).expect_current()

    def _answer_identity(self, person: Person) -> None:
        step = IdentityStep(self._page)
        self._meet("identity: number", step.nir)
        self._meet("identity: name", step.birth_name)
        self._meet("identity: address", step.email)
        self._meet("identity: password", step.password)
        self._meet("identity: security code", step.security_code)
        self._hear("identity: empty", step.submit)
        expect(step.error_summary).to_be_visible()
        self._meet("identity: number refused", step.nir)
        self._meet("identity: password refused", step.password)
        self._hear("identity: password typed", lambda: self._page.keyboard.type("Brouette-violette-42"))
        self._hear("identity: password shown", step.show_password)
        self._hear("identity: password hidden", step.hide_password)
        self._hear("identity: another security code", step.renew_security_code)
        step.fill(person, self._journey.security_code())
        self._hear("code", step.submit)
        CodeStep(self._page).expect_current()

    def _answer_code(self, person: Person) -> None:
        step = CodeStep(self._page)
        wrong = wrong_codes(self._journey.code_of(person))
        self._meet("code: code", step.code)
        self._hear("code: wrong", lambda: step.enter(wrong[0]))
        expect(step.tries_left(3)).to_be_visible()
        self._meet("code: code refused", step.code)
        self._target.clock.advance(BEFORE_ANOTHER_CODE)
        self._hear("code: another code", step.resend)
        step.enter(self._newest_code(person))
        ContactStep(self._page).expect_current()

    def _newest_code(self, person: Person) -> str:
        return self._target.mails(person.email, expected=2)[-1].code()

    def _answer_contact(self, person: Person) -> None:
        step = ContactStep(self._page)
        self._hear("contact", self._page.reload)
        self._meet("contact: telephone", step.phone)
        self._meet("contact: street", step.street)
        self._meet("contact: complement", step.complement)
        self._meet("contact: postcode", step.postcode)
        self._hear("contact: towns", lambda: self._page.keyboard.type(person.postcode))
        self._meet("contact: town", step.town)
        self._meet("contact: country", step.country)
        self._hear("contact: incomplete", step.submit)
        expect(step.error_summary).to_be_visible()
        self._meet("contact: telephone refused", step.phone)
        step.fill(person)
        self._hear("situation", step.submit)
        SituationStep(self._page).expect_current()

    def _answer_situation(self, person: Person) -> None:
        step = SituationStep(self._page)
        self._meet("situation: diploma", step.diploma)
        self._meet("situation: year", step.year)
        self._meet("situation: category", step.category)
        self._meet("situation: terms", step.terms)
        self._hear("situation: empty", step.submit)
        expect(step.error_summary).to_be_visible()
        self._meet("situation: terms refused", step.terms)
        step.fill(person)
        step.accept_terms()
        self._hear("done", step.submit)
        DonePage(self._page).expect_current()
