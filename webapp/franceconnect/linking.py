"""The proof that links an account which the number already has: its password, or a code mailed to its own address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from webapp.account import accounts
from webapp.account.sign_in import is_password_of
from webapp.database import Statements
from webapp.errors import SignupGone, WrongCredentials
from webapp.franceconnect import links
from webapp.franceconnect.forms import PasswordProofForm
from webapp.languages import dates
from webapp.mail.outbox import ABOUT_ACCOUNT
from webapp.models import Account, Draft, MailState
from webapp.operations import audit
from webapp.signup import draft as drafts
from webapp.signup import email_address, email_code
from webapp.signup.email_code import Entry, Passage
from webapp.signup.forms import EmailCodeForm
from webapp.signup.visit import Visit

LINKING = "linking"
LINKING_SLUG = "rattachement"
LINKED = "linked"
PROOF = Passage(at=LINKING, opens=LINKED)


@dataclass(frozen=True)
class LinkingPage:
    """The ways to prove that an account is one's own. ``sent_to`` hides most of the address."""

    has_password: bool
    sent_to: str
    code_sent: bool
    state: str
    valid_until: datetime
    tries_left: int
    sends_left: int
    mail_state: MailState


def linking_page(visit: Visit) -> LinkingPage:
    """Show the ways to prove that the account is one's own."""
    draft, now = visit.current_draft, visit.services.clock.now()
    account = _account_of_number(visit)
    profile = accounts.open_profile(visit.services.keyring, account)
    return LinkingPage(
        has_password=account.password_hash is not None,
        sent_to=masked(profile["email"]),
        code_sent=draft.code_issued_at is not None,
        state=email_code.state(draft, now),
        valid_until=(draft.code_issued_at or now) + email_code.LIFETIME,
        tries_left=email_code.tries_left(draft),
        sends_left=email_code.sends_left(draft),
        mail_state=visit.services.outbox.state(visit.services.database, draft.mail_id or ""),
    )


def prove_by_password(visit: Visit, form: PasswordProofForm) -> None:
    """Link the account to the person connected, once its password is given.

    Raises:
        WrongCredentials: it is not the password.
        TooManyRequests: too many were tried.

    """
    services, number = visit.services, visit.current_draft.answers["nir"]
    services.limits.hit(services.settings.sign_in_number_limit, "sign-in-number", number)
    services.limits.hit(services.settings.sign_in_number_network_limit, "sign-in", number, visit.network)
    account = _account_of_number(visit)
    if not is_password_of(services, account, form.password.data or ""):
        raise WrongCredentials
    _link(visit, account)


def send_proof_code(visit: Visit) -> None:
    """Mail a code to the account's own address: six digits, fifteen minutes, four tries, as at a sign-up.

    Raises:
        ResendRefused: three codes were sent, or the last one less than a minute ago.
        CodeDead: four wrong entries were made.
        TooManyRequests: too many codes were sent to this address, by whoever asked for them.

    """
    services, code = visit.services, email_code.draw()
    account = _account_of_number(visit)
    to = accounts.open_profile(services.keyring, account)["email"]
    _check_send(visit, to)
    with services.database.execute() as transaction:
        found = visit.drafts.take(transaction, visit.draft_id)
        if found is None or found.step != LINKING:
            return
        if found.sends:
            visit.email_codes.check_resend(found)
        drafts.abandon_mail(transaction, found.id)
        visit.email_codes.issue(found, code, proves=account.id)
        valid_until = dates.hour(services.clock.now() + email_code.LIFETIME)
        values = {"code": code, "valid_until": valid_until, "language": visit.language, ABOUT_ACCOUNT: account.id}
        found.mail_id = services.outbox.post(
            transaction, template="link_code", to=to, values=values, lives=email_code.LIFETIME
        )
        visit.drafts.save(transaction, found)


def _check_send(visit: Visit, to: str) -> None:
    """Count a mail, where one may be sent: the limits have transactions of their own."""
    services = visit.services
    with services.database.read() as session:
        found = session.get(Draft, visit.draft_id)
    if found is None or found.step != LINKING:
        return
    if found.sends:
        visit.email_codes.check_resend(found)
    services.limits.hit(services.settings.code_mail_limit, "code-mail", email_address.parse(to).mailbox)


def prove_by_code(visit: Visit, form: EmailCodeForm) -> None:
    """Link the account to the person connected, once the mailed code is given.

    Raises:
        CodeRefused: wrong, expired or dead (CODE-4 to CODE-6).

    """
    account = _account_of_number(visit)
    entry = Entry(form.digits, form.entry.data or "", proves=account.id)
    if visit.email_codes.enter(visit.draft_id or "", entry, PROOF):
        _link(visit, account)


def finish_linking(visit: Visit) -> None:
    """Link the account whose code was given already, where what followed was cut short.

    Raises:
        SignupGone: the account has been deleted since, or somebody else is connected.

    """
    _link(visit, _account_of_number(visit))


def correct_number(visit: Visit) -> None:
    """Go back to the number: the account may be somebody else's. The code sent to its owner is worth nothing more."""
    with visit.services.database.execute() as transaction:
        found = visit.drafts.take(transaction, visit.draft_id)
        if found and found.step in (LINKING, LINKED):
            found.step = drafts.FIRST_STEP
            found.code_digest = found.code_issued_at = None
            visit.drafts.save(transaction, found)


def masked(address: str) -> str:
    """Return an address as its owner knows it again and nobody else learns it: « l•••@e•••.fr »."""
    local, _, domain = address.partition("@")
    name, dot, ending = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••{dot}{ending}"


def _link(visit: Visit, account: Account) -> None:
    """Link the account and tell its owner, once: the second form of a double click finds it done."""
    identity, services = visit.current_connection, visit.services
    if identity.sub != visit.current_draft.answers["sub"]:
        raise SignupGone
    with services.database.execute() as transaction:
        if visit.drafts.take(transaction, visit.draft_id):
            _write_link(transaction, visit, identity.sub, account)
        elif not links.is_link(transaction, services.keyring, identity.sub, account.id):
            raise SignupGone
    visit.account_id = account.id


def _write_link(transaction: Statements, visit: Visit, sub: str, account: Account) -> None:
    services = visit.services
    links.link(transaction, services, sub, account.id)
    drafts.end(transaction, visit.current_draft.id)
    to = accounts.open_profile(services.keyring, account)["email"]
    values = {"language": visit.language, ABOUT_ACCOUNT: account.id}
    services.outbox.post(transaction, template="linked", to=to, values=values, lives=timedelta(days=1))
    linked = audit.Happening(audit.Kind.ACCOUNT_LINKED, account.id)
    audit.record(transaction, services.keyring, services.clock, linked)


def _account_of_number(visit: Visit) -> Account:
    keyring = visit.services.keyring
    index = accounts.number_index(keyring, visit.current_draft.answers["nir"])
    with visit.services.database.read() as session:
        account = session.scalar(select(Account).where(Account.nir_index == index))
    if account is None:
        raise SignupGone
    return account
