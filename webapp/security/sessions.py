"""Server-side sessions: the cookie holds a signed random id, the rest stands sealed in the database.

No cookie is written before the visitor has accepted cookies (COOKIE-1).
"""

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

import structlog
from flask import Flask, Request, Response, current_app, redirect, request
from flask import session as current_session
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature, Signer
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import CallbackDict
from werkzeug.wrappers import Response as BaseResponse

from webapp.clock import Clock
from webapp.database import Database, Transaction, upsert
from webapp.errors import SessionNotStored
from webapp.models import BrowserSession
from webapp.security.consent import has_accepted
from webapp.security.keyring import Keyring, SealBroken
from webapp.statements import Row

SIGNUP_LIFETIME = timedelta(hours=24)
# How long the form that replaced an id is answered again: a double click, or a form sent once more because its answer
# was lost on the way, still comes with the former id.
REPLACED_LIFETIME = timedelta(minutes=2)
# As long as Flask-WTF's own.
CSRF_TOKEN_BYTES = 20
# A session is written again only when its expiry would move by more than this: back, after a clock that was ahead.
TOUCH_INTERVAL = timedelta(minutes=1)
# Where a session holds the moment at which its id was made: that of the sign-in, for an account.
_BEGUN = "begun_at"

_BY_ID = select(BrowserSession.content, BrowserSession.expires_at).where(BrowserSession.id == bindparam("key"))
_ADDING = insert(BrowserSession).values(id=bindparam("key"))
_CHANGING = update(BrowserSession).where(BrowserSession.id == bindparam("key"))
_ENDING = delete(BrowserSession).where(BrowserSession.id == bindparam("key"))

log = structlog.get_logger()


@dataclass(frozen=True)
class FirstAnswer:
    """What was answered to the form that replaced a session's id.

    ``form`` is the digest of all that the form sent: the token, which is covered anew on each page, so that knowing the
    former id is not enough to send that form again; and the password, which whoever saw the page does not know.
    """

    form: str
    token: str = field(repr=False)
    location: str = field(repr=False)


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """What the server remembers of one browser.

    ``was_lost`` tells that the browser sent an id which means nothing any more; ``first_answer`` that it was replaced a
    moment ago, and opens nothing either; ``is_unavailable`` that the database did not answer; ``has_former_signature``
    that the cookie is to be signed again, before the key that signed it is taken away.
    """

    def __init__(self, content: dict[str, Any] | None = None, *, token: str = "") -> None:
        super().__init__(content, on_update=lambda session: setattr(session, "modified", True))
        self.token = token or secrets.token_urlsafe(32)
        self.new = not token
        self.modified = False
        self.accessed = True
        self.replaced_token = ""
        self.expires_at: datetime | None = None
        self.was_lost = False
        self.has_former_signature = False
        self.first_answer: FirstAnswer | None = None
        self.first_answer_key = b""
        self.is_unavailable = False

    @property
    def key(self) -> bytes:
        """The digest under which the database knows this session."""
        return digest_of(self.token)

    def renew(self) -> None:
        """Go on under another id, so that nobody who knew the former one is signed in (session fixation)."""
        if not self.new:
            self.replaced_token = self.token
        self.token = secrets.token_urlsafe(32)
        self.new = True
        # Made now, the next page has nothing to write.
        self["csrf_token"] = secrets.token_hex(CSRF_TOKEN_BYTES)


def digest_of(token: str) -> bytes:
    """Return the digest of a session's id: the database alone opens no session."""
    return hashlib.sha256(token.encode()).digest()


