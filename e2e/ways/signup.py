"""Ways through the sign-up."""

from datetime import timedelta

from playwright.sync_api import Page, Route, expect

from e2e.forerunner import Cookie
from e2e.journey import WRONG_SECURITY_CODE, wrong_codes
from e2e.pages import (
    CodeStep,
    ContactStep,
    DeadCode,
    ExpiredCode,
    IdentityStep,
    NumberTakenPage,
    SessionEndedPage,
    SituationStep,
    StepClosedPage,
)
from e2e.ways.stage import Stage
from e2e.wording import cookie, label, path_of

CODE_LIFETIME = timedelta(minutes=15)
CONTROL_LIFETIME = timedelta(minutes=10)
SIGNUP_LIFETIME = timedelta(hours=24)
PAUSE = timedelta(minutes=1)
NO_CONTENT = 204
WITHOUT_CONTROL = 2  # sign-ups a day and address


def identity(stage: Stage) -> None:
    """Show step 1."""
    stage.journey.to_identity()


def identity_filled(stage: Stage) -> None:
    """Show step 1 before its button."""
    stage.journey.to_filled_identity(stage.person)


def identity_empty(stage: Stage) -> None:
    """Show step 1 sent without an answer."""
    step = stage.journey.to_identity()
    step.submit()
    expect(step.error_summary).to_be_visible()


def identity_with(stage: Stage, **answers: str) -> None:
    """Show step 1 sent with answers that are refused."""
    person = stage.everybody.anyone(**answers)
    stage.journey.to_filled_identity(person).submit()
    expect(IdentityStep(stage.page).error_summary).to_be_visible()


def identity_wrong_number(stage: Stage) -> None:
    """Show a number whose key is wrong."""
    identity_with(stage, nir="294037512000592")


def identity_weak_password(stage: Stage) -> None:
    """Show a password that meets no rule."""
    identity_with(stage, password="abc")


def identity_wrong_control(stage: Stage) -> None:
    """Show a wrong copy of the security control."""
    step = stage.journey.to_filled_identity(stage.person)
    step.security_code.fill(WRONG_SECURITY_CODE)
    step.submit()
    expect(step.password_is_kept).to_be_visible()


def identity_old_control(stage: Stage) -> None:
    """Show a security control that was answered too late."""
    issued_at = stage.clock.freeze()
    step = stage.journey.to_filled_identity(stage.person)
    stage.clock.set(issued_at + CONTROL_LIFETIME)
    step.submit()
    expect(step.password_is_kept).to_be_visible()


def identity_renewed_control(stage: Stage) -> None:
    """Show another security control, asked for in the page."""
    stage.journey.to_filled_identity(stage.person).renew_security_code()


def identity_suggestion(stage: Stage) -> None:
    """Show what an address that looks mistyped was meant to be."""
    step = stage.journey.to_identity()
    step.type_address("nom@gmial.com")
    expect(step.address_suggestion).to_be_visible()


def identity_password_shown(stage: Stage) -> None:
    """Show the password in clear."""
    stage.journey.to_filled_identity(stage.person).show_password()


def identity_restarted(stage: Stage) -> None:
    """Show step 1 again, with the answers of before."""
    stage.journey.to_code(stage.person).restart()
    IdentityStep(stage.page).expect_current()


def code(stage: Stage) -> None:
    """Show step 2 once the mail has left."""
    step = stage.journey.to_code(stage.person)
    stage.target.mails(stage.person.email, expected=1)
    step.open().expect_current()
    expect(step.status.filter(has_text=label("Message envoyé"))).to_be_visible()


def code_suspicious_address(stage: Stage) -> None:
    """Show step 2 with an address that looks mistyped."""
    step = stage.journey.to_code(stage.everybody.anyone(email=stage.everybody.address_at("gmial.com")))
    expect(step.suggestion).to_be_visible()


def code_misshapen(stage: Stage) -> None:
    """Show what is not six digits."""
    step = stage.journey.to_code(stage.person)
    step.enter("12")
    expect(step.error_summary).to_be_visible()


def code_wrong(stage: Stage) -> None:
    """Show one wrong code."""
    stage.journey.to_code(stage.person)
    stage.journey.spend_tries(stage.person, 1)


