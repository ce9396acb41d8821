"""What a valid step does; the first, which opens a sign-up, is in opening.py.

Each takes the visit and the form, and raises a fact from errors.py when it cannot.
"""

import secrets
from datetime import timedelta

from sqlalchemy import bindparam, insert, or_, update
from sqlalchemy.exc import IntegrityError

from webapp.account import accounts, sign_in
from webapp.database import BUSY, Statements
from webapp.errors import (
    AddressOfFranceConnect,
    CodeDead,
    CodeExpired,
    CodeRefused,
    NumberAlreadyHasAccount,
    ResendTooSoon,
    ServiceError,
    SignupGone,
    WrongCode,
)
from webapp.franceconnect.signup import link_new_account
from webapp.languages import dates
from webapp.mail.outbox import ABOUT_ACCOUNT, ABOUT_NUMBER
from webapp.models import Account, Draft
from webapp.operations import audit
from webapp.signup import draft, email_address, email_code, phone, terms
from webapp.signup.counting import count_signup_without_control, uncount_signup
from webapp.signup.email_code import Entry, Passage
from webapp.signup.forms import ContactForm, EmailCodeForm, SituationForm
from webapp.signup.step_form import StepForm
from webapp.signup.visit import Visit

CONFIRMATION = Passage(at="code", opens="contact")
# As the metrics name them.
CODE_OUTCOMES: dict[type[CodeRefused], str] = {WrongCode: "wrong", CodeExpired: "expired", CodeDead: "dead"}

_ADDING_ACCOUNT = insert(Account)
# The control stays with the request that it was copied for until that one has sent its code. Who takes its place has a
# minute to send one: a process may end before it has.
_TAKING_OVER = (
    update(Draft)
    .where(
        Draft.id == bindparam("draft"),
        Draft.step == "code",
        Draft.sends == 0,
        or_(Draft.challenge_id.is_not(None), Draft.updated_at <= bindparam("given_up")),
    )
    .values(challenge_id=None, updated_at=bindparam("now"))
    .returning(Draft.id)
)


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
        uncount_signup(visit)


def confirm_address_again(visit: Visit, form: EmailCodeForm) -> None:
    """Step 2 once more, a moment after it was passed: only who gives the code again goes on in this browser."""
    if visit.draft and form.validate():
        visit.has_proved_address = visit.email_codes.was_used(visit.draft.id, _entry_of(visit.draft, form))


def _entry_of(known: draft.DraftState, form: EmailCodeForm) -> Entry:
    return Entry(form.digits, form.entry.data or "", proves=known.answers.get("email", ""))


def send_another_code(visit: Visit) -> None:
    """Make a new code, which kills the former one, and mail it.

    Raises:
        ResendRefused: three codes were sent, or the last one less than a minute ago (CODE-7).
        CodeDead: four wrong entries were made (CODE-6).
        TooManyRequests: too many codes were sent to this address, by whoever asked for them; or too many sign-ups
            were begun, where this one had not come to its first code, and is at step 1 again.

    """
    if not _counts_another_code(visit):
        return
    try:
        with visit.services.database.execute() as transaction:
            found = visit.drafts.take(transaction, visit.draft_id)
            if found is None or found.step != "code":
                return
            visit.email_codes.check_resend(found)
            send_code(transaction, visit, found)
            visit.drafts.save(transaction, found)
    except BUSY:
        # Taken over, and of which no code was made after all, nobody else would make one.
        return_to_first_step(visit)
        raise


def _counts_another_code(visit: Visit) -> bool:
    """Count a mail, where one may be sent, and tell so: the limits have transactions of their own."""
    services = visit.services
    with services.database.read() as session:
        found = session.get(Draft, visit.draft_id)
    if found is None or found.step != "code":
        return False
    visit.email_codes.check_resend(found)
    address = email_address.parse(visit.drafts.answers_of(found)["email"]).mailbox
    if not found.sends:
        return _takes_over(visit, address)
    services.limits.hit(services.settings.code_mail_limit, "code-mail", address)
    return True


def _takes_over(visit: Visit, address: str) -> bool:
    """Count a sign-up of which no code was made, and tell whether this call did: of all that are asked for, one does.

    The request that spent the control may have ended before it counted, or be counting: nobody knows. Nor whether the
    control was copied: it is counted as if it was not.

    Raises:
        ResendTooSoon: another request has taken it over less than a minute ago, and may still send its code.

    """
    now = visit.services.clock.now()
    given_up = now - email_code.SEND_INTERVAL
    if visit.services.database.change(_TAKING_OVER, draft=visit.draft_id, now=now, given_up=given_up) is None:
        _refuse_while_taken_over(visit)
        return False
    try:
        count_signup_without_control(visit, address)
    except (ServiceError, *BUSY):
        return_to_first_step(visit)
        raise
    return True


