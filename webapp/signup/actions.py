"""What a valid step does. Each takes the visit and the form, and raises a fact from errors.py when it cannot."""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from sqlalchemy import Executable, bindparam, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from webapp.account import accounts, sign_in
from webapp.database import Statements, upsert
from webapp.errors import (
    AddressOfFranceConnect,
    ChallengeExpired,
    ChallengeRefused,
    CodeDead,
    CodeExpired,
    CodeRefused,
    NumberAlreadyHasAccount,
    ServiceError,
    SignupGone,
    WrongCode,
)
from webapp.franceconnect.signup import link_new_account
from webapp.languages import dates
from webapp.mail import owner_warnings
from webapp.models import Account, Draft, SpentChallenge
from webapp.operations import audit
from webapp.security.limits import Event, neighbourhood_of
from webapp.signup import captcha, draft, email_address, email_code, passwords, terms
from webapp.signup.email_code import Entry, Passage
from webapp.signup.forms import ContactForm, EmailCodeForm, IdentityForm, SituationForm
from webapp.signup.visit import Visit

CONFIRMATION = Passage(at="code", opens="contact")
# As the metrics name them.
CODE_OUTCOMES: dict[type[CodeRefused], str] = {WrongCode: "wrong", CodeExpired: "expired", CodeDead: "dead"}

_ADDING_ACCOUNT = insert(Account)
_OPENED_WITH = select(Draft.id).where(
    Draft.challenge_id == bindparam("challenge"), Draft.session_id == bindparam("session_key")
)


def open_signup(visit: Visit, form: IdentityForm) -> None:
    """Step 1: spend the security control, keep the answers, issue the code, queue the mail.

    The same form sent twice (a double click) opens one sign-up and sends one mail: the challenge is good for one.

    Raises:
        AddressOfFranceConnect: it is the address of the connection under way; all answers are kept (FC-1).
        ChallengeRefused: wrong copy, spent or too old; all answers are kept, the password too (CAPTCHA-1).
        TooManyRequests: too many sign-ups from this network or to this address.

    """
    if is_address_of_connection(visit, form.address.written):
        keep_password(visit, form)
        _keep_answers(visit, form.answers(), step=draft.FIRST_STEP)
        raise AddressOfFranceConnect(visit.services.settings.franceconnect_name)
    password = _hashed(visit, form)
    try:
        is_first = _take_place(visit, form, _judged_challenge(visit, form), password)
    except (ServiceError, OperationalError):
        _record_password(visit, password)
        raise
    if is_first:
        _begin(visit, form)


def _begin(visit: Visit, form: IdentityForm) -> None:
    try:
        _count_signup(visit, form)
        with visit.services.database.execute() as transaction:
            found = visit.drafts.take(transaction, visit.draft_id)
            if found is None:
                raise SignupGone
            _send_code(transaction, visit, found)
            visit.drafts.save(transaction, found)
    except (ServiceError, OperationalError):
        # The control is spent: the page shows another one.
        form.captcha_token.data = ""
        _return_to_first_step(visit)
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


def _count_signup(visit: Visit, form: IdentityForm) -> None:
    """Count a sign-up that begins: what one network used up is not taken from those around it."""
    settings, limits, network = visit.services.settings, visit.services.limits, visit.network
    address = form.address.mailbox
    if form.without_control.data:
        _count_signup_without_control(visit, address)
    limits.hit_in_turn(
        Event(settings.signup_network_limit, "signup-network", network),
        Event(settings.signup_neighbourhood_limit, "signup-neighbourhood", neighbourhood_of(network)),
        Event(settings.signup_address_limit, "signup-address", address),
        Event(settings.code_mail_limit, "code-mail", address),
        Event(settings.signup_global_limit, "signup-global"),
    )


def _count_signup_without_control(visit: Visit, address: str) -> None:
    """Count a sign-up of somebody who can use neither the image nor the sound, besides what every sign-up counts for.

    The code that is mailed next is their proof; what the control would slow down, these limits do.
    """
    settings, limits = visit.services.settings, visit.services.limits
    limits.hit(settings.without_control_network_limit, "without-control-network", visit.network)
    limits.hit(settings.without_control_address_limit, "without-control-address", address)


@dataclass(frozen=True)
class HashedPassword:
    """What the draft keeps of a password: its hash, and the digest of whom it was judged for."""

    hash: str = field(repr=False)
    context: bytes = field(repr=False)


def keep_password(visit: Visit, form: IdentityForm) -> None:
    """Record the hash of a valid password in the draft, so that an error elsewhere does not lose it.

    The page never gets the password back.
    """
    _record_password(visit, _hashed(visit, form))


def _hashed(visit: Visit, form: IdentityForm) -> HashedPassword | None:
    if not form.password.data or form.password.errors:
        return None
    normal = passwords.normalise(form.password.data)
    return HashedPassword(visit.services.passwords.hash(normal), visit.password_context(form.password_owner()))