def code_wrong_twice(stage: Stage) -> None:
    """Show two wrong codes."""
    stage.journey.to_code(stage.person)
    stage.journey.spend_tries(stage.person, 2)


def code_last_try(stage: Stage) -> None:
    """Show three wrong codes."""
    stage.journey.to_code(stage.person)
    stage.journey.spend_tries(stage.person, 3)


def code_dead(stage: Stage) -> None:
    """Show four wrong codes."""
    stage.journey.to_code(stage.person)
    right = stage.journey.code_of(stage.person)
    stage.journey.spend_tries(stage.person, 3).enter(wrong_codes(right)[3])
    DeadCode(stage.page).expect_current()


def code_closed_elsewhere(stage: Stage) -> None:
    """Show a code that comes after the sign-up was started again elsewhere."""
    step = stage.journey.to_code(stage.person)
    elsewhere = _same_browser(stage)
    CodeStep(elsewhere).open().restart()
    IdentityStep(elsewhere).expect_current()
    step.enter("123456")
    StepClosedPage(stage.page).expect_current()


def contact_passed_elsewhere(stage: Stage) -> None:
    """Show other contact details that come after the step was passed elsewhere."""
    step = stage.journey.to_contact(stage.person)
    step.fill(stage.person.with_changes(street="1 place Vide"))
    elsewhere = _same_browser(stage)
    passed = ContactStep(elsewhere).open().expect_current()
    passed.fill(stage.person)
    passed.submit()
    SituationStep(elsewhere).expect_current()
    step.submit()
    StepClosedPage(stage.page).expect_current()


def _same_browser(stage: Stage) -> Page:
    """Return a page with the same cookies: a second tab would be a window that opened, which audits look for."""
    elsewhere = stage.somebody_else.page
    kept = stage.page.context.cookies()
    same = [Cookie(name=cookie["name"], value=cookie["value"], url=stage.target.url) for cookie in kept]
    elsewhere.context.add_cookies(same)
    return elsewhere


def code_expired(stage: Stage) -> None:
    """Show the code, too late."""
    issued_at = stage.clock.freeze()
    step = stage.journey.to_code(stage.person)
    right = stage.journey.code_of(stage.person)
    stage.clock.set(issued_at + CODE_LIFETIME)
    step.enter(right)
    ExpiredCode(stage.page).expect_current()


def code_resent(stage: Stage) -> None:
    """Show a second code."""
    stage.clock.freeze()
    step = stage.journey.to_code(stage.person)
    first = stage.target.wait_for_mail(stage.person.email)
    stage.clock.advance(PAUSE)
    step.resend()
    stage.target.wait_for_mail(stage.person.email, after=first)
    step.expect_current()


def code_no_more_sends(stage: Stage) -> None:
    """Show no fourth code."""
    code_resent(stage)
    step = CodeStep(stage.page)
    second = stage.target.wait_for_mail(stage.person.email)
    stage.clock.advance(PAUSE)
    step.open().resend()
    stage.target.wait_for_mail(stage.person.email, after=second)
    expect(step.open().main.get_by_text(label("Trois codes ont déjà été envoyés"))).to_be_visible()


def code_expired_at_last(stage: Stage) -> None:
    """Show the third code, too late."""
    code_no_more_sends(stage)
    stage.clock.advance(CODE_LIFETIME)
    ExpiredCode(stage.page).open()
    expect(stage.page.get_by_role("heading", name=label("Recommencer l’inscription"))).to_be_visible()


def code_undeliverable(stage: Stage) -> None:
    """Show what the mail server says of an address that does not exist."""
    stage.target.refuse_mails(stage.person.email)
    step = stage.journey.to_code(stage.person)
    stage.target.mails(stage.person.email)
    step.open().expect_current()


def code_delayed(stage: Stage) -> None:
    """Show that the mail server is busy; the page asks for news, and has none yet."""
    stage.target.postpone_mails(stage.person.email)
    step = stage.journey.to_code(stage.person)
    stage.target.mails(stage.person.email)
    stage.page.route(f"**{path_of(step.path)}", _without_news)
    step.open().expect_current()
    expect(step.main.get_by_text(label("L’envoi prend du retard"))).to_be_visible()


