"""Which account a person whom FranceConnect names opens. Found by ``sub`` alone: never by an e-mail address."""

from sqlalchemy import bindparam, delete, select

from webapp.database import Database, Statements, upsert
from webapp.models import FranceConnectLink
from webapp.operations import audit
from webapp.security.keyring import Keyring
from webapp.services import Services

_BY_SUB = select(FranceConnectLink.account_id).where(FranceConnectLink.sub_index == bindparam("index"))
_BY_ACCOUNT = (
    select(FranceConnectLink.sub_index).where(FranceConnectLink.account_id == bindparam("account")).limit(1)
)


def sub_index(keyring: Keyring, sub: str) -> bytes:
    """Return the digest under which a person is found again."""
    return keyring.digest(sub, "franceconnect-sub")


def account_of(services: Services, sub: str) -> str | None:
    """Return the id of the account that this person opens, or None at a first connection."""
    found = services.database.fetch(_BY_SUB, index=sub_index(services.keyring, sub))
    return found.account_id if found else None


def is_link(transaction: Statements, keyring: Keyring, sub: str, account_id: str) -> bool:
    """Tell whether this person opens this account."""
    found = transaction.run(_BY_SUB, index=sub_index(keyring, sub))
    return found is not None and found.account_id == account_id


def link(transaction: Statements, services: Services, sub: str, account_id: str) -> None:
    """Let this person open this account, in the caller's transaction."""
    values = {"account_id": account_id, "created_at": services.clock.now()}
    linking = upsert(transaction.dialect, FranceConnectLink).on_conflict_do_update(
        index_elements=["sub_index"], set_=values
    )
    transaction.run(linking, sub_index=sub_index(services.keyring, sub), **values)


def is_linked(database: Database, account_id: str) -> bool:
    """Tell whether somebody opens this account through FranceConnect."""
    return database.fetch(_BY_ACCOUNT, account=account_id) is not None


def unlink(services: Services, account_id: str) -> None:
    """Let nobody open this account through FranceConnect any more; where somebody did, the journal tells so."""
    unlinking = delete(FranceConnectLink).where(FranceConnectLink.account_id == account_id)
    unlinked = audit.Happening(audit.Kind.ACCOUNT_UNLINKED, account_id)
    with services.database.write() as session:
        if session.count_changed(unlinking):
            audit.record(session, services.keyring, services.clock, unlinked)
