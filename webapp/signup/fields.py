"""How fields of forms are made, and the rules that serve many of them: present, readable, fit for a printed line.

So are a number and an address read, which two forms ask for. The forms themselves stand in forms.py; what a field means
is judged there.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from wtforms import Field, StringField, ValidationError
from wtforms.validators import StopValidation

from webapp.controls import Choices
from webapp.languages.texts import gettext
from webapp.signup import email_address, nir, text_rules
from webapp.signup.email_address import EmailAddress
from webapp.signup.wording import EMAIL_WORDING, NIR_WORDING, address_line_wording, text_wording


class Present:
    """Refuses a field left empty, or filled with spaces only, and looks no further."""

    def __init__(self, message: str) -> None:
        self.message = message
        self.field_flags = {"required": True}

    def __call__(self, _form: Any, field: Field) -> None:
        """Stop at an empty field."""
        if not field.data or not str(field.data).strip():
            field.errors = []
            raise StopValidation(self.message)


class PresentUnless(Present):
    """Refuses an empty field, unless a button says to go on without it."""

    def __init__(self, button: str, message: str) -> None:
        super().__init__(message)
        self.button = button

    def __call__(self, form: Any, field: Field) -> None:
        """Stop at an empty field, and at one that does not matter."""
        if form[self.button].data:
            field.errors = []
            raise StopValidation
        super().__call__(form, field)


class Optional:
    """Looks no further at a field left empty."""

    field_flags: dict[str, Any] = {}  # noqa: RUF012 - read by WTForms

    def __call__(self, _form: Any, field: Field) -> None:
        """Stop, without an error, at an empty field."""
        if not field.data or not str(field.data).strip():
            field.errors = []
            raise StopValidation


def readable(_form: Any, field: Field) -> None:
    """Refuse characters that cannot be seen or read."""
    problem = text_rules.problem(field.data)
    if problem:
        field.flags.needs_label = True
        raise StopValidation(text_wording(problem))


def tidy(value: str | None) -> str | None:
    """Drop outer spaces and write accents in one way; change nothing else of what was typed."""
    return text_rules.kept(value) if value else value


def text_field(
    label: str, *validators: Callable[..., None], hint: str = "", kind: type[Field] = StringField, **attributes: Any
) -> Field:
    """Return a field of text with its hint and HTML attributes."""
    return kind(label, [*validators], filters=[tidy], description=hint, render_kw={"spellcheck": "false", **attributes})


def choices(*pairs: tuple[str, str]) -> Callable[[], Choices]:
    """Return what tells codes and labels of a list in the language of a request."""
    return lambda: tuple((code, gettext(label)) for code, label in pairs)


def refuse_address_line(field: Field) -> None:
    """Refuse what does not fit on one printed line of an address."""
    refusal = text_rules.address_line_refusal(field.data)
    if refusal:
        field.flags.needs_label = True
        raise ValidationError(address_line_wording(refusal))


def read_number(field: Field, today: date) -> str:
    """Return the social security number that was typed, or say what is wrong with it (NIR-1, NIR-2)."""
    try:
        return nir.parse(field.data, today=today)
    except nir.InvalidNir as refusal:
        raise ValidationError(NIR_WORDING[refusal.part]) from None


def read_address(field: Field) -> EmailAddress:
    """Return the e-mail address that was typed, or say what is wrong with it (MAIL-1)."""
    try:
        return email_address.parse(field.data)
    except email_address.InvalidEmail as refusal:
        raise ValidationError(EMAIL_WORDING[refusal.reason]) from None
