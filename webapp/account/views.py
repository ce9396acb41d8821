"""Signing in and out, and the account page."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from webapp.account import accounts, export, profile
from webapp.account.deletion import delete_account
from webapp.account.forms import DeleteByPasswordForm, DeleteByWordForm, SignInForm
from webapp.account.sign_in import Credentials, account_for, is_password_of
from webapp.account.signed_in import account_id, sign_in
from webapp.clock import PARIS
from webapp.current import end_session, server_session, services
from webapp.errors import TooManyRequests, WrongCredentials
from webapp.franceconnect import links
from webapp.franceconnect import session as franceconnect_session
from webapp.franceconnect.views import leave
from webapp.languages import choice, dates
from webapp.languages.texts import gettext, lazy_gettext
from webapp.public.local_paths import local_path
from webapp.security import consent
from webapp.security.limits import network_of
from webapp.signup import nir
from webapp.signup.journey import JOURNEYS
from webapp.signup.wording import NIR_WORDING

NOT_DELETED = lazy_gettext(
    "Ce mot de passe n’est pas le bon : le compte n’a pas été supprimé. Saisissez-le à nouveau, ou gardez le compte."
)

blueprint = Blueprint("account", __name__)

Page = BaseResponse | tuple[str, int] | tuple[str, int, dict[str, str]]


def signed_in_account() -> accounts.Known | None:
    """Return the account of the session, or None."""
    return accounts.find(services().database, account_id())


@blueprint.route("/identification", methods=["GET", "POST"])
def identification() -> Page:
    """ENTRY-2: sign in, or go on to the sign-up."""
    if not consent.has_accepted():
        return show_sign_in(None, status=403 if request.method == "POST" else 200)
    form = SignInForm(suite=request.args.get("suite", ""))
    if request.method != "POST" or choice.is_switched():
        return show_sign_in(form)
    if not form.validate():
        return show_sign_in(form, status=422)
    return _sign_in(form)


@blueprint.post("/deconnexion")
def sign_out() -> BaseResponse:
    """End the session on both sides, and at FranceConnect where it began there."""
    if franceconnect_session.identity(session):
        for journey in JOURNEYS.values():
            session.pop(journey.draft_key, None)
        return leave(url_for("account.identification", sortie=1))
    response = redirect(url_for("account.identification", sortie=1), 303)
    end_session(response)
    return response


@blueprint.get("/compte")
def account() -> Page:
    """Show what is recorded."""
    found = signed_in_account()
    return ask_to_sign_in() if found is None else (_account_page(found), 200)


def _account_page(found: accounts.Known, *, refusal: str = "") -> str:
    recorded = accounts.open_profile(services().keyring, found)
    is_linked = links.is_linked(services().database, found.id)
    page = {
        "groups": profile.groups(found, recorded),
        "is_linked": is_linked,
        "has_password": found.password_hash is not None,
        "just_linked": "lie" in request.args and is_linked,
        "just_unlinked": "delie" in request.args and not is_linked,
        "not_done": "recommencer" in request.args,
        "refusal": refusal,
    }
    return render_template("account/account.html", page=page)


@blueprint.post("/compte/franceconnect/suppression")
def unlink() -> BaseResponse:
    """Let FranceConnect open this account no more, where its password still does."""
    found = signed_in_account()
    if found is None:
        return ask_to_sign_in()
    if found.password_hash is None:
        return redirect(url_for("account.account"), 303)
    links.unlink(services(), found.id)
    return redirect(url_for("account.account", delie=1), 303)


@blueprint.get("/compte/donnees.json")
def download() -> Page | Response:
    """Give the citizen what is recorded of them."""
    found = signed_in_account()
    if found is None:
        return ask_to_sign_in(url_for("account.account"))
    try:
        services().limits.hit(services().settings.export_limit, "export", found.id)
    except TooManyRequests as refusal:
        return _account_page(found, refusal=_too_many_files(refusal)), 429, refusal.headers(services().clock.now())
    response = jsonify(export.everything(services(), found))
    response.headers["Content-Disposition"] = "attachment; filename=compte-formation.json"
    return response


@blueprint.route("/compte/suppression", methods=["GET", "POST"])
def deletion() -> Page:
    """Delete the account once its owner has confirmed: with the password, where the account has one."""
    found = signed_in_account()
    if found is None:
        # A second click, whose session was read before the first one had deleted the account.
        return _farewell() if request.method == "POST" and account_id() else ask_to_sign_in()
    form = DeleteByPasswordForm() if found.password_hash and not _is_connected_to(found) else DeleteByWordForm()
    if request.method != "POST" or choice.is_switched():
        return _show_deletion(form)
    if not form.validate():
        return _show_deletion(form, status=422)
    if isinstance(form, DeleteByPasswordForm) and not _is_confirmed(found, form):
        return _show_deletion(form, status=422)
    delete_account(services(), found)
    return _farewell()


def show_sign_in(form: SignInForm | None, *, status: int = 200) -> tuple[str, int]:
    """Show the sign-in page; without a form where cookies are not accepted."""
    page = {
        "gated": form is None,
        "idle_ended": server_session().was_lost,
        "signed_out": "sortie" in request.args and account_id() is None,
        "connection_ended": "franceconnect" in request.args,
    }
    return render_template("account/sign_in.html", form=form, page=page), status


def ask_to_sign_in(suite: str = "") -> BaseResponse:
    """Send to the sign-in page, and afterwards back here, or to another page of the account."""
    return redirect(url_for("account.identification", suite=suite or request.path), 303)


def _sign_in(form: SignInForm) -> Page:
    today = services().clock.now().astimezone(PARIS).date()
    try:
        number, form_mark = nir.parse(form.nir.data or "", today=today), request.form.get("csrf_token", "")
        credentials = Credentials(number, form.password.data or "", form_mark)
        found = account_for(services(), credentials, network_of(request.remote_addr))
    except nir.InvalidNir as refusal:
        form.nir.errors = [NIR_WORDING[refusal.part]]
        return show_sign_in(form, status=422)
    except WrongCredentials:
        form.form_errors = [_wrong_credentials()]
        return show_sign_in(form, status=422)
    except TooManyRequests as refusal:
        form.form_errors = [_too_many(refusal)]
        return *show_sign_in(form, status=429), refusal.headers(services().clock.now())
    sign_in(found.id)
    return redirect(local_path(form.suite.data) or url_for("account.account"), 303)


def _wrong_credentials() -> str:
    """Return the same words to everybody, with the ways that a forgotten password leaves at this deployment."""
    settings = services().settings
    fact = gettext(
        "Le numéro de sécurité sociale et le mot de passe ne vont pas ensemble, ou aucun compte ne leur correspond. "
        "Vérifiez les deux."
    )
    if not settings.offers_franceconnect:
        way = gettext("Mot de passe oublié ? Écrivez à %(address)s.", address=settings.contact_email)
    else:
        way = gettext(
            "Mot de passe oublié ? Identifiez-vous avec %(name)s, qui ouvre votre compte sans mot de passe, "
            "ou écrivez à %(address)s.",
            name=settings.franceconnect_name,
            address=settings.contact_email,
        )
    return f"{fact} {way}"


def _too_many(refusal: TooManyRequests) -> str:
    return gettext(
        "Trop d’essais ont été faits. Par sécurité, patientez : vous pourrez réessayer %(when)s (heure de Paris).",
        when=dates.from_refusal(refusal),
    )


def _too_many_files(refusal: TooManyRequests) -> str:
    return gettext(
        "Vos données ont été téléchargées de nombreuses fois en peu de temps. Le dernier fichier est toujours bon ; "
        "vous pourrez en télécharger un autre %(when)s (heure de Paris).",
        when=dates.from_refusal(refusal),
    )


def _show_deletion(form: DeleteByPasswordForm | DeleteByWordForm, *, status: int = 200) -> Page:
    return render_template("account/delete.html", form=form), status


def _is_confirmed(found: accounts.Known, form: DeleteByPasswordForm) -> bool:
    services().limits.hit(services().settings.sign_in_number_limit, "delete", found.id)
    if is_password_of(services(), found, form.password.data or ""):
        return True
    form.password.errors = [NOT_DELETED]
    return False


def _farewell() -> Page:
    """Forget all that this browser had to do with the account; the form that comes again gets this answer too."""
    farewell = url_for("public.account_deleted")
    if franceconnect_session.identity(session):
        return leave(farewell)
    session.clear()
    server_session().renew()
    return redirect(farewell, 303)


def _is_connected_to(found: accounts.Known) -> bool:
    """Tell whether FranceConnect says in this session that this is the owner, who may have forgotten the password."""
    connected = franceconnect_session.identity(session)
    return connected is not None and links.account_of(services(), connected.sub) == found.id
