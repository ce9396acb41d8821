"""What citizens read when something is wrong: a page of the service, with the way on, never a bare status."""

from dataclasses import replace
from typing import cast

import structlog
from flask import Flask, current_app, redirect, render_template, request, session
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)
from werkzeug.wrappers import Response as BaseResponse

from webapp import current
from webapp.account.forms import SignInForm
from webapp.account.views import show_sign_in
from webapp.database import NoConnectionLeft
from webapp.errors import ChallengeExpired, ChallengeRefused, SessionNotStored, TooManyRequests
from webapp.languages import dates
from webapp.languages.texts import gettext, lazy_gettext
from webapp.public.error_page import ErrorPage
from webapp.public.local_paths import local_path
from webapp.security import consent
from webapp.signup.journey import FRANCECONNECT, LOCAL
from webapp.signup.views import elsewhere, show_again, signup_ended, visit_of
from webapp.signup.wording import FORM_KEPT_BUT_PASSWORD

RETRY_AFTER_SECONDS = 30
# A body over the limit is read to its end up to here, so that the browser gets to read the answer.
DRAINED_BYTES = 64 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
FORM_TYPES = ("", "application/x-www-form-urlencoded", "multipart/form-data")

log = structlog.get_logger()

Page = BaseResponse | tuple[str, int] | tuple[str, int, dict[str, str]]

_KNOWN = {
    400: (
        lazy_gettext("Demande incomprise"),
        (lazy_gettext("Cette demande ne peut pas être lue. Revenez à la page précédente et recommencez."),),
    ),
    403: (lazy_gettext("Accès refusé"), (lazy_gettext("Cette page ne peut pas être affichée."),)),
    404: (
        lazy_gettext("Page introuvable"),
        (
            lazy_gettext(
                "Cette adresse ne mène à aucune page. Si vous l’avez saisie, vérifiez-la ; "
                "sinon, repartez de l’accueil."
            ),
        ),
    ),
    405: (
        lazy_gettext("Action impossible"),
        (lazy_gettext("Cette page ne s’ouvre pas de cette façon. Repartez de l’accueil."),),
    ),
    # Nothing but the image and the sound of a security control.
    410: (
        lazy_gettext("Code de sécurité trop ancien"),
        (
            lazy_gettext("Ce code de sécurité avait plus de 10 minutes : il ne s’affiche plus et ne s’écoute plus."),
            lazy_gettext("Fermez cette fenêtre, revenez à l’inscription et choisissez « Un autre code »."),
        ),
    ),
    413: (
        lazy_gettext("Envoi trop volumineux"),
        (
            lazy_gettext(
                "Ce qui a été envoyé est trop volumineux : rien n’a été enregistré. Revenez à la page précédente."
            ),
        ),
    ),
    429: (
        lazy_gettext("Trop de demandes"),
        (lazy_gettext("Trop de demandes ont été faites en peu de temps. Patientez, puis réessayez."),),
    ),
    500: (
        lazy_gettext("Erreur du service"),
        (
            lazy_gettext("Une erreur s’est produite de notre côté."),
            lazy_gettext(
                "Ce qu’une page vous avait confirmé est enregistré. Revenez à la page précédente, puis réessayez."
            ),
        ),
    ),
    503: (
        lazy_gettext("Service momentanément indisponible"),
        (
            lazy_gettext(
                "Le service ne peut pas répondre pour l’instant. Ce qu’une page vous avait confirmé est enregistré."
            ),
            lazy_gettext(
                "Patientez une minute, puis rechargez cette page : si vous ne fermez pas ce navigateur, votre "
                "inscription reprendra où vous en étiez."
            ),
        ),
    ),
}
_MAINTENANCE = (
    lazy_gettext("Service en maintenance"),
    (
        lazy_gettext("Le service est fermé pour une opération de maintenance. Revenez un peu plus tard."),
        lazy_gettext(
            "Une inscription commencée est conservée 24 heures après sa dernière étape, si vous ne fermez pas ce "
            "navigateur."
        ),
    ),
)


def handle_errors(app: Flask) -> None:
    """Give the application its error pages."""
    app.register_error_handler(CSRFError, _without_token)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(ChallengeExpired, lambda _: _page(410))
    app.register_error_handler(ChallengeRefused, lambda _: _page(404))
    app.register_error_handler(TooManyRequests, _too_many)
    app.register_error_handler(OperationalError, _database_down)
    app.register_error_handler(NoConnectionLeft, _too_busy)
    app.register_error_handler(SessionNotStored, _session_not_stored)
    app.register_error_handler(Exception, _unexpected)
    app.before_request(_closed)
    app.before_request(_only_forms)


def _closed() -> Page | None:
    """Answer 503 to everything during maintenance, and while the database that holds the sessions is down."""
    if request.endpoint in ("health.live", "health.ready"):
        return None
    if current.services().settings.maintenance:
        return _render(ErrorPage(503, *_MAINTENANCE), {"Retry-After": "600"})
    if getattr(session, "is_unavailable", False):
        return _page(503)
    return None