def _record_password(visit: Visit, password: HashedPassword | None) -> None:
    if password is None:
        return
    with visit.services.database.execute() as transaction:
        found = _draft_at_identity(transaction, visit, password)
        visit.drafts.save(transaction, found)
    visit.draft_id = found.id


def keep_typed_password(visit: Visit, form: IdentityForm) -> None:
    """Record the password of a form that is not submitted yet, where it is a good one, and judge nothing else."""
    if form.password.validate(form, (lambda _form, field: form.validate_password(field),)):
        keep_password(visit, form)
    form.password.errors = ()


def withhold_password(visit: Visit, form: IdentityForm) -> None:
    """Record a good password as it is typed, and send none back."""
    keep_typed_password(visit, form)
    form.password.data = ""


def confirm_address(visit: Visit, form: EmailCodeForm) -> None:
    """Step 2: count a try, then consume the code.

    Raises:
        CodeRefused: wrong, expired or dead (CODE-4 to CODE-6).

    """
    if not visit.draft_id:
        return
    codes = visit.services.metrics.codes
    entry = _entry_of(visit.current_draft, form)
    try:
        is_first = visit.email_codes.enter(visit.draft_id, entry, CONFIRMATION)
    except CodeRefused as refusal:
        codes.labels(CODE_OUTCOMES[type(refusal)]).inc()
        raise
    codes.labels("right").inc()
    visit.has_proved_address = is_first or visit.email_codes.was_used(visit.draft_id, entry)
    if is_first:
        _uncount_signup(visit)


def confirm_address_again(visit: Visit, form: EmailCodeForm) -> None:
    """Step 2 once more, a moment after it was passed: only who gives the code again goes on in this browser."""
    if visit.draft and form.validate():
        visit.has_proved_address = visit.email_codes.was_used(visit.draft.id, _entry_of(visit.draft, form))


def _entry_of(known: draft.DraftState, form: EmailCodeForm) -> Entry:
    return Entry(form.digits, form.entry.data or "", proves=known.answers.get("email", ""))


def _uncount_signup(visit: Visit) -> None:
    """Give the place of a sign-up back whose address is confirmed: those behind a shared network keep theirs."""
    settings, limits, network = visit.services.settings, visit.services.limits, visit.network
    limits.give_back(
        Event(settings.signup_network_limit, "signup-network", network),
        Event(settings.signup_neighbourhood_limit, "signup-neighbourhood", neighbourhood_of(network)),
        Event(settings.signup_global_limit, "signup-global"),
    )


def send_another_code(visit: Visit) -> None:
    """Make a new code, which kills the former one, and mail it.

    Raises:
        ResendRefused: three codes were sent, or the last one less than a minute ago (CODE-7).
        CodeDead: four wrong entries were made (CODE-6).
        TooManyRequests: too many codes were sent to this address, by whoever asked for them.

    """
    _check_resend(visit)
    with visit.services.database.execute() as transaction:
        found = visit.drafts.take(transaction, visit.draft_id)
        if found is None or found.step != "code":
            return
        visit.email_codes.check_resend(found)
        _send_code(transaction, visit, found)
        visit.drafts.save(transaction, found)


def _check_resend(visit: Visit) -> None:
    """Count a mail, where one may be sent: the limits have transactions of their own."""
    services = visit.services
    with services.database.read() as session:
        found = session.get(Draft, visit.draft_id)
    if found is None or found.step != "code":
        return
    visit.email_codes.check_resend(found)
    address = email_address.parse(visit.drafts.answers_of(found)["email"]).mailbox
    services.limits.hit(services.settings.code_mail_limit, "code-mail", address)


def keep_contact(visit: Visit, form: ContactForm) -> None:
    """Step 3: keep the answers."""
    _keep_answers(visit, form.answers(), step="situation")


def go_back_to_contact(visit: Visit, form: SituationForm) -> None:
    """Return from step 4 to step 3 with the answers of both, checked or not."""
    names = ("diploma", "diploma_year", "category")
    _keep_answers(visit, {name: (form[name].data or "")[:40] for name in names}, step="contact")


def create_account(visit: Visit, form: SituationForm) -> None:
    """Step 4: make the account out of the draft, once, and sign its owner in (DONE-1).

    Raises:
        NumberAlreadyHasAccount: another sign-up with this number was finished meanwhile; this one is ended.
        AddressOfFranceConnect: a connection with the same address began meanwhile, in another tab (FC-1).

    """
    known = visit.current_draft
    if known.journey == "local" and is_address_of_connection(visit, known.answers.get("email", "")):
        _keep_answers(visit, form.answers(), step="situation")
        raise AddressOfFranceConnect(visit.services.settings.franceconnect_name)
    try:
        with visit.services.database.execute() as transaction:
            found = visit.drafts.take(transaction, visit.draft_id)
            if found is None:
                return
            visit.account_id = found.account_id or _finish(transaction, visit, found, form)
    except (IntegrityError, NumberAlreadyHasAccount) as error:
        end_signup(visit)
        raise NumberAlreadyHasAccount from error


