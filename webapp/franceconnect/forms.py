"""What a first connection asks for, because FranceConnect does not give it; and the proofs that link an account."""

from wtforms import EmailField, Field, PasswordField, ValidationError

from webapp.franceconnect.naming import FRANCECONNECT
from webapp.languages.texts import gettext, lazy_gettext
from webapp.signup.draft import Answers
from webapp.signup.fields import Present, read_address, read_number, text_field
from webapp.signup.step_form import StepForm
from webapp.signup.wording import NIR_ABSENT, NIR_HINT


class PivotForm(StepForm):
    """The number, and the address where FranceConnect gave none."""

    kept = ("nir", "email")

    nir = text_field(
        lazy_gettext("Numéro de sécurité sociale"),
        Present(NIR_ABSENT),
        hint=lazy_gettext("%(name)s ne le transmet pas. %(hint)s", name=FRANCECONNECT, hint=NIR_HINT),
        autocomplete="off",
        autocapitalize="characters",
    )
    email = text_field(
        lazy_gettext("Adresse électronique personnelle"),
        hint=lazy_gettext(
            "%(name)s n’en a pas transmis. Elle sert à vous écrire au sujet de votre compte.", name=FRANCECONNECT
        ),
        kind=EmailField,
        autocomplete="email",
        autocapitalize="none",
    )

    @property
    def has_email(self) -> bool:
        """Whether FranceConnect gave an address, so that none is asked for."""
        return bool(self.known.connection and self.known.connection.email)

    def validate_nir(self, field: Field) -> None:
        """NIR-1, NIR-2."""
        self.number = read_number(field, self.known.today)

    def validate_email(self, field: Field) -> None:
        """MAIL-1, where FranceConnect gave no address."""
        if self.has_email:
            return
        if not field.data:
            raise ValidationError(gettext("Saisissez votre adresse électronique, par exemple nom@exemple.fr."))
        self.address = read_address(field)

    def answers(self) -> Answers:
        """Return what is kept."""
        identity = self.known.connection
        address = identity.email if identity and self.has_email else self.address.written
        return {"nir": self.number, "email": address}


class PasswordProofForm(StepForm):
    """The password of the account that the number already has."""

    password = PasswordField(
        lazy_gettext("Mot de passe de ce compte"),
        [Present(lazy_gettext("Saisissez le mot de passe de ce compte, ou demandez un code."))],
        render_kw={"autocomplete": "current-password", "spellcheck": "false", "autocapitalize": "none"},
    )
