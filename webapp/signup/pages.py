"""What the template of each step shows besides its form."""

from dataclasses import dataclass, field
from datetime import datetime

from flask import url_for

from webapp.errors import ChallengeRefused
from webapp.languages.choice import current
from webapp.languages.texts import gettext
from webapp.models import MailState
from webapp.signup import captcha, email_address, email_code, passwords, terms
from webapp.signup.forms import ContactForm, EmailCodeForm, IdentityForm, SituationForm
from webapp.signup.towns import towns_for
from webapp.signup.visit import Visit

POSTCODE_DIGITS = 5


@dataclass(frozen=True)
class RuleState:
    """A password rule, and whether it is met; None before anything was typed."""

    text: str
    met: bool | None


@dataclass(frozen=True)
class IdentityPage:
    """Step 1."""

    image_url: str
    audio_url: str
    rules: tuple[RuleState, ...]
    password_value: str = field(repr=False)
    """What goes back into the field: nothing once the password is kept, or the page tells of an error."""
    password_kept: bool
    password_shown: bool
    email_suggestion: str | None
    assist: str
    """What its answer is for: the value of the button, or of the field, that asked; empty for a page asked plainly."""

    @property
    def rules_met(self) -> int:
        """How many rules the typed password meets."""
        return sum(rule.met is True for rule in self.rules)

    @property
    def is_about_one_field(self) -> bool:
        """Whether its answer is for the password or the e-mail address alone."""
        return self.assist in ("regles", "afficher", "masquer", "adresse")


@dataclass(frozen=True)
class CodePage:
    """Step 2. ``resend_at`` is None where another code can be asked for now."""

    email: str = field(repr=False)
    valid_until: datetime
    state: str
    tries_left: int
    mail_state: MailState
    sends_left: int
    resend_at: datetime | None
    email_suggestion: str | None
    resent: bool
    end_is_told: bool
    """Whether the errors of the page tell already that the code is over."""


@dataclass(frozen=True)
class ContactPage:
    """Step 3."""

    towns: tuple[str, ...]
    towns_asked: bool
    is_french: bool
    has_whole_postcode: bool
    town_filled: bool
    """Whether this page has put the only town of the postcode into its field."""


@dataclass(frozen=True)
class SituationPage:
    """Step 4."""

    terms_version: str


def identity_page(visit: Visit, form: IdentityForm, assist: str) -> IdentityPage:
    """Show the security control of the form while it is good, else a new one."""
    if assist == "controle" or form.captcha.errors or not _is_good(visit, form.captcha_token.data):
        form.captcha_token.data, form.captcha.data = visit.services.challenges.issue(), ""
    token, typed = form.captcha_token.data, form.password.data or ""
    is_kept, is_shown = _has_kept_password(visit, form), assist == "afficher"
    value = typed if is_shown or not (form.errors or is_kept) else ""
    return IdentityPage(
        image_url=url_for("security_control.image", token=token),
        audio_url=url_for("security_control.audio", voice=captcha.voice_of(current()), token=token),
        rules=_rules(_judged(typed if assist == "regles" else value, is_kept=is_kept)),
        password_value=value,
        password_kept=is_kept,
        password_shown=is_shown,
        email_suggestion=email_address.suggestion_for(form.email.data or ""),
        assist=assist,
    )


def code_page(visit: Visit, form: EmailCodeForm, assist: str) -> CodePage:
    """Show the state of the code and of its mail."""
    draft, now = visit.current_draft, visit.services.clock.now()
    state = email_code.state(draft, now)
    resend_at = email_code.next_send_at(draft.code_issued_at, now)
    form.prepare(state)
    return CodePage(
        email=draft.answers["email"],
        valid_until=(draft.code_issued_at or now) + email_code.LIFETIME,
        state=state,
        tries_left=email_code.tries_left(draft),
        mail_state=visit.services.outbox.state(visit.services.database, draft.mail_id or ""),
        sends_left=email_code.sends_left(draft),
        resend_at=resend_at,
        email_suggestion=email_address.suggestion_for(draft.answers["email"]),
        # The address still says so when the page is loaded again, long after.
        resent=assist == "renvoi" and draft.sends > 1 and resend_at is not None,
        end_is_told=form.tells_of_end,
    )


def contact_page(_visit: Visit, form: ContactForm, assist: str) -> ContactPage:
    """Propose the towns of a French postcode; the only one is filled in."""
    is_french = form.country.data in (None, "", "FR")
    postcode = "".join((form.postcode.data or "").split())
    towns = towns_for(postcode) if is_french else ()
    is_filled = len(towns) == 1 and not form.town.data and assist == "communes"
    if is_filled:
        form.town.data = towns[0]
    return ContactPage(
        towns,
        towns_asked=assist == "communes",
        is_french=is_french,
        has_whole_postcode=len(postcode) == POSTCODE_DIGITS,
        town_filled=is_filled,
    )


def situation_page(_visit: Visit, _form: SituationForm, _assist: str) -> SituationPage:
    """Name the version of the terms."""
    return SituationPage(terms_version=terms.VERSION)


def _is_good(visit: Visit, token: str | None) -> bool:
    try:
        visit.services.challenges.open(token or "")
    except ChallengeRefused:
        return False
    return True


def _judged(typed: str, *, is_kept: bool) -> tuple[bool | None, ...]:
    """Judge what is typed; of an empty field, the password that is kept follows every rule."""
    return passwords.judge(typed) if typed else (is_kept or None,) * len(passwords.RULES)


def _rules(judged: tuple[bool | None, ...]) -> tuple[RuleState, ...]:
    return tuple(RuleState(gettext(rule.text), met) for rule, met in zip(passwords.RULES, judged, strict=True))


def _has_kept_password(visit: Visit, form: IdentityForm) -> bool:
    return not form.password.errors and visit.has_recorded_password(form.password_owner()) is True
