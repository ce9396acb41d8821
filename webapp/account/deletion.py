"""The end of an account, at once and for good: every row about it goes, and no mail about it leaves any more."""

from collections.abc import Collection

import structlog
from sqlalchemy import select, update

from webapp.account import accounts
from webapp.models import Account, Mail, MailState
from webapp.operations import audit
from webapp.services import Services

# A code that somebody else asked for at the same address is none of this account's.
ABOUT_ACCOUNTS = ("welcome", "linked", "link_code", "account_exists", "number_used_elsewhere")

log = structlog.get_logger(__name__)


def delete_account(services: Services, account: accounts.Known) -> None:
    """Delete an account with its sessions, its links and its finished sign-up, and the mails about it that wait."""
    waiting = (Mail.email_index == account.email_index, Mail.state.in_((MailState.QUEUED, MailState.DELAYED)))
    with services.database.write() as session:
        session.execute(
            update(Mail)
            .where(*waiting, Mail.template.in_(ABOUT_ACCOUNTS))
            .values(state=MailState.ABANDONED, content=None)
        )
        session.execute(update(Mail).where(Mail.email_index == account.email_index).values(email_index=None))
        accounts.delete_rows(session, account.id)
        deleted = audit.Happening(audit.Kind.ACCOUNT_DELETED, account.id)
        audit.record(session, services.keyring, services.clock, deleted)
    # A copy of the database made before has the account still: by this line it is deleted there again.
    log.info(audit.Kind.ACCOUNT_DELETED, subject=audit.subject_of(services.keyring, account.id))


def delete_again(services: Services, subjects: Collection[str]) -> int:
    """Delete the accounts that these digests of the log name, after a copy of the database was restored; count them."""
    with services.database.read() as session:
        known = session.scalars(select(Account.id)).all()
    back = [identifier for identifier in known if audit.subject_of(services.keyring, identifier) in subjects]
    for identifier in back:
        account = accounts.find(services.database, identifier)
        if account:
            delete_account(services, account)
    return len(back)
