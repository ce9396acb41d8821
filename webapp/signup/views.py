"""The journey over HTTP: one generic view for every step, and the four gestures around it.

Every answer is a whole page; whether htmx asked for it makes no difference here.
"""

from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, session, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as BaseResponse

from webapp.account import accounts
from webapp.account.signed_in import sign_in
from webapp.clock import PARIS
from webapp.errors import NumberAlreadyHasAccount, ServiceError, SignupGone, TooManyRequests
from webapp.security import consent
from webapp.security.limits import network_of
from webapp.services import Services
from webapp.signup import actions, captcha
from webapp.signup.forms import StepForm
from webapp.signup.journey import BY_NAME, BY_SLUG, DONE, STEPS, Step, following, reached
from webapp.signup.visit import Visit
from webapp.signup.wording import DATABASE_BUSY, refusal_of

blueprint = Blueprint("signup", __name__, url_prefix="/inscription")
control = Blueprint("security_control", __name__, url_prefix="/controle")

Page = BaseResponse | tuple[str, int]


def current_visit() -> Visit:
    """Return the visit of the request under way."""
    services: Services = current_app.extensions["services"]
    return Visit(services, session.key, network_of(request.remote_addr), session.get("draft"))  # type: ignore[attr-defined]


@blueprint.before_request
def _ask_for_cookies() -> Page | None:
    """COOKIE-1, COOKIE-2: signing up needs cookies; say so instead of failing later."""
    if consent.has_accepted():
        return None
    return render_template("signup/gate.html"), 403 if request.method == "POST" else 200


@blueprint.get("")
def resume() -> BaseResponse:
    """Go to the step that the visitor has reached."""
    return _to(reached(current_visit()))


@blueprint.route("/<any(identite, code, coordonnees, situation):slug>", methods=["GET", "POST"])
def step(slug: str) -> Page:
    """Show a step, or take its form: 422 with everything kept, or 303 to the next."""
    wanted, visit = BY_SLUG[slug], current_visit()
    if reached(visit) != wanted.name:
        return _finish_again(visit) if request.method == "POST" and wanted is STEPS[-1] else _elsewhere(visit)
    form = _form(wanted, visit)
    if request.method != "POST":
        return _show(wanted, visit, form)
    return _take(wanted, visit, form)


@blueprint.get("/terminee")
def done() -> Page:
    """DONE-1: tell that the account exists."""
    visit = current_visit()
    if reached(visit) != DONE:
        return _elsewhere(visit)
    services = visit.services
    account = accounts.find(services.database, visit.draft.account_id if visit.draft else None)
    if account is None:
        return signup_ended()
    page = {"email": accounts.open_profile(services.keyring, account)["email"]}
    return render_template("signup/done.html", page=page), 200


@blueprint.post("/code/renvoi")
def resend() -> Page:
    """CODE-7: send another code."""
    visit, code = current_visit(), BY_NAME["code"]
    if reached(visit) != code.name:
        return _elsewhere(visit)
    try:
        actions.send_another_code(visit)
    except ServiceError as refusal:
        return _refuse(code, visit, _form(code, visit, filled=False), refusal)
    return redirect(url_for(".step", slug=code.slug, renvoi=1), 303)


@blueprint.post("/recommencer")
def restart() -> BaseResponse:
    """CODE-8: end this sign-up and start again with the answers typed so far."""
    visit = current_visit()
    if visit.draft and visit.draft.step != DONE:
        session["draft"] = visit.drafts.restart(visit.draft.id, visit.session_key)
    else:
        session.pop("draft", None)
    return _to(STEPS[0].name)


@control.get("/<token>.png")
def image(token: str) -> Response:
    """CAPTCHA-1: the security control as an image."""
    challenge = current_visit().services.challenges.open(token)
    return Response(captcha.draw(challenge.answer), mimetype="image/png")


@control.get("/<token>.wav")
def audio(token: str) -> Response:
    """CAPTCHA-2: the same digits in spoken French."""
    challenge = current_visit().services.challenges.open(token)
    return Response(captcha.speak(challenge.answer), mimetype="audio/wav")


