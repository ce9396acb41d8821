"""The forms of sign-in and of the account."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Number and password. Nothing here tells a wrong number from an unknown one."""

    nir = StringField(
        "Numéro de sécurité sociale",
        [InputRequired("Saisissez votre numéro de sécurité sociale : les 15 caractères de votre carte Vitale.")],
        description="Les 15 caractères inscrits sur votre carte Vitale, clé comprise. Exemple : 2 94 03 75 120 005 22.",
        render_kw={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "characters"},
    )
    password = PasswordField(
        "Mot de passe",
        [InputRequired("Saisissez votre mot de passe.")],
        render_kw={"autocomplete": "current-password", "spellcheck": "false", "autocapitalize": "none"},
    )
    suite = HiddenField()


class DeleteAccountForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The password again, before an account is deleted for good."""

    password = PasswordField(
        "Mot de passe",
        [InputRequired("Saisissez votre mot de passe pour confirmer la suppression.")],
        description="Pour confirmer que cette demande vient bien de vous.",
        render_kw={"autocomplete": "current-password", "spellcheck": "false", "autocapitalize": "none"},
    )
