"""Going to FranceConnect, coming back, and signing out there; and the page that publishes our encryption keys."""

import hmac
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import structlog
from flask import Blueprint, Response, jsonify, redirect, render_template, request, session
from werkzeug.wrappers import Response as BaseResponse

from webapp.account.signed_in import account_id, forget, sign_in
from webapp.current import server_session, services
from webapp.errors import FranceConnectFailed, FranceConnectUnavailable
from webapp.franceconnect import callbacks, links
from webapp.franceconnect import session as remembered
from webapp.franceconnect.failures import TO_ACCOUNT, TO_SIGNUP, declined, failure_page
from webapp.public.local_paths import local_path
from webapp.security import consent
from webapp.signup.journey import FRANCECONNECT
from webapp.signup.views import forget_finished, visit_of

if TYPE_CHECKING:
    from webapp.franceconnect.provider import Provider

blueprint = Blueprint("franceconnect", __name__, url_prefix="/franceconnect")

Page = BaseResponse | tuple[str, int] | tuple[str, int, dict[str, str]]

ACCOUNT, SIGN_IN_PAGE = "/compte", "/identification"
JWKS_CACHE_SECONDS = 3600
ROUND_SECONDS = 1

log = structlog.get_logger()


def provider() -> "Provider":
    """Return the provider, or raise FranceConnectUnavailable where the settings name none."""
    found = services().franceconnect
    if found is None:
        raise FranceConnectUnavailable("not configured")
    return found


@blueprint.errorhandler(FranceConnectFailed)
def tell(failure: FranceConnectFailed) -> Page:
    """Tell what went wrong and the ways on. The reason goes into the log: a fact, without any value."""
    log.warning("franceconnect.failed", kind=type(failure).__name__, reason=failure.reason)
    services().metrics.sign_ins.labels("franceconnect", "failed").inc()
    shown = failure_page(failure, _way_on())
    return render_template("errors/error.html", page=shown), shown.status


def _way_on() -> tuple[str, str] | None:
    """Return where whoever stays signed in or connected goes on, or None."""
    if account_id():
        return TO_ACCOUNT
    return TO_SIGNUP if remembered.identity(session) else None


@blueprint.get("/connexion")
def begin() -> Page:
    """Go to FranceConnect."""
    if not consent.has_accepted():
        return render_template("signup/gate.html"), 200
    sign_in_begun = remembered.begin_sign_in(session, local_path(request.args.get("suite")))
    return redirect(provider().authorization_url(sign_in_begun), 303)


@blueprint.get("/retour")
def come_back() -> Page:
    """Take the callback: an identity that holds signs in, or opens the short sign-up of a first connection."""
    state = request.args.get("state", "")
    if _is_repeated(state):
        return redirect(ACCOUNT if account_id() else FRANCECONNECT.path, 303)
    begun, suite = remembered.take_sign_in(session, state)
    provider().check_issuer(request.args.getlist("iss"))
    if "error" in request.args:
        raise declined(request.args["error"])
    if not callbacks.take(services(), state):
        return _come_again()
    connection = provider().connect(request.args.get("code", ""), begun)
    found = links.account_of(services(), connection.identity.sub)
    _connect(connection.identity.sub, found)
    remembered.remember(session, connection, state)
    services().metrics.sign_ins.labels("franceconnect", "right").inc()
    log.info("sign_in", way="franceconnect", outcome="right")
    return redirect((suite or ACCOUNT) if found else FRANCECONNECT.path, 303)


@blueprint.post("/deconnexion")
def sign_out() -> BaseResponse:
    """End the connection here, then there; an unfinished sign-up of this browser stays."""
    return leave(local_path(request.form.get("suite")) or f"{SIGN_IN_PAGE}?sortie=1")


@blueprint.get("/sortie")
def signed_out() -> BaseResponse:
    """Come back from FranceConnect's own sign-out. Here the connection has ended already, whatever comes back."""
    suite = remembered.take_sign_out(session, request.args.get("state", ""))
    if not suite:
        log.warning("franceconnect.sign_out_unmatched")
    return redirect(suite or f"{SIGN_IN_PAGE}?sortie=1", 303)


@blueprint.get("/jwks.json")
def keys() -> Response:
    """Publish the public key to which FranceConnect+ encrypts."""
    response = jsonify(provider().published_keys)
    response.headers["Cache-Control"] = f"public, max-age={JWKS_CACHE_SECONDS}"
    return response


def leave(suite: str) -> BaseResponse:
    """Sign out here at once, then go through FranceConnect's sign-out, and on to ``suite``."""
    forget_finished()
    ended = remembered.begin_sign_out(session, suite)
    forget()
    if ended is None:
        return redirect(suite, 303)
    try:
        return redirect(provider().logout_url(*ended), 303)
    except FranceConnectUnavailable as failure:
        log.warning("franceconnect.failed", kind=type(failure).__name__, reason=failure.reason)
        return redirect(_telling_of_connection(suite), 303)


def _telling_of_connection(suite: str) -> str:
    """Return the address of the next page, which is to say that FranceConnect may still be connected."""
    parts = urlsplit(suite)
    query = urlencode(dict(parse_qsl(parts.query)) | {"sortie": "partielle"})
    return urlunsplit(parts._replace(query=query))


def _connect(sub: str, found: str | None) -> None:
    """Go on under a new session id; what another person began or finished in this browser is dropped."""
    forget_finished()
    draft = visit_of(FRANCECONNECT).draft
    if draft and draft.answers.get("sub") != sub:
        session.pop(FRANCECONNECT.draft_key, None)
    if found:
        sign_in(found)
    else:
        forget()


def _come_again() -> BaseResponse:
    """Send the second request of a double click round, until the first has given the session its new id and an answer.

    The browser keeps the second answer alone: sessions.answer_again gives it what the first was.
    """
    server_session().modified = False
    Event().wait(ROUND_SECONDS)
    return redirect(request.full_path, 303)


def _is_repeated(state: str) -> bool:
    """Tell whether this callback was taken already: a double click sends it twice."""
    return bool(state) and hmac.compare_digest(remembered.state_of_connection(session).encode(), state.encode())
