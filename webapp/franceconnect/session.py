"""What a browser's session remembers of FranceConnect: sign-ins under way, a connection, a sign-out under way."""

import hmac
import secrets
from collections.abc import MutableMapping
from typing import Any

from webapp.errors import FranceConnectRefused
from webapp.franceconnect.connection import Connection, SignIn
from webapp.franceconnect.identity import Identity

_CONNECTION, _SIGN_OUT = "franceconnect", "franceconnect_sign_out"
# The last sign-in stands alone: instances of the former version, beside ours during an upgrade, know no other.
_LAST_SIGN_IN, _SIGN_INS_BEFORE = "franceconnect_sign_in", "franceconnect_sign_ins"
# Each tab may have its own.
MAX_SIGN_INS = 3
# FranceConnect asks for 32 characters at least.
TOKEN_BYTES = 32

Session = MutableMapping[str, Any]


def begin_sign_in(session: Session, suite: str) -> SignIn:
    """Remember a new sign-in beside the last ones, and where to go on to afterwards."""
    sign_in = SignIn(state=secrets.token_hex(TOKEN_BYTES), nonce=secrets.token_hex(TOKEN_BYTES))
    begun = {"state": sign_in.state, "nonce": sign_in.nonce, "suite": suite}
    _keep(session, [*_under_way(session), begun])
    return sign_in


def take_sign_in(session: Session, state: str) -> tuple[SignIn, str]:
    """Return the sign-in of this state and where to go on to. It is good for one callback.

    Any page can have a browser open a callback: one with another state leaves what is under way untouched.

    Raises:
        FranceConnectRefused: none is under way here, or the callback belongs to another one.

    """
    under_way = _under_way(session)
    if not under_way:
        raise FranceConnectRefused("no sign-in under way")
    found = next((each for each in under_way if hmac.compare_digest(each["state"].encode(), state.encode())), None)
    if found is None:
        raise FranceConnectRefused("state")
    _keep(session, [each for each in under_way if each is not found])
    return SignIn(found["state"], found["nonce"]), found["suite"]


def _under_way(session: Session) -> list[dict[str, str]]:
    last = session.get(_LAST_SIGN_IN)
    return [*session.get(_SIGN_INS_BEFORE, []), *([last] if last else [])]


def _keep(session: Session, sign_ins: list[dict[str, str]]) -> None:
    session[_SIGN_INS_BEFORE] = sign_ins[-MAX_SIGN_INS:-1]
    session.pop(_LAST_SIGN_IN, None)
    if sign_ins:
        session[_LAST_SIGN_IN] = sign_ins[-1]


def remember(session: Session, connection: Connection, state: str) -> None:
    """Remember who is connected, and by which sign-in."""
    identity = connection.identity.as_json()
    session[_CONNECTION] = {"identity": identity, "id_token": connection.id_token, "state": state}


def state_of_connection(session: Session) -> str:
    """Return the state of the sign-in that made the connection, or an empty string."""
    state: str = session.get(_CONNECTION, {}).get("state", "")
    return state


def identity(session: Session) -> Identity | None:
    """Return who is connected, or None."""
    connection = session.get(_CONNECTION)
    return Identity.from_json(connection["identity"]) if connection else None


def begin_sign_out(session: Session, suite: str) -> tuple[str, str] | None:
    """Forget the connection; return its id_token and a new state, or None where there was none."""
    connection = session.pop(_CONNECTION, None)
    if connection is None:
        return None
    state = secrets.token_hex(TOKEN_BYTES)
    session[_SIGN_OUT] = {"state": state, "suite": suite}
    return connection["id_token"], state


def take_sign_out(session: Session, state: str) -> str:
    """Return where to go on to after a sign-out; an empty string where the state is not that of ours."""
    pending = session.pop(_SIGN_OUT, None)
    if pending is None or not hmac.compare_digest(pending["state"].encode(), state.encode()):
        return ""
    suite: str = pending["suite"]
    return suite