def code_expired_undelivered(stage: Stage) -> None:
    """Show a code that is too late, and that the mail server never took."""
    stage.clock.freeze()
    stage.target.postpone_mails(stage.person.email)
    step = stage.journey.to_code(stage.person)
    stage.target.mails(stage.person.email)
    stage.clock.advance(CODE_LIFETIME)
    stage.target.mails(stage.person.email)
    step.open()
    expect(step.main.get_by_text(label("n’a pas pu être remis"))).to_be_visible()


def _without_news(route: Route) -> None:
    if "hx-request" in route.request.headers:
        route.fulfill(status=NO_CONTENT)
    else:
        route.fallback()


def contact(stage: Stage) -> None:
    """Show step 3."""
    stage.journey.to_contact(stage.person)


def contact_with_towns(stage: Stage) -> None:
    """Show step 3 with the towns of a postcode."""
    step = stage.journey.to_contact(stage.person)
    step.postcode.fill("35520")
    step.propose_towns()
    expect(step.proposal("Melesse")).to_be_visible()


def contact_without_towns(stage: Stage) -> None:
    """Show step 3 with a postcode that nobody knows."""
    step = stage.journey.to_contact(stage.person)
    step.postcode.fill("00999")
    step.propose_towns()
    expect(step.proposal("Aucune commune trouvée")).to_be_visible()


def contact_empty(stage: Stage) -> None:
    """Show step 3 sent without an answer."""
    step = stage.journey.to_contact(stage.person)
    step.submit()
    expect(step.error_summary).to_be_visible()


def situation(stage: Stage) -> None:
    """Show step 4."""
    stage.journey.to_situation(stage.person)


def situation_empty(stage: Stage) -> None:
    """Show step 4 sent without an answer."""
    step = stage.journey.to_situation(stage.person)
    step.submit()
    expect(step.error_summary).to_be_visible()


def situation_future_year(stage: Stage) -> None:
    """Show a diploma of tomorrow."""
    step = stage.journey.to_filled_situation(stage.person)
    step.year.fill("2999")
    step.submit()
    expect(step.error_summary).to_be_visible()


def number_taken(stage: Stage) -> None:
    """Show that somebody was faster with the same number."""
    other = stage.everybody.anyone(nir=stage.person.nir)
    stage.journey.to_filled_situation(other)
    stage.somebody_else.to_done(stage.person)
    SituationStep(stage.page).submit()
    NumberTakenPage(stage.page).expect_current()


def done(stage: Stage) -> None:
    """Show the end."""
    stage.journey.to_done(stage.person)


def session_ended(stage: Stage) -> None:
    """Show a day later."""
    reached_at = stage.clock.freeze()
    step = stage.journey.to_contact(stage.person)
    step.fill(stage.person)
    stage.clock.set(reached_at + SIGNUP_LIFETIME)
    step.submit()
    SessionEndedPage(stage.page).expect_current()


def session_lost(stage: Stage) -> None:
    """Show a sign-up without the cookie of its session."""
    step = stage.journey.to_code(stage.person)
    stage.page.context.clear_cookies(name=cookie("session"))
    step.enter("123456")
    SessionEndedPage(stage.page).expect_current()


def identity_limited(stage: Stage) -> None:
    """Show that sign-ups without the security control were begun too often with one address."""
    step = stage.journey.to_filled_identity(stage.person)
    for _ in range(WITHOUT_CONTROL):
        step.go_without_control()
        CodeStep(stage.page).expect_current().restart()
        step.expect_current().password.fill(stage.person.password)
    step.go_without_control()
    expect(step.error_summary).to_contain_text(label("Trop d’inscriptions sans contrôle de sécurité"))


def first_step_without_session(stage: Stage) -> None:
    """Show step 1, answered without the cookie of the session."""
    step = stage.journey.to_filled_identity(stage.person)
    stage.page.context.clear_cookies(name=cookie("session"))
    step.submit()
    expect(step.error_summary).to_contain_text(label("Vos réponses sont toujours là"))


def cookies_lost(stage: Stage) -> None:
    """Show step 3, answered without any cookie."""
    step = stage.journey.to_contact(stage.person)
    step.fill(stage.person)
    stage.page.context.clear_cookies()
    step.submit()
    expect(step.title_heading()).to_be_hidden()
