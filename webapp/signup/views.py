"""The journeys over HTTP: one generic view for every step, and the gestures around it.

Every answer is a whole page; headers tell htmx where to show one that is not the step in view.
"""

from collections.abc import Callable

import structlog
from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, session
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as BaseResponse

from webapp import current
from webapp.account import accounts
from webapp.account.signed_in import account_id, sign_in
from webapp.clock import PARIS
from webapp.errors import CodeDead, CodeExpired, NumberAlreadyHasAccount, ServiceError, SignupGone, TooManyRequests
from webapp.franceconnect import session as franceconnect_session
from webapp.franceconnect.linking import LINKING
from webapp.languages import choice
from webapp.security import consent
from webapp.security.limits import network_of
from webapp.signup import actions, captcha
from webapp.signup.draft import Answers
from webapp.signup.forms import EmailCodeForm
from webapp.signup.journey import DONE, FRANCECONNECT, JOURNEYS, LOCAL, Journey, Step
from webapp.signup.step_form import Known, StepForm
from webapp.signup.visit import Visit
from webapp.signup.wording import DATABASE_BUSY, FORM_KEPT, FORM_KEPT_BUT_PASSWORD, refusal_of

blueprint = Blueprint("signup", __name__, url_prefix="/inscription")
control = Blueprint("security_control", __name__, url_prefix="/controle")

log = structlog.get_logger(__name__)

Page = BaseResponse | tuple[str, int]


def visit_of(journey: Journey) -> Visit:
    """Return the visit of the request under way on a journey."""
    return Visit(
        current.services(),
        current.server_session().key,
        network_of(request.remote_addr),
        session.get(journey.draft_key),
        connection=franceconnect_session.identity(session),
        language=choice.current(),
    )


@blueprint.before_request
def _ask_for_cookies() -> Page | None:
    """COOKIE-1, COOKIE-2: signing up needs cookies; say so instead of failing later."""
    if consent.has_accepted():
        return None
    return render_template("signup/gate.html"), 403 if request.method == "POST" else 200


@blueprint.get("", defaults={"journey_name": LOCAL.name})
@blueprint.get("/franceconnect", defaults={"journey_name": FRANCECONNECT.name})
def resume(journey_name: str) -> Page:
    """Go to the step that the visitor has reached, and never to the page of an ended session, which leads here."""
    journey = JOURNEYS[journey_name]
    return _to_reached(journey, visit_of(journey))


@blueprint.route("/<slug>", defaults={"journey_name": LOCAL.name}, methods=["GET", "POST"])
@blueprint.route("/franceconnect/<slug>", defaults={"journey_name": FRANCECONNECT.name}, methods=["GET", "POST"])
def step(journey_name: str, slug: str) -> Page:
    """Show a step, or take its form: 422 with everything kept, or 303 to the next."""
    journey = JOURNEYS[journey_name]
    wanted = journey.step(slug) or abort(404)
    visit = visit_of(journey)
    if _lacks_connection(journey, visit) or journey.reached(visit) != wanted.name:
        return _again(journey, wanted, visit) if request.method == "POST" else elsewhere(journey, visit)
    form = _form(wanted, visit)
    if request.method != "POST":
        return _show(journey, wanted, visit, form)
    return _take(journey, wanted, visit, form)


@blueprint.get("/terminee")
def done() -> Page:
    """DONE-1: tell that the account exists."""
    services = current.services()
    finished = next((visit.draft for visit in map(visit_of, JOURNEYS.values()) if _is_finished(visit)), None)
    account = accounts.find(services.database, finished.account_id if finished else None)
    if account is None:
        # What is finished leads here: without its account it would do so again and again.
        forget_finished()
        return elsewhere(LOCAL, visit_of(LOCAL))
    if account.id != account_id():
        return redirect("/compte", 303)
    page = {
        "email": accounts.open_profile(services.keyring, account)["email"],
        "has_password": account.password_hash is not None,
    }
    return render_template("signup/done.html", page=page), 200


@blueprint.post("/code/renvoi")
def resend() -> Page:
    """CODE-7: send another code."""
    visit, code = visit_of(LOCAL), LOCAL.steps[1]
    if LOCAL.reached(visit) != code.name:
        return elsewhere(LOCAL, visit)
    try:
        actions.send_another_code(visit)
    except CodeDead as refusal:
        return whole(_refuse(LOCAL, code, visit, _form(code, visit, filled=False), refusal))
    except ServiceError as refusal:
        shown = code if LOCAL.reached(reread(LOCAL, visit)) == code.name else LOCAL.first
        page = _refuse(LOCAL, shown, visit, _form(shown, visit, filled=False), refusal)
        return page if shown is code else whole(page)
    return redirect(f"{LOCAL.path_of(code.name)}?renvoi=1", 303)


def whole(page: Page) -> BaseResponse:
    """Have htmx show a page, of which it has asked for a part alone."""
    response = current_app.make_response(page)
    response.headers["HX-Retarget"] = response.headers["HX-Reselect"] = "#main"
    response.headers["HX-Reswap"] = "outerHTML show:#error-summary:top"
    return response


