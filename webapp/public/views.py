"""The pages that anyone can read, and the answer about cookies."""

from typing import Any, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from webapp.current import end_session, server_session, services
from webapp.franceconnect import session as franceconnect_session
from webapp.languages.texts import gettext
from webapp.public.local_paths import local_path
from webapp.security import consent
from webapp.security.form_tokens import FormTokens
from webapp.signup import actions, terms
from webapp.signup.journey import JOURNEYS
from webapp.signup.visit import Visit

blueprint = Blueprint("public", __name__)
csrf = FormTokens()

Page = BaseResponse | tuple[str, int]

_TEXTS = {
    "/": "home",
    "/aide": "help",
    "/donnees-personnelles": "personal_data",
    "/accessibilite": "accessibility",
    "/mentions-legales": "legal_notice",
}


def _show_text(name: str) -> str:
    return render_template(f"public/{name}.html")


for _path, _name in _TEXTS.items():
    blueprint.add_url_rule(_path, _name, _show_text, defaults={"name": _name})


@blueprint.get("/conditions-generales")
def terms_of_use() -> str:
    """CGU-1: the text that citizens accept, under its version."""
    return render_template("public/terms.html", page={"terms_version": terms.VERSION})


@blueprint.get("/compte/supprime")
def account_deleted() -> str | BaseResponse:
    """Tell that the account is gone, and to whoever has one open that it is there."""
    if "account" in session:
        return redirect("/compte", 303)
    return render_template("account/deleted.html")


@blueprint.get("/aide/navigateur")
def browser_check() -> str:
    """HELP-1: tell what the server sees of this browser, without JavaScript."""
    page = {"cookies": _cookie_state(), "server_time": services().clock.now()}
    return render_template("public/browser_check.html", page=page)


@blueprint.get("/cookies")
def cookies() -> str:
    """COOKIE-1: show the choice, and let it be changed."""
    return render_template("public/cookies.html", page={"suite": local_path(request.args.get("suite"))})


@blueprint.post("/cookies")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF has no types
def choose_cookies() -> Page:
    """Take the visitor's answer. There is no session yet to tie a token to: the origin is checked instead."""
    choice = request.form.get("choix", "")
    if not consent.is_choice(choice) or not _comes_from_here():
        abort(400)
    suite = local_path(request.form.get("suite")) or url_for("public.home")
    if choice == consent.REFUSE:
        response = redirect(suite, 303)
        _withdraw(response)
    else:
        response = redirect(url_for("public.check_cookies", suite=suite), 303)
    consent.remember(choice, cast(Response, response))
    return response


@blueprint.get("/cookies/verification")
def check_cookies() -> Page:
    """COOKIE-3: the cookie just written comes back, or the browser blocks it; said once, never a loop."""
    suite = local_path(request.args.get("suite")) or url_for("public.home")
    if consent.has_accepted():
        return redirect(suite, 303)
    return render_template("public/cookies_blocked.html", page={"suite": suite}), 200


def _cookie_state() -> str:
    """Return what is known of cookies: whether some came back says that the browser lets them through."""
    return consent.answer() or "unasked"


def _comes_from_here() -> bool:
    origin = request.headers.get("Origin")
    if origin and origin != "null":
        return urlsplit(origin).netloc == request.host
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def _withdraw(response: BaseResponse) -> None:
    """Refused after having been accepted: the sign-up under way and the session end."""
    current = server_session()
    if current.new:
        return
    for journey in JOURNEYS.values():
        actions.end_signup(Visit(services(), current.key, "", current.get(journey.draft_key)))
    end_session(response)


def template_globals() -> dict[str, Any]:
    """Return what every template may show."""
    settings = services().settings
    return {
        # What a deployment says of itself is in its own words; until it does, ours have their translations.
        "publisher": gettext(settings.publisher),
        "hosting_provider": gettext(settings.hosting_provider),
        "connection": franceconnect_session.identity(session) if session else None,
        "consent": consent.answer(),
        "signed_in": bool(session and session.get("account")),
        "still_connected": request.args.get("sortie") == "partielle",
        "is_htmx": request.headers.get("HX-Request") == "true",
        "here": request.full_path.rstrip("?"),
    }