class DatabaseSessions(SessionInterface):
    """Opens and saves the sessions of an application.

    Args:
        database: where they stand.
        keyring: seals what they hold.
        clock: tells when they end.
        longest: after which a session that is signed in ends, however active.

    """

    def __init__(self, database: Database, keyring: Keyring, clock: Clock, *, longest: timedelta) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._longest = longest
        # Of two forms sent at once each has its own new id: that of the first is kept for a third.
        self._answering = upsert("sqlite" if database.is_sqlite else "postgresql", BrowserSession)
        self._answering = self._answering.values(id=bindparam("key")).on_conflict_do_nothing()

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Return the session that the request's cookie names, or a fresh one."""
        token = self._unsigned(app, request)
        if not token:
            return ServerSession()
        try:
            session = self._load(token)
        except SealBroken:
            log.error("session.seal_broken")
            return ServerSession()
        except SQLAlchemyError as error:
            log.error("session.unavailable", error=type(error).__name__)
            session = ServerSession()
            session.is_unavailable = True
            return session
        if app.config["SECRET_KEY_FALLBACKS"] and not session.new:
            session.has_former_signature = not self._unsigned(app, request, newest_alone=True)
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the session and its cookie, where there is something to remember and leave to do so.

        Raises:
            SessionNotStored: the database does not take it; the page that says so goes without.

        """
        if not isinstance(session, ServerSession) or session.is_unavailable:
            return
        response.vary.add("Cookie")
        if self._is_due(app, session):
            try:
                self._store(app, session, response)
            except SQLAlchemyError as error:
                session.is_unavailable = True
                raise SessionNotStored(type(error).__name__) from None
            if session.new:
                self._send_cookie(app, session.token, response)
        if session.has_former_signature and not session.new and has_accepted():
            self._send_cookie(app, session.token, response)

    def answer_again(self) -> BaseResponse | None:
        """Give the form that has replaced a session's id the same answer, where it comes again with the former id.

        A double click sends its second request with that one, and the browser keeps the second answer alone.
        """
        current = cast(ServerSession, current_session)
        first = current.first_answer
        if first is None or not has_accepted() or not (sent := _digest_of_form()):
            return None
        if not hmac.compare_digest(first.form, sent):
            # Whoever sends something else may be guessing the password, which no limit counts here.
            self._database.change(_ENDING, key=current.first_answer_key)
            return None
        current.clear()
        current.modified = False
        response = redirect(first.location, 303)
        self._send_cookie(current_app, first.token, cast(Response, response))
        return response

    def end(self, app: Flask, session: ServerSession, response: Response) -> None:
        """Forget the session on both sides."""
        with self._database.write() as transaction:
            transaction.execute(_ENDING, {"key": session.key})
        session.clear()
        session.modified, session.expires_at, session.has_former_signature = False, None, False
        response.delete_cookie(self.get_cookie_name(app), secure=self.get_cookie_secure(app), samesite="Lax")

    def _is_due(self, app: Flask, session: ServerSession) -> bool:
        if not has_accepted():
            return False
        # A page asked for just before the id was replaced must not take the new one from the browser.
        if session.first_answer and request.method != "POST":
            return False
        if session.modified:
            return True
        return bool(session.expires_at and abs(self._expiry(app, session) - session.expires_at) > TOUCH_INTERVAL)

    def _unsigned(self, app: Flask, request: Request, *, newest_alone: bool = False) -> str:
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        try:
            return _signer(app, newest_alone=newest_alone).unsign(cookie).decode()
        except BadSignature:
            return ""

    def _load(self, token: str) -> ServerSession:
        key = digest_of(token)
        row = self._living(key)
        if row is None:
            return self._replaced(token)
        session = ServerSession(self._keyring.open_json(row.content, _place(key)), token=token)
        session.expires_at = row.expires_at
        now = self._clock.now().isoformat()
        if session.get(_BEGUN, "") > now:
            # Begun under a clock that was ahead, it would end that much later.
            session[_BEGUN] = now
        return session

    def _replaced(self, token: str) -> ServerSession:
        """Return an empty session under another id, which knows whether this one was replaced a moment ago."""
        session, key = ServerSession(), _key_of_replaced(token)
        row = self._living(key)
        session.was_lost = row is None
        if row:
            session.first_answer = FirstAnswer(**self._keyring.open_json(row.content, _place(key)))
            session.first_answer_key = key
        return session

    def _living(self, key: bytes) -> Row | None:
        row = self._database.fetch(_BY_ID, key=key)
        return row if row and row.expires_at > self._clock.now() else None

    def _expiry(self, app: Flask, session: ServerSession) -> datetime:
        now = self._clock.now()
        if not session.get("account"):
            return now + SIGNUP_LIFETIME
        # Those that were opened before this was written down end by idleness alone.
        signed_in = datetime.fromisoformat(session.get(_BEGUN) or now.isoformat())
        return min(now + app.permanent_session_lifetime, signed_in + self._longest)

    def _store(self, app: Flask, session: ServerSession, response: Response) -> None:
        if session.new:
            session[_BEGUN] = self._clock.now().isoformat()
        values: dict[str, Any] = {"expires_at": self._expiry(app, session)}
        # Who only looked must not write back what another request has changed meanwhile.
        if session.modified:
            content = self._keyring.seal_json(dict(session), _place(session.key))
            values |= {"content": content, "account_id": session.get("account")}
        # Signed out or replaced meanwhile, a former session is no longer there, and must not come back.
        writing = _ADDING if session.new else _CHANGING
        if not session.replaced_token:
            self._database.change(writing, **values, key=session.key)
            return
        with self._database.execute() as transaction:
            transaction.run(writing, **values, key=session.key)
            self._replace(transaction, session, response.location or "")

    def _replace(self, transaction: Transaction, session: ServerSession, location: str) -> None:
        """End the former session, and keep what was answered under a key that no session has."""
        transaction.run(_ENDING, key=digest_of(session.replaced_token))
        form, key = _digest_of_form() or secrets.token_hex(), _key_of_replaced(session.replaced_token)
        answer = FirstAnswer(form, session.token, location)
        values = {
            "content": self._keyring.seal_json(asdict(answer), _place(key)),
            "account_id": None,
            "expires_at": self._clock.now() + REPLACED_LIFETIME,
        }
        transaction.run(self._answering, **values, key=key)

    def _send_cookie(self, app: Flask, token: str, response: Response) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            _signer(app).sign(token).decode(),
            httponly=True,
            secure=self.get_cookie_secure(app),
            samesite="Lax",
            path="/",
        )


def _signer(app: Flask, *, newest_alone: bool = False) -> Signer:
    # itsdangerous takes the keys from the oldest to the newest and signs with the last one.
    former = [] if newest_alone else reversed(app.config["SECRET_KEY_FALLBACKS"] or [])
    return Signer([*former, app.config["SECRET_KEY"]], salt="session")


def _place(key: bytes) -> str:
    return f"sessions.content:{key.hex()}"


def _key_of_replaced(token: str) -> bytes:
    return digest_of(f"replaced:{token}")


def _digest_of_form() -> str:
    """Return what names the form of the request, or FranceConnect's answer; nothing where there is neither."""
    # FranceConnect's state is as unknown to others as the token: it was made for this sign-in.
    named = request.args.get("state") if _is_callback() else request.form.get("csrf_token")
    sent = request.args if _is_callback() else request.form
    return digest_of(f"form:{urlencode(sorted(sent.items(multi=True)))}").hex() if named else ""


def _is_callback() -> bool:
    return request.endpoint == "franceconnect.come_back"