def show_again(slug: str, message: str) -> Page:
    """Show a step with what was just posted and a message, and do nothing else."""
    wanted, visit = BY_SLUG[slug], current_visit()
    if visit.draft is None and wanted is not STEPS[0]:
        return signup_ended()
    if reached(visit) != wanted.name:
        return _elsewhere(visit)
    form = _form(wanted, visit)
    form.refuse(message)
    return _show(wanted, visit, form, status=422)


def _form(wanted: Step, visit: Visit, *, filled: bool = True) -> StepForm:
    """Return the form of a step with what was typed now or before."""
    known = visit.draft.answers if visit.draft else {}
    typed: dict[str, Any] = {} if filled else {"formdata": None}
    form = wanted.form(data=known, **typed)
    form.recall(visit.services.clock.now().astimezone(PARIS).date(), visit.has_recorded_password)
    return form


def _take(wanted: Step, visit: Visit, form: StepForm) -> Page:
    assist = request.form.get("action", "")
    if assist in wanted.assists:
        wanted.assists[assist](visit, form)
        return _show(wanted, visit, form) if reached(_reread(visit)) == wanted.name else _elsewhere(visit)
    if not form.validate():
        wanted.keep(visit, form)
        return _show(wanted, _reread(visit), form, status=422)
    try:
        wanted.submit(visit, form)
    except NumberAlreadyHasAccount:
        session.pop("draft", None)
        return render_template("signup/number_taken.html"), 409
    except ServiceError as refusal:
        return _refuse(wanted, visit, form, refusal)
    except OperationalError:
        form.refuse(DATABASE_BUSY)
        return _show(wanted, visit, form, status=503)
    return _go_on(visit)


def _refuse(wanted: Step, visit: Visit, form: StepForm, refusal: ServiceError) -> Page:
    field_name, message = refusal_of(refusal)
    form.refuse(message, field_name)
    if not isinstance(refusal, TooManyRequests):
        return _show(wanted, _reread(visit), form, status=422)
    shown = current_app.make_response(_show(wanted, _reread(visit), form, status=429))
    shown.headers.update(refusal.headers(visit.services.clock.now()))
    return shown


def _go_on(visit: Visit) -> BaseResponse:
    _reread(visit)
    if visit.account_id:
        sign_in(visit.account_id)
    return _to(reached(visit))


def _finish_again(visit: Visit) -> Page:
    """Sign in once more when the last form comes twice.

    A double click sends its second request with the id that the first one has just replaced, and the browser keeps
    the second answer alone.
    """
    if visit.draft and visit.draft.account_id:
        sign_in(visit.draft.account_id)
    return _elsewhere(visit)


def _reread(visit: Visit) -> Visit:
    """Read the draft again after an action, and remember in the session which one it is."""
    visit.draft = visit.drafts.find(visit.draft_id)
    if visit.draft_id and session.get("draft") != visit.draft_id:
        session["draft"] = visit.draft_id
    return visit


def _show(wanted: Step, visit: Visit, form: StepForm, *, status: int = 200) -> Page:
    assist = request.form.get("action", "") or ("renvoi" if "renvoi" in request.args else "")
    try:
        page = wanted.page(visit, form, assist)
    except SignupGone:
        return _elsewhere(visit)
    return render_template(
        wanted.template, step=wanted, next_step=following(wanted), steps_total=len(STEPS), form=form, page=page
    ), status


def _elsewhere(visit: Visit) -> Page:
    """Send a visitor out of order to the step they have reached; tell one whose session ended."""
    if visit.draft is None and (session.was_lost or session.get("draft")):  # type: ignore[attr-defined]
        session.pop("draft", None)
        return signup_ended()
    return _to(reached(visit))


def signup_ended() -> Page:
    """Tell that the session or the unfinished sign-up has ended, and offer to go on."""
    had_cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    page = {"restart_url": url_for("signup.resume"), "had_cookie": had_cookie}
    return render_template("signup/session_ended.html", page=page), 403 if request.method == "POST" else 200


def _to(name: str) -> BaseResponse:
    if name == DONE:
        return redirect(url_for("signup.done"), 303)
    return redirect(url_for("signup.step", slug=BY_NAME[name].slug), 303)
