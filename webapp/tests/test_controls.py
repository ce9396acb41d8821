"""The controls of forms: the same as those that WTForms writes, attribute by attribute."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, Form, HiddenField, PasswordField, SelectField, StringField, TelField
from wtforms.fields.choices import SelectChoice

from webapp.controls import ChoiceField, written
from webapp.tests.markup import Markup

CHOICES = (("FR", "France"), ('"><script>', "<b>Côte d’Ivoire</b> & « Autre »"), ("", "Choisissez"))
ATTRIBUTES: dict[str, Any] = {
    "required": True,
    "maxlength": False,
    "aria_describedby": "a b",
    "data_hx_vals": '{"action":"x"}',
    "class_": "fr-input",
}
TYPED = '"><script> & « é »'


class Fields(Form):
    text = StringField(render_kw={"autocomplete": "off", "aria_label": "Texte"})
    email = EmailField()
    phone = TelField(default="06")
    hidden = HiddenField()
    password = PasswordField()
    box = BooleanField()


NAMES = [field.name for field in Fields()]


class Lists(Form):
    quick = ChoiceField("Pays", choices=lambda: CHOICES, name="pays", id="pays")
    usual = SelectField(choices=[SelectChoice(code, label) for code, label in CHOICES], name="pays", id="pays")


def elements(html: str) -> list[tuple[str, dict[str, str | None], str]]:
    return [(element.tag, element.attributes, element.text) for element in Markup(html).elements]


@pytest.mark.parametrize("formdata", [None, {}, dict.fromkeys(NAMES, TYPED)], ids=["shown", "empty", "typed"])
@pytest.mark.parametrize("name", NAMES)
def test_control_is_written_as_any_other(name: str, formdata: dict[str, str] | None) -> None:
    field = Fields(formdata if formdata is None else MultiDict(formdata))[name]
    assert elements(written(field, ATTRIBUTES)) == elements(field(**ATTRIBUTES))


@pytest.mark.parametrize("chosen", ["FR", '"><script>', "", "autre", None])
def test_list_is_written_as_any_other(chosen: str | None) -> None:
    lists = Lists(data={"quick": chosen, "usual": chosen})
    assert elements(written(lists.quick, ATTRIBUTES)) == elements(lists.usual(**ATTRIBUTES))
    assert written(lists.quick, {}).count("<option") == len(CHOICES)


def test_password_does_not_come_back() -> None:
    assert "script" not in written(Fields(MultiDict({"password": TYPED})).password, {})
