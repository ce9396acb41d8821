"""The end of an account, at once and for good: every row about it goes, and no mail about it leaves any more."""

from collections.abc import Collection

import structlog
from sqlalchemy import select, update

from webapp.account import accounts
from webapp.account.unfinished import signups_of_owner
from webapp.database import WorkSession
from webapp.mail.outbox import ABOUT_ACCOUNT, ABOUT_NUMBER, Content
from webapp.models import Account, Mail, MailState
from webapp.operations import audit
from webapp.portions import rows_in_portions
from webapp.security.keyring import Keyring, SealBroken
from webapp.services import Services
from webapp.signup import draft

# A code that somebody else asked for at the same address is none of this account's.
ABOUT_ACCOUNTS = ("welcome", "linked", "link_code", "account_exists", "number_used_elsewhere")

log = structlog.get_logger(__name__)


def delete_account(services: Services, account: accounts.Known) -> None:
    """Delete an account with its sessions, its links and its sign-ups, and the mails about it that wait."""
    with services.database.write() as session:
        _give_up_mails(session, services.keyring, account)
        for draft_id in signups_of_owner(session, services, account):
            draft.end(session, draft_id)
        accounts.delete_rows(session, account.id)
        deleted = audit.Happening(audit.Kind.ACCOUNT_DELETED, account.id)
        audit.record(session, services.keyring, services.clock, deleted)
    # A copy of the database made before has the account still: by this line it is deleted there again.
    log.info(audit.Kind.ACCOUNT_DELETED, subject=audit.subject_of(services.keyring, account.id))


def _give_up_mails(session: WorkSession, keyring: Keyring, account: accounts.Known) -> None:
    """Give up the mails about an account that wait, and leave no digest of its address in any mail.

    A family shares an address: what is about another account there still leaves, and is found when that one is deleted.
    """
    others = select(Account.id).where(Account.email_index == account.email_index, Account.id != account.id)
    is_shared = session.scalar(others.limit(1)) is not None
    at_address = Mail.email_index == account.email_index
    is_waiting = Mail.state.in_((MailState.QUEUED, MailState.DELAYED))
    waiting = session.scalars(select(Mail).where(at_address, is_waiting, Mail.template.in_(ABOUT_ACCOUNTS))).all()
    about_it = [mail.id for mail in waiting if _is_about(keyring, mail, account, unless_told=not is_shared)]
    given_up = {"state": MailState.ABANDONED, "content": None, "email_index": None}
    session.execute(update(Mail).where(Mail.id.in_(about_it), is_waiting).values(given_up))
    if not is_shared:
        session.execute(update(Mail).where(at_address).values(email_index=None))


def _is_about(keyring: Keyring, mail: Mail, account: accounts.Known, *, unless_told: bool) -> bool:
    """Tell whether a mail is about an account; not all tell, and none of the former version's."""
    try:
        values = Content.open(keyring, mail).values
    except SealBroken:
        return unless_told
    if ABOUT_ACCOUNT in values:
        return values[ABOUT_ACCOUNT] == account.id
    if ABOUT_NUMBER in values:
        return values[ABOUT_NUMBER] == account.nir_index.hex()
    return unless_told


def delete_again(services: Services, subjects: Collection[str]) -> int:
    """Delete the accounts that these digests of the log name, after a copy of the database was restored; count them."""
    known = rows_in_portions(services.database, select(Account.id))
    back = [identifier for (identifier,) in known if audit.subject_of(services.keyring, identifier) in subjects]
    for identifier in back:
        account = accounts.find(services.database, identifier)
        if account:
            delete_account(services, account)
    return len(back)