@blueprint.post("/recommencer", defaults={"journey_name": LOCAL.name})
@blueprint.post("/franceconnect/recommencer", defaults={"journey_name": FRANCECONNECT.name})
def restart(journey_name: str) -> BaseResponse:
    """CODE-8: end this sign-up and start again with the answers typed so far."""
    journey = JOURNEYS[journey_name]
    visit = visit_of(journey)
    fresh = None
    if visit.draft_id and not _is_finished(visit):
        fresh = visit.drafts.restart(visit.draft_id, visit.session_key)
    session.pop(journey.draft_key, None)
    if fresh:
        session[journey.draft_key] = fresh
    return redirect(journey.path_of(journey.first.name), 303)


@control.get("/<token>.png")
def image(token: str) -> Response:
    """CAPTCHA-1: the security control as an image."""
    challenge = current.services().challenges.open(token)
    return _kept_by_browser(Response(captcha.draw(challenge.answer), mimetype="image/png"))


@control.get("/<token>.wav", defaults={"voice": captcha.USUAL_VOICE})
@control.get("/<voice>/<token>.wav")
def audio(voice: str, token: str) -> Response:
    """CAPTCHA-2: the same digits, spoken. The address says in which language: browsers keep the sound."""
    challenge = current.services().challenges.open(token)
    if captcha.voice_of(voice) != voice:
        abort(404)
    spoken = Response(captcha.speak(challenge.answer, voice), mimetype="audio/wav")
    spoken.content_language = [voice]
    return _kept_by_browser(spoken)


def _kept_by_browser(response: Response) -> Response:
    """Have a browser ask once: it takes the image again from every answer to a field, though htmx shows none of it."""
    response.cache_control.private = True
    response.cache_control.max_age = int(captcha.LIFETIME.total_seconds())
    return response


def show_again(journey_name: str, slug: str) -> Page:
    """Show a step with what was just posted, say what of it is still there, and do nothing else."""
    journey = JOURNEYS[journey_name]
    wanted, visit = journey.step(slug), visit_of(journey)
    if wanted is None or (visit.draft is None and wanted is not journey.first):
        return signup_ended(journey)
    if _lacks_connection(journey, visit) or journey.reached(visit) != wanted.name:
        return elsewhere(journey, visit)
    form = _form(wanted, visit)
    form.refuse(FORM_KEPT_BUT_PASSWORD if form.loses_password() else FORM_KEPT)
    return _show(journey, wanted, visit, form, status=422)


def elsewhere(journey: Journey, visit: Visit) -> Page:
    """Send a visitor out of order to the step they have reached.

    One whose session ended is told, until they begin anew: what a page asks by itself must not use the answer up.
    """
    if visit.draft is None and (current.server_session().was_lost or session.get(journey.draft_key)):
        return signup_ended(journey)
    return _to_reached(journey, visit)


def _to_reached(journey: Journey, visit: Visit) -> BaseResponse:
    if _lacks_connection(journey, visit):
        return redirect("/identification?franceconnect=1", 303)
    return redirect(journey.path_of(journey.reached(visit)), 303)


def go_on(journey: Journey, visit: Visit) -> BaseResponse:
    """Go to the step reached after an action, signed in where the action made or linked an account."""
    reread(journey, visit)
    _renew_session(visit)
    return redirect(journey.path_of(journey.reached(visit)), 303)


def reread(journey: Journey, visit: Visit) -> Visit:
    """Read the draft again after an action, and remember in the session which one it is."""
    visit.draft = visit.drafts.find(visit.draft_id)
    if visit.draft_id and session.get(journey.draft_key) != visit.draft_id:
        session[journey.draft_key] = visit.draft_id
    return visit


def forget_finished() -> None:
    """Forget the sign-ups of this browser that made an account: whoever signs out leaves no way back into it."""
    for journey in JOURNEYS.values():
        if _is_finished(visit_of(journey)):
            session.pop(journey.draft_key, None)


def signup_ended(journey: Journey) -> Page:
    """Tell that the session or the unfinished sign-up has ended, and offer to go on."""
    had_cookie = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    page = {"restart_url": journey.path, "had_cookie": had_cookie}
    return render_template("signup/session_ended.html", page=page), 403 if request.method == "POST" else 200


def _form(wanted: Step, visit: Visit, *, filled: bool = True) -> StepForm:
    """Return the form of a step with what was typed now, or else before: a field that was not sent is an empty one."""
    is_sent = filled and request.method == "POST"
    answers = visit.draft.answers if visit.draft and not is_sent else {}
    form = wanted.form(data=answers) if filled else wanted.form(data=answers, formdata=None)
    today = visit.services.clock.now().astimezone(PARIS).date()
    form.recall(Known(today, visit.has_recorded_password, visit.connection))
    return form


def _take(journey: Journey, wanted: Step, visit: Visit, form: StepForm) -> Page:
    if assist := wanted.assist(request.form.get("action", "")):
        assist(visit, form)
        is_still_here = journey.reached(reread(journey, visit)) == wanted.name
        return _show(journey, wanted, visit, form) if is_still_here else elsewhere(journey, visit)
    if not form.validate():
        wanted.keep(visit, form)
        return _show(journey, wanted, reread(journey, visit), form, status=422)
    return _submit(journey, wanted, visit, form)


