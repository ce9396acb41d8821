"""Everything that is recorded of a citizen, as data (article 20 of the GDPR), from every table that holds some."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from webapp.account import accounts
from webapp.account.unfinished import signups_of_owner
from webapp.models import BrowserSession, FranceConnectLink, Mail
from webapp.operations import audit
from webapp.services import Services


def everything(services: Services, account: accounts.Known) -> dict[str, Any]:
    """Return the answers, the account's own facts, and all that hangs on it, save the password's hash.

    That it was asked for is written into the journal.
    """
    with services.database.write() as session:
        exported = audit.Happening(audit.Kind.ACCOUNT_EXPORTED, account.id)
        audit.record(session, services.keyring, services.clock, exported)
    return {
        **accounts.open_profile(services.keyring, account),
        "terms_version": account.terms_version,
        "terms_accepted_at": account.terms_accepted_at.isoformat(),
        "created_at": account.created_at.isoformat(),
        "known_networks": len((account.known_networks or "").split()),
        **_hanging_on(services, account),
    }


def _hanging_on(services: Services, account: accounts.Known) -> dict[str, Any]:
    mails = _rows(services, (Mail.template, Mail.state, Mail.created_at), Mail.email_index == account.email_index)
    links = _rows(services, (FranceConnectLink.created_at,), FranceConnectLink.account_id == account.id)
    sessions = _rows(services, (BrowserSession.expires_at,), BrowserSession.account_id == account.id)
    journal = audit.entries_of(services.database, services.keyring, account.id)
    with services.database.read() as session:
        unfinished = signups_of_owner(session, services, account)
    return {
        "franceconnect_since": [at.isoformat() for (at,) in links],
        "sessions_until": [until.isoformat() for (until,) in sessions],
        "unfinished_signups": list(unfinished.values()),
        "mails": [{"kind": kind, "state": state, "at": at.isoformat()} for kind, state, at in mails],
        "journal": [{"kind": entry.kind, "detail": entry.detail, "at": entry.at.isoformat()} for entry in journal],
    }


def _rows(
    services: Services, columns: tuple[Any, ...], condition: ColumnElement[bool]
) -> Sequence[tuple[Any, ...]]:
    with services.database.read() as session:
        return [tuple(row) for row in session.execute(select(*columns).where(condition).order_by(*columns))]
