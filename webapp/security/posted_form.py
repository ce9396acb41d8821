"""What a form may read of a request: the text of an HTML form, and nothing else.

Left to itself, Flask-WTF also reads files and JSON into fields of text, whose rules would then meet something else.
"""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field

from webapp import controls


class PostedForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that takes its values from the text fields of a POST; with ``formdata=None`` from nowhere."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """How WTForms reads a request."""

        # The token is judged before any view (form_tokens.py), and written by the templates.
        csrf = False

        def wrap_formdata(self, _form: FlaskForm, formdata: Any) -> Any:
            """Return the text fields that were sent, or None."""
            return None if formdata is None or request.method != "POST" else request.form

        def get_translations(self, _form: FlaskForm) -> None:
            """Look for no sentences of WTForms: all that is shown is ours."""

        def render_field(self, field: Field, render_kw: Mapping[str, Any]) -> Markup:
            """Return the control of a field."""
            return controls.written(field, render_kw)
