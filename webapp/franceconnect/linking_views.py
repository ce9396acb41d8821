"""The proof that an account which the number already has belongs to the person connected."""

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from webapp.account.signed_in import sign_in
from webapp.errors import CodeExpired, NoSendsLeft, ServiceError, SignupGone, TooManyRequests, WrongCredentials
from webapp.franceconnect import linking
from webapp.franceconnect.forms import PasswordProofForm
from webapp.languages import choice
from webapp.languages.texts import lazy_gettext
from webapp.signup.forms import EmailCodeForm
from webapp.signup.journey import FRANCECONNECT
from webapp.signup.step_form import StepForm
from webapp.signup.views import elsewhere, go_on, refused, reread, visit_of
from webapp.signup.visit import Visit
from webapp.signup.wording import refusal_of

blueprint = Blueprint("linking", __name__, url_prefix=f"{FRANCECONNECT.path}/{linking.LINKING_SLUG}")

Page = BaseResponse | tuple[str, int]

CODE_EXPIRED = lazy_gettext(
    "Ce code a expiré : il était valable 15 minutes. Cet essai n’a pas été compté. Demandez un nouveau code ou "
    "recommencez l’inscription."
)
LAST_CODE_EXPIRED = lazy_gettext(
    "Ce code a expiré : il était valable 15 minutes. Cet essai n’a pas été compté. Recommencez l’inscription."
)
NO_SENDS_LEFT = lazy_gettext("Trois codes ont déjà été envoyés : il n’est plus possible d’en demander.")
WRONG_PASSWORD = lazy_gettext("Ce mot de passe n’est pas celui du compte. Vérifiez-le, ou demandez un code.")


@blueprint.errorhandler(SignupGone)
def begin_again(_gone: SignupGone) -> BaseResponse:
    """Go back to the number: its account was deleted meanwhile, or the sign-up was ended in another tab."""
    return correct_number()


@blueprint.route("", methods=["GET", "POST"])
def show() -> Page:
    """Show the ways to prove it; again with what was typed, where the switch of languages sends it."""
    visit = visit_of(FRANCECONNECT)
    if visit.connection and FRANCECONNECT.reached(visit) == linking.LINKED:
        # An instance that ended at the wrong moment has taken the code, and no other form comes after it.
        linking.finish_linking(visit)
        return _linked(visit)
    if not _is_here(visit):
        return elsewhere(FRANCECONNECT, visit)
    return _show(visit, code_form=EmailCodeForm() if choice.is_switched() else None)


@blueprint.post("/mot-de-passe")
def by_password() -> Page:
    """Take the account's password."""
    visit, form = visit_of(FRANCECONNECT), PasswordProofForm()
    if not _is_here(visit):
        return elsewhere(FRANCECONNECT, visit)
    if not form.validate():
        return _show(visit, password_form=form, status=422)
    try:
        linking.prove_by_password(visit, form)
    except WrongCredentials:
        form.refuse(WRONG_PASSWORD, "password")
        return _show(visit, password_form=form, status=422)
    except TooManyRequests as refusal:
        return _refuse(visit, refusal, password_form=form)
    return _linked(visit)


@blueprint.post("/envoi")
def send_code() -> Page:
    """Mail a code to the account's address."""
    visit = visit_of(FRANCECONNECT)
    if not _is_here(visit):
        return elsewhere(FRANCECONNECT, visit)
    try:
        linking.send_proof_code(visit)
    except ServiceError as refusal:
        return _refuse(visit, refusal, code_form=EmailCodeForm(formdata=None))
    return redirect(FRANCECONNECT.path_of(linking.LINKING), 303)


@blueprint.post("/code")
def by_code() -> Page:
    """Take the mailed code, under the rules of the sign-up's own."""
    visit, form = visit_of(FRANCECONNECT), EmailCodeForm()
    if not _is_here(visit):
        return elsewhere(FRANCECONNECT, visit)
    if choice.is_switched():
        return _show(visit, code_form=form)
    if not form.validate():
        return _show(visit, code_form=form, status=422)
    try:
        linking.prove_by_code(visit, form)
    except ServiceError as refusal:
        return _refuse(visit, refusal, code_form=form)
    return _linked(visit)


@blueprint.post("/numero")
def correct_number() -> BaseResponse:
    """Go back to the number."""
    visit = visit_of(FRANCECONNECT)
    linking.correct_number(visit)
    return go_on(FRANCECONNECT, visit)


def _is_here(visit: Visit) -> bool:
    return visit.connection is not None and FRANCECONNECT.reached(visit) == linking.LINKING


def _refuse(visit: Visit, refusal: ServiceError, **forms: StepForm) -> Page:
    """Show the page again with the refusal in its form.

    Raises:
        SignupGone: there is no such page any more.

    """
    if isinstance(refusal, SignupGone):
        raise refusal
    field_name, message = refusal_of(refusal)
    if isinstance(refusal, CodeExpired):
        message = CODE_EXPIRED if refusal.sends_left else LAST_CODE_EXPIRED
    if isinstance(refusal, NoSendsLeft):
        message = NO_SENDS_LEFT
    for form in forms.values():
        form.refuse(message, field_name if field_name in form else "")
    return refused(visit, refusal, lambda status: _show(visit, **forms, status=status))


def _show(
    visit: Visit,
    *,
    password_form: PasswordProofForm | None = None,
    code_form: EmailCodeForm | None = None,
    status: int = 200,
) -> Page:
    """Show both proofs; ``form`` is the one with errors, for the title and the summary."""
    page = linking.linking_page(reread(FRANCECONNECT, visit))
    password_form = password_form or PasswordProofForm(formdata=None)
    code_form = code_form or EmailCodeForm(formdata=None)
    code_form.prepare(page.state)
    form: StepForm = password_form if password_form.errors else code_form
    forms = {"form": form, "password_form": password_form, "code_form": code_form}
    return render_template("franceconnect/linking.html", page=page, **forms), status


def _linked(visit: Visit) -> Page:
    if visit.account_id:
        sign_in(visit.account_id)
    return redirect("/compte?lie=1", 303)
