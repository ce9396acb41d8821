"""The quick list of countries: the same HTML as WTForms' own."""

import pytest
from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import Select

from webapp.signup.long_list import LongList

NAMES = [("FR", "France"), ('"><script>', "<b>Côte d’Ivoire</b> & « Autre »"), ("", "Choisissez")]
CHOICES = [SelectChoice(value, label) for value, label in NAMES]


class Lists(Form):
    quick = SelectField(choices=CHOICES, widget=LongList(), name="pays")
    usual = SelectField(choices=CHOICES, widget=Select(), name="pays")


@pytest.mark.parametrize("chosen", ["FR", '"><script>', "", "autre", None])
def test_list_is_written_as_any_other(chosen: str | None) -> None:
    lists = Lists(data={"quick": chosen, "usual": chosen})
    assert lists.quick() == lists.usual()
    assert lists.quick().count("<option") == len(CHOICES)