def _submit(journey: Journey, wanted: Step, visit: Visit, form: StepForm) -> Page:
    try:
        wanted.submit(visit, form)
    except NumberAlreadyHasAccount:
        session.pop(journey.draft_key, None)
        return render_template("signup/number_taken.html"), 409
    except SignupGone:
        return signup_ended(journey)
    except ServiceError as refusal:
        return _refuse(journey, wanted, visit, form, refusal)
    except OperationalError as error:
        log.error("database.busy", error=type(error.orig).__name__)
        form.refuse(DATABASE_BUSY)
        return _show(journey, wanted, reread(journey, visit), form, status=503)
    visit.services.metrics.steps.labels(journey.name, wanted.name).inc()
    return go_on(journey, visit)


def _refuse(journey: Journey, wanted: Step, visit: Visit, form: StepForm, refusal: ServiceError) -> Page:
    field_name, message = refusal_of(refusal)
    form.refuse(message, field_name if field_name in form else "")
    if isinstance(form, EmailCodeForm):
        form.tells_of_end = isinstance(refusal, (CodeDead, CodeExpired))
    return refused(visit, refusal, lambda status: _show(journey, wanted, reread(journey, visit), form, status=status))


def refused(visit: Visit, refusal: ServiceError, show: Callable[[int], Page]) -> Page:
    """Show a page with the status of a refusal; where it is a limit's, the answer says when to try again."""
    if not isinstance(refusal, TooManyRequests):
        return show(422)
    shown = current_app.make_response(show(429))
    shown.headers.update(refusal.headers(visit.services.clock.now()))
    return shown


def _show(journey: Journey, wanted: Step, visit: Visit, form: StepForm, *, status: int = 200) -> Page:
    assist = request.form.get("action", "") or ("renvoi" if "renvoi" in request.args else "")
    try:
        page = wanted.page(visit, form, assist)
    except SignupGone:
        return elsewhere(journey, visit)
    place, path = journey.place(wanted), journey.path
    return render_template(wanted.template, step=place, journey_path=path, form=form, page=page), status


def _again(journey: Journey, wanted: Step, visit: Visit) -> Page:
    """Answer a form whose step was passed as the first time; tell of the answers to one that was closed elsewhere.

    Once the first answer has given the session another id, the former one comes no further than sessions.answer_again.
    """
    if journey.is_ahead(wanted, visit):
        return _closed(journey, "")
    form = _form(wanted, visit)
    if _drops_answers(journey, wanted, visit, form):
        return _closed(journey, _correction(wanted.name, journey.reached(visit)))
    wanted.again(visit, form)
    if account_id():
        # Whoever is signed in has had the first answer, or is somebody else: a form opens no account over theirs.
        visit.account_id = None
    _renew_session(visit)
    return elsewhere(journey, visit)


def _closed(journey: Journey, correction: str) -> Page:
    """Tell that a form came to nothing; where its step was passed, tell also what corrects the answers."""
    page = {"next_url": journey.path, "correction": correction}
    return render_template("signup/step_closed.html", page=page), 409


def _correction(passed: str, reached: str) -> str:
    """Return what leads to the answers of a passed step: a way back, or the account; else the sign-up begins again."""
    way_back = {("contact", "situation"): "contact", ("identity", LINKING): "number"}
    return "account" if reached == DONE else way_back.get((passed, reached), "restart")


def _drops_answers(journey: Journey, wanted: Step, visit: Visit, form: StepForm) -> bool:
    """Tell whether the form of a passed step holds other answers than those kept, of which nothing will come.

    The same form sent again, by a double click or because its answer was lost, holds none. A password is no answer.
    """
    is_passed = visit.draft is not None and journey.reached(visit) != wanted.name
    if not is_passed or wanted.assist(request.form.get("action", "")) or not form.validate():
        return False
    return not _is_kept(visit, form.answers())


def _is_kept(visit: Visit, answers: Answers) -> bool:
    """Tell whether the sign-up, or the account that it made, has these answers; one deleted since misses none."""
    if not _is_finished(visit):
        return answers.items() <= visit.current_draft.answers.items()
    account = accounts.find(visit.services.database, visit.current_draft.account_id)
    recorded = accounts.open_profile(visit.services.keyring, account) if account else None
    return recorded is None or actions.as_recorded(answers).items() <= recorded.items()


def _renew_session(visit: Visit) -> None:
    """Go on under another id where the citizen has proved something that whoever knew the former one has not."""
    if visit.account_id:
        sign_in(visit.account_id)
    elif visit.has_proved_address:
        current.server_session().renew()


def _is_finished(visit: Visit) -> bool:
    return visit.draft is not None and visit.draft.step == DONE


def _lacks_connection(journey: Journey, visit: Visit) -> bool:
    """Tell whether a journey that needs FranceConnect has lost it."""
    return journey is FRANCECONNECT and visit.connection is None and not _is_finished(visit)