def create_account_again(visit: Visit, _form: SituationForm) -> None:
    """Step 4 once more, a moment after it made the account: its owner is signed in by this answer too."""
    visit.account_id = visit.draft.account_id if visit.draft else None


def end_signup(visit: Visit) -> None:
    """Delete the draft."""
    if visit.draft_id:
        with visit.services.database.execute() as transaction:
            draft.end(transaction, visit.draft_id)


def _finish(transaction: Statements, visit: Visit, found: Draft, form: SituationForm) -> str:
    services = visit.services
    answers = visit.drafts.answers_of(found) | form.answers() | {"language": visit.language}
    sub = answers.pop("sub", "")
    number_index = accounts.number_index(services.keyring, answers["nir"])
    if accounts.has_account(transaction, number_index):
        raise NumberAlreadyHasAccount
    account_id = secrets.token_hex(16)
    transaction.run(
        _ADDING_ACCOUNT,
        id=account_id,
        nir_index=number_index,
        email_index=accounts.email_index(services.keyring, answers["email"]),
        password_hash=found.password_hash,
        terms_version=terms.VERSION,
        known_networks=sign_in.with_network(services, "", visit.network),
        terms_accepted_at=services.clock.now(),
        created_at=services.clock.now(),
        profile=accounts.seal_profile(services.keyring, account_id, answers),
    )
    if sub:
        link_new_account(transaction, visit, account_id, sub)
    found.step, found.account_id = "done", account_id
    found.answers = found.password_hash = found.code_digest = None
    visit.drafts.save(transaction, found)
    values = {"language": visit.language}
    services.outbox.post(transaction, template="welcome", to=answers["email"], values=values, lives=timedelta(days=1))
    created = audit.Happening(audit.Kind.ACCOUNT_CREATED, account_id, found.journey)
    audit.record(transaction, services.keyring, services.clock, created)
    return account_id


def _told_of_account(visit: Visit, found: Draft, number_index: bytes) -> dict[str, str]:
    """Return the values of the mail that tells of an account; they let the worker warn its owner, once a sign-up."""
    warned = {owner_warnings.NUMBER: number_index.hex()} if found.sends == 1 else {}
    return {"language": visit.language, **warned}


def is_address_of_connection(visit: Visit, address: str) -> bool:
    """Tell whether an address, however it is spelt, is that of the FranceConnect connection under way (FC-1)."""
    if not visit.connected_email:
        return False
    try:
        written, connected = email_address.parse(address), email_address.parse(visit.connected_email)
    except email_address.InvalidEmail:
        return False
    return written.canonical == connected.canonical


def _keep_answers(visit: Visit, answers: draft.Answers, step: str) -> None:
    with visit.services.database.execute() as transaction:
        found = visit.drafts.take(transaction, visit.draft_id)
        if found is None or found.step == "done":
            return
        visit.drafts.keep(found, answers)
        found.step = step
        visit.drafts.save(transaction, found)


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
    return transaction.run(_spending(transaction.dialect), id=challenge.id, expires_at=expires_at) is not None


@cache
def _spending(dialect: str) -> Executable:
    return upsert(dialect, SpentChallenge).on_conflict_do_nothing().returning(SpentChallenge.id)


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
            visit.drafts.keep(found, form.answers())
            found.step, found.challenge_id = "code", challenge.id
            visit.draft_id = found.id
            visit.drafts.save(transaction, found)
    if not is_first and not _is_same_submission(visit, challenge):
        raise ChallengeRefused
    return is_first


def _return_to_first_step(visit: Visit) -> None:
    with visit.services.database.execute() as transaction:
        found = visit.drafts.take(transaction, visit.draft_id)
        if found and found.code_issued_at is None:
            found.step, found.challenge_id = draft.FIRST_STEP, None
            visit.drafts.save(transaction, found)


def _send_code(transaction: Statements, visit: Visit, found: Draft) -> None:
    """Issue a code for a draft, which is to be saved, and queue its mail in the same transaction.

    Whether the number has an account is told by the mail alone, to the address alone: the page and the work are the
    same.
    """
    services, answers = visit.services, visit.drafts.answers_of(found)
    code = email_code.draw()
    visit.email_codes.issue(found, code, proves=answers["email"])
    address_index = accounts.email_index(services.keyring, answers["email"])
    number_index = accounts.number_index(services.keyring, answers["nir"])
    is_known_number = accounts.has_account(transaction, number_index)
    is_known_address = accounts.has_address(transaction, address_index)
    code_values = {
        "code": code,
        "valid_until": dates.hour(services.clock.now() + email_code.LIFETIME),
        "account_exists": "oui" if is_known_address else "",
        "language": visit.language,
    }
    found.mail_id = services.outbox.post(
        transaction,
        template="account_exists" if is_known_number else "code",
        to=answers["email"],
        values=_told_of_account(visit, found, number_index) if is_known_number else code_values,
        lives=email_code.LIFETIME,
    )