def _only_forms() -> None:
    """Refuse at once a body that is too large, whatever its type, and one that no form of ours sends."""
    if (request.content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"]:
        raise RequestEntityTooLarge
    if request.method != "POST":
        return
    if request.mimetype not in FORM_TYPES:
        raise UnsupportedMediaType
    try:
        _ = request.form
    except HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a server raises
        # The server raises errors of its own for what is no HTTP (a chunk without a size) or comes to no end.
        log.warning("request.unreadable", error=type(error).__name__)
        raise BadRequest from None


def _without_token(_error: CSRFError) -> Page:
    """Take a form that came back without its session: the citizen is told and goes on, without an error."""
    if not consent.has_accepted():
        # Of the page that the form came from, what can be opened again.
        suite = "/identification" if request.blueprint == "account" else LOCAL.path
        if consent.answer() == "refused":
            return render_template("signup/gate.html", here=suite), 403
        return render_template("public/cookies_blocked.html", page={"suite": suite}), 403
    if request.endpoint in ("account.deletion", "account.sign_out", "account.unlink"):
        return redirect("/compte?recommencer=1", 303)
    if request.endpoint == "franceconnect.sign_out":
        # The page that it came from shows that the connection stands, with a button that ends it.
        return redirect(local_path(request.form.get("suite")) or "/identification", 303)
    if request.endpoint == "account.identification":
        form = SignInForm()
        form.form_errors = [FORM_KEPT_BUT_PASSWORD]
        return show_sign_in(form, status=422)
    return _signup_without_token()


def _signup_without_token() -> Page:
    if request.endpoint == "signup.step" and request.view_args:
        return show_again(**request.view_args)
    if request.endpoint == "signup.resend":
        shown = current_app.make_response(show_again(LOCAL.name, LOCAL.steps[1].slug))
        # htmx, which has asked for a part alone, would take the others out of the page.
        shown.headers["HX-Redirect"] = LOCAL.path_of(LOCAL.steps[1].name)
        return shown
    journey = FRANCECONNECT if request.path.startswith(FRANCECONNECT.path) else LOCAL
    visit = visit_of(journey)
    # Another tab has renewed the session, and the sign-up goes on.
    return elsewhere(journey, visit) if visit.draft else signup_ended(journey)


def _http_error(error: HTTPException) -> Page | HTTPException:
    if isinstance(error, InternalServerError) and isinstance(error.original_exception, Exception):
        # What failed once the page was made, at the session, is told as if it had failed before.
        return cast(Page, current_app.handle_user_exception(error.original_exception))
    if error.code is None or error.code < 400:  # noqa: PLR2004 - a redirect is no error
        return error
    if isinstance(error, (RequestEntityTooLarge, UnsupportedMediaType)):
        _drain()
    allowed = {"Allow": ", ".join(error.valid_methods or ())} if isinstance(error, MethodNotAllowed) else {}
    return _page(error.code, allowed)


def _database_down(error: OperationalError) -> Page:
    log.error("database.down", error=type(error.orig).__name__)
    return _page(503)


def _session_not_stored(failure: SessionNotStored) -> Page:
    log.error("database.down", error=failure.reason)
    return _page(503)


def _too_busy(_error: NoConnectionLeft) -> Page:
    log.error("database.no_connection_left")
    return _page(503)


def _unexpected(error: Exception) -> Page:
    log.error("request.failed", error=type(error).__name__, where=_where(error))
    return _page(500)


def _too_many(refusal: TooManyRequests) -> Page:
    when = gettext("Vous pourrez réessayer %(when)s (heure de Paris).", when=dates.from_refusal(refusal))
    now = current.services().clock.now()
    return _render(ErrorPage(429, _KNOWN[429][0], (*_KNOWN[429][1], when)), refusal.headers(now))


def _page(status: int, headers: dict[str, str] | None = None) -> Page:
    title, text = _KNOWN.get(status, _KNOWN[500 if status >= 500 else 400])  # noqa: PLR2004 - HTTP's own classes
    waiting = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else {}  # noqa: PLR2004
    return _render(ErrorPage(status, title, text), waiting | (headers or {}))


def _render(page: ErrorPage, headers: dict[str, str]) -> Page:
    # Paths as they are read: a request for another host has no router that could make them.
    links = ((gettext("Revenir à l’accueil"), "/"), (gettext("Consulter l’aide"), "/aide"))
    return render_template("errors/error.html", page=replace(page, links=links)), page.status, headers


def _drain() -> None:
    """Read a body that is too large to its end: a browser that is still sending cannot read the answer."""
    stream = request.environ["wsgi.input"]
    left = min(request.content_length or 0, DRAINED_BYTES)
    while left > 0 and (chunk := stream.read(min(CHUNK_BYTES, left))):
        left -= len(chunk)


def _where(error: Exception) -> str:
    """Return file and line of the failure: the message itself may hold what a citizen typed."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
