"""Who is signed in: the one place that writes it into the session."""

from flask import session

from webapp.current import server_session


def sign_in(account_id: str) -> None:
    """Remember the citizen under a new session id (session fixation)."""
    current = server_session()
    current.renew()
    current["account"] = account_id


def account_id() -> str | None:
    """Return the id of the account that is signed in, or None."""
    found: str | None = session.get("account")
    return found


def forget() -> None:
    """Sign out here, and go on under another session id."""
    session.pop("account", None)
    server_session().renew()