def _refuse_while_taken_over(visit: Visit) -> None:
    with visit.services.database.read() as session:
        found = session.get(Draft, visit.draft_id)
    if found and found.step == "code" and not found.sends:
        raise ResendTooSoon(found.updated_at + email_code.SEND_INTERVAL)


def return_to_first_step(visit: Visit) -> None:
    """Have a sign-up that was refused before its first code begin again, with its answers."""
    with visit.services.database.execute() as transaction:
        found = visit.drafts.take(transaction, visit.draft_id)
        if found and found.code_issued_at is None:
            found.step, found.challenge_id = draft.FIRST_STEP, None
            visit.drafts.save(transaction, found)


def keep_contact(visit: Visit, form: ContactForm) -> None:
    """Step 3: keep the answers."""
    keep_answers(visit, form.answers(), step="situation")


def go_back_to_contact(visit: Visit, form: SituationForm) -> None:
    """Return from step 4 to step 3 with the answers of both, checked or not."""
    keep_answers(visit, form.typed(), step="contact")


def create_account(visit: Visit, form: SituationForm) -> None:
    """Step 4: make the account out of the draft, once, and sign its owner in (DONE-1).

    Raises:
        NumberAlreadyHasAccount: another sign-up with this number was finished meanwhile; this one is ended.
        AddressOfFranceConnect: a connection with the same address began meanwhile, in another tab (FC-1).
        SignupGone: it has no password, so that nothing would open the account; or it is another person's than who is
            connected now.

    """
    known = visit.current_draft
    if known.journey == "local" and is_address_of_connection(visit, known.answers.get("email", "")):
        keep_answers(visit, form.answers(), step="situation")
        raise AddressOfFranceConnect
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
    if found.journey == "local" and not found.password_hash:
        raise SignupGone
    services = visit.services
    answers = as_recorded(visit.drafts.answers_of(found) | form.answers()) | {"language": visit.language}
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
    values = {"language": visit.language, ABOUT_ACCOUNT: account_id}
    services.outbox.post(transaction, template="welcome", to=answers["email"], values=values, lives=timedelta(days=1))
    created = audit.Happening(audit.Kind.ACCOUNT_CREATED, account_id, found.journey)
    audit.record(transaction, services.keyring, services.clock, created)
    return account_id


def as_recorded(answers: draft.Answers) -> draft.Answers:
    """Return answers as an account has them: the telephone as it is dialled from anywhere (E.164)."""
    dialled = {"phone": phone.parse(answers["phone"], answers["country"])} if "phone" in answers else {}
    return answers | dialled


def _told_of_account(visit: Visit, number_index: bytes, *, warns_owner: bool) -> dict[str, str]:
    """Return the values of the mail that tells of an account; they may let the worker warn its owner."""
    warned = {ABOUT_NUMBER: number_index.hex()} if warns_owner else {}
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


def keep_answers(visit: Visit, answers: draft.Answers, step: str) -> None:
    """Add answers to the draft, which then stands at this step."""
    with visit.services.database.execute() as transaction:
        found = visit.drafts.take(transaction, visit.draft_id)
        if found is None or found.step == "done":
            return
        visit.drafts.keep(found, answers)
        found.step = step
        visit.drafts.save(transaction, found)


def keep_typed(visit: Visit, form: StepForm) -> None:
    """Keep what was typed into a form with errors, while its step is the one reached: a reload costs no answer."""
    with visit.services.database.execute() as transaction:
        found = visit.drafts.take(transaction, visit.draft_id)
        if found and visit.draft and found.step == visit.draft.step:
            visit.drafts.keep_unchecked(found, form.typed())
            visit.drafts.save(transaction, found)


def send_code(transaction: Statements, visit: Visit, found: Draft) -> None:
    """Issue a code for a draft, which is to be saved, and queue its mail in the same transaction.

    Whether the number has an account is told by the mail alone, to the address alone: the page and the work are the
    same.
    """
    services, answers = visit.services, visit.drafts.answers_of(found)
    # Kept waiting, the former mail would come after the new one, and cost a try. The owner of a number is warned once a
    # sign-up, by the first mail that is tried.
    warns_owner = draft.abandon_mail(transaction, found.id) if found.mail_id else True
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
        values=_told_of_account(visit, number_index, warns_owner=warns_owner) if is_known_number else code_values,
        lives=email_code.LIFETIME,
    )
