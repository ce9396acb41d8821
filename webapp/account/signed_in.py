"""Who is signed in: the one place that writes it into the session."""

from typing import cast

from flask import session

from webapp.security.sessions import ServerSession


def sign_in(account_id: str) -> None:
    """Remember the citizen under a new session id (session fixation)."""
    current = cast(ServerSession, session)
    current.renew()
    current["account"] = account_id


def account_id() -> str | None:
    """Return the id of the account that is signed in, or None."""
    found: str | None = session.get("account")
    return found


def forget() -> None:
    """Sign out here, and go on under another session id."""
    session.pop("account", None)
    cast(ServerSession, session).renew()
