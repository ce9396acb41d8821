"""The forms of sign-in and of the account."""

from wtforms import BooleanField, HiddenField, PasswordField, StringField

from webapp.languages.texts import lazy_gettext
from webapp.security.posted_form import PostedForm
from webapp.signup.fields import Present
from webapp.signup.wording import NIR_ABSENT, NIR_HINT


class SignInForm(PostedForm):
    """Number and password. Nothing here tells a wrong number from an unknown one."""

    nir = StringField(
        lazy_gettext("Numéro de sécurité sociale"),
        [Present(NIR_ABSENT)],
        description=NIR_HINT,
        render_kw={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "characters"},
    )
    password = PasswordField(
        lazy_gettext("Mot de passe"),
        [Present(lazy_gettext("Saisissez votre mot de passe."))],
        render_kw={"autocomplete": "current-password", "spellcheck": "false", "autocapitalize": "none"},
    )
    suite = HiddenField()


class DeleteByPasswordForm(PostedForm):
    """The password again, before an account is deleted for good."""

    password = PasswordField(
        lazy_gettext("Mot de passe"),
        [Present(lazy_gettext("Saisissez votre mot de passe pour confirmer la suppression."))],
        description=lazy_gettext("Pour confirmer que cette demande vient bien de vous."),
        render_kw={"autocomplete": "current-password", "spellcheck": "false", "autocapitalize": "none"},
    )


class DeleteByWordForm(PostedForm):
    """A box to tick, before an account without a password is deleted for good."""

    confirmation = BooleanField(
        lazy_gettext("Je confirme la suppression définitive de mon compte"),
        [Present(lazy_gettext("Cochez la case pour confirmer la suppression."))],
    )
