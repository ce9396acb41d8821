"""The accounts: found by keyed digests, their content sealed."""

from sqlalchemy import ColumnElement, bindparam, delete, func, select, true
from sqlalchemy.orm import Session

from webapp.database import Database, Statements
from webapp.models import Account, BrowserSession, Draft, FranceConnectLink
from webapp.security.keyring import Keyring
from webapp.signup import email_address
from webapp.statements import Row

Profile = dict[str, str]
# An account as it is read: to be looked at, or to be changed.
Known = Row | Account

_BY_ID = select(Account.__table__).where(Account.id == bindparam("id"))
_BY_NUMBER = select(Account.id).where(Account.nir_index == bindparam("index"))
_BY_ADDRESS = select(Account.id).where(Account.email_index == bindparam("index")).limit(1)


def _first_hash(condition: ColumnElement[bool]) -> ColumnElement[str | None]:
    with_password = select(Account.password_hash).where(Account.password_hash.is_not(None), condition)
    return with_password.order_by(Account.nir_index).limit(1).scalar_subquery()


_HASH_NEAR = select(
    func.coalesce(_first_hash(Account.nir_index >= bindparam("index")), _first_hash(true())).label("hash")
)


def number_index(keyring: Keyring, number: str) -> bytes:
    """Return the digest under which a social security number is found again."""
    return keyring.digest(number, "nir-index")


def email_index(keyring: Keyring, address: str) -> bytes:
    """Return the digest under which an address is found again, however it is spelt."""
    return keyring.digest(email_address.parse(address).canonical, "email-index")


def email_index_or_none(keyring: Keyring, typed: str) -> bytes | None:
    """Return the digest under which an address is found again, or None of what is no address."""
    try:
        return email_index(keyring, typed)
    except email_address.InvalidEmail:
        return None


def hash_near(database: Database, index: bytes) -> str | None:
    """Return the hash of the password of the account nearest to a number's digest: its own, where it has one.

    None where no account has a password.
    """
    near = database.fetch(_HASH_NEAR, index=index)
    return near.hash if near else None


def has_account(transaction: Statements, index: bytes) -> bool:
    """Tell whether the number of this digest has an account."""
    return transaction.run(_BY_NUMBER, index=index) is not None


def has_address(transaction: Statements, index: bytes) -> bool:
    """Tell whether an account has the address of this digest."""
    return transaction.run(_BY_ADDRESS, index=index) is not None


def seal_profile(keyring: Keyring, account_id: str, profile: Profile) -> bytes:
    """Seal what the citizen gave."""
    return keyring.seal_json(profile, _place(account_id))


def open_profile(keyring: Keyring, account: Known) -> Profile:
    """Return what the citizen gave."""
    profile: Profile = keyring.open_json(account.profile, _place(account.id))
    return profile


def delete_rows(session: Session, account_id: str) -> None:
    """Delete an account and what hangs on it (sessions, links, the finished sign-up), in the caller's transaction."""
    session.execute(delete(BrowserSession).where(BrowserSession.account_id == account_id))
    session.execute(delete(FranceConnectLink).where(FranceConnectLink.account_id == account_id))
    session.execute(delete(Draft).where(Draft.account_id == account_id))
    session.execute(delete(Account).where(Account.id == account_id))


def find(database: Database, account_id: str | None) -> Row | None:
    """Return the account of this id, or None."""
    return database.fetch(_BY_ID, id=account_id) if account_id else None


def _place(account_id: str) -> str:
    return f"accounts.profile:{account_id}"
