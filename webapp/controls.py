"""The controls of forms as HTML: WTForms' own widgets, without their care for what no form here has.

WTForms formats each attribute and each option on its own, which took a quarter of the time of a page.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from markupsafe import Markup, escape
from wtforms import BooleanField, Field, PasswordField, StringField

Choices = tuple[tuple[str, str], ...]


class ChoiceField(StringField):
    """A closed list. What is chosen is judged by the form, like what is typed.

    Args:
        label: names the list.
        validators: as for any field.
        choices: tells codes and labels, in the language of the request.

    """

    def __init__(
        self, label: str, validators: Iterable[Any] = (), *, choices: Callable[[], Choices], **options: Any
    ) -> None:
        super().__init__(label, tuple(validators), **options)
        self.choices = choices


def written(field: Field, attributes: Mapping[str, Any]) -> Markup:
    """Return the control of a field. Names of attributes are written as WTForms has them: ``class_``, ``aria_label``.

    An attribute that is True stands alone, and one that is False is left out.
    """
    named = {"id": field.id, "name": field.name, **(field.render_kw or {}), **attributes}
    if isinstance(field, ChoiceField):
        options = _selected(_options(field.choices()), field.data)
        return Markup(f"<select{_html(named)}>{options}</select>")  # noqa: S704 - escaped piece by piece
    return Markup(f"<input{_html(named | _input(field))}>")  # noqa: S704 - as above


def _input(field: Any) -> dict[str, Any]:
    is_checked = isinstance(field, BooleanField) and bool(field.data)
    # A password never goes back to the page with the form's other answers.
    value = "" if isinstance(field, PasswordField) else field._value()  # noqa: SLF001 - as WTForms' own widgets do
    return {"type": field.widget.input_type, "value": value, "checked": is_checked}


def _html(attributes: Mapping[str, Any]) -> str:
    return "".join(_attribute(name, value) for name, value in attributes.items() if value is not False)


def _attribute(name: str, value: Any) -> str:
    return f" {_html_name(name)}" if value is True else f' {_html_name(name)}="{escape(str(value))}"'


@cache
def _html_name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


@cache
def _options(choices: Choices) -> str:
    return "".join(f'<option value="{escape(code)}">{escape(label)}</option>' for code, label in choices)


def _selected(options: str, code: str | None) -> str:
    if code is None:
        return options
    chosen = f'value="{escape(code)}"'
    return options.replace(f"<option {chosen}>", f"<option selected {chosen}>", 1)
