"""Step 1: opens a sign-up, for who copied the security control once, and keeps a good password whatever else fails."""

from dataclasses import dataclass, field

from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError

from webapp.database import BUSY, Statements
from webapp.errors import (
    AddressOfFranceConnect,
    ChallengeExpired,
    ChallengeRefused,
    ChallengeSpent,
    ServiceError,
    SignupGone,
)
from webapp.models import Draft
from webapp.security.spent import spending
from webapp.signup import captcha, draft, passwords
from webapp.signup.actions import is_address_of_connection, return_to_first_step, send_code
from webapp.signup.counting import count_signup, count_signup_without_control
from webapp.signup.forms import IdentityForm
from webapp.signup.visit import Visit

_OPENED_WITH = select(Draft.id).where(
    Draft.challenge_id == bindparam("challenge"), Draft.session_id == bindparam("session_key")
)


def open_signup(visit: Visit, form: IdentityForm) -> None:
    """Step 1: spend the security control, keep the answers, issue the code, queue the mail.

    The same form sent twice (a double click) opens one sign-up and sends one mail: the challenge is good for one.

    Raises:
        AddressOfFranceConnect: it is the address of the connection under way; all answers are kept (FC-1).
        ChallengeRefused: wrong copy, spent or too old; all answers are kept, the password too (CAPTCHA-1).
        SignupGone: the recorded password went into a sign-up that another tab has begun meanwhile.
        TooManyRequests: too many sign-ups from this network or to this address.

    """
    if is_address_of_connection(visit, form.address.written):
        _record(visit, _hashed(visit, form), form.answers())
        raise AddressOfFranceConnect
    password = _hashed(visit, form)
    try:
        is_first = _take_place(visit, form, _judged_challenge(visit, form), password)
    except (ServiceError, OperationalError):
        _record(visit, password, form.answers())
        raise
    if is_first:
        _begin(visit, form)


def _begin(visit: Visit, form: IdentityForm) -> None:
    try:
        count = count_signup_without_control if form.without_control.data else count_signup
        count(visit, form.address.mailbox)
        with visit.services.database.execute() as transaction:
            found = visit.drafts.take(transaction, visit.draft_id)
            if found is None:
                raise SignupGone
            # Without it, a code asked for meanwhile has taken the sign-up over.
            if found.challenge_id:
                send_code(transaction, visit, found)
                visit.drafts.save(transaction, found)
    except (ServiceError, *BUSY):
        # The control is spent: the page shows another one.
        form.captcha_token.data = ""
        return_to_first_step(visit)
        raise


def _judged_challenge(visit: Visit, form: IdentityForm) -> captcha.Challenge:
    limits, wrong_copies = visit.services.limits, visit.services.settings.control_network_limit
    if not form.without_control.data:
        limits.check(wrong_copies, "control-network", visit.network)
    challenge = visit.services.challenges.open(form.captcha_token.data or "")
    if not (form.without_control.data or captcha.matches(challenge, form.captcha.data)):
        _spend(visit, challenge)
        limits.hit(wrong_copies, "control-network", visit.network)
        raise ChallengeRefused
    return challenge


@dataclass(frozen=True)
class HashedPassword:
    """What the draft keeps of a password: its hash, and the digest of whom it was judged for."""

    hash: str = field(repr=False)
    context: bytes = field(repr=False)


def keep_form(visit: Visit, form: IdentityForm) -> None:
    """Record what was typed into a form with errors, and the hash of its password where that is a good one.

    The page never gets the password back.
    """
    _record(visit, _hashed(visit, form), form.typed())


def _hashed(visit: Visit, form: IdentityForm) -> HashedPassword | None:
    if not form.password.data or form.password.errors:
        return None
    normal = passwords.normalise(form.password.data)
    return HashedPassword(visit.services.passwords.hash(normal), visit.password_context(form.password_owner()))


def _record(visit: Visit, password: HashedPassword | None, answers: draft.Answers) -> None:
    """Record a password, and answers beside it; without a good one, not beside a sign-up that is past step 1."""
    with visit.services.database.execute() as transaction:
        known = visit.drafts.take(transaction, visit.draft_id)
        has_place = any(answers.values()) if known is None else known.step == draft.FIRST_STEP
        if password is None and not has_place:
            return
        found = _draft_at_identity(transaction, visit, password)
        visit.drafts.keep_unchecked(found, answers)
        visit.drafts.save(transaction, found)
    visit.draft_id = found.id


def keep_typed_password(visit: Visit, form: IdentityForm) -> None:
    """Record the password of a form that is not submitted yet, where it is a good one, and judge nothing else."""
    if form.password.validate(form, (lambda _form, field: form.validate_password(field),)):
        _record(visit, _hashed(visit, form), {})
    form.password.errors = ()


def withhold_password(visit: Visit, form: IdentityForm) -> None:
    """Record a good password as it is typed, and send none back."""
    keep_typed_password(visit, form)
    form.password.data = ""


def _draft_at_identity(transaction: Statements, visit: Visit, password: HashedPassword | None) -> Draft:
    """Return the draft of the visit, or a new one where that has passed step 1, with the password in it."""
    found = visit.drafts.take(transaction, visit.draft_id)
    if found is None or found.step != draft.FIRST_STEP:
        found = visit.drafts.open(visit.session_key, {})
    if password:
        found.password_hash, found.password_context = password.hash, password.context
    return found


def _spend(visit: Visit, challenge: captcha.Challenge) -> None:
    with visit.services.database.execute() as transaction:
        _insert_spent(transaction, visit, challenge)


def _insert_spent(transaction: Statements, visit: Visit, challenge: captcha.Challenge) -> bool:
    """Mark a challenge as tried; tell whether it was not yet."""
    expires_at = challenge.issued_at + captcha.LIFETIME
    if visit.services.clock.now() >= expires_at:
        raise ChallengeExpired
    return transaction.run(spending(transaction.dialect), id=challenge.id, expires_at=expires_at) is not None


def _is_same_submission(visit: Visit, challenge: captcha.Challenge) -> bool:
    """Tell whether this session has already opened a sign-up with this challenge, and go on with that one."""
    opened = visit.services.database.fetch(_OPENED_WITH, challenge=challenge.id, session_key=visit.session_key)
    visit.draft_id = opened.id if opened else visit.draft_id
    return opened is not None


def _take_place(
    visit: Visit, form: IdentityForm, challenge: captcha.Challenge, password: HashedPassword | None
) -> bool:
    """Spend the security control on the draft of this session, and tell whether this form was the first to do so.

    In a transaction of its own, before anything is counted: of all forms with one control, a single one counts. Those
    of the same session (a double click) go on with what it began.
    """
    with visit.services.database.execute() as transaction:
        is_first = _insert_spent(transaction, visit, challenge)
        if is_first:
            found = _draft_at_identity(transaction, visit, password)
            if found.password_hash is None:
                # The form stands on a password that was recorded, with which another tab has begun a sign-up meanwhile.
                raise SignupGone
            visit.drafts.keep(found, form.answers())
            found.step, found.challenge_id = "code", challenge.id
            # The session may have another id by now than when the draft was made.
            found.session_id = visit.session_key
            visit.draft_id = found.id
            visit.drafts.save(transaction, found)
    if not is_first and not _is_same_submission(visit, challenge):
        raise ChallengeSpent
    return is_first
