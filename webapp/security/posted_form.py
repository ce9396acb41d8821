"""What a form may read of a request: the text of an HTML form, and nothing else.

Left to itself, Flask-WTF also reads files and JSON into fields of text, whose rules would then meet something else.
"""

from typing import Any

from flask import request
from flask_wtf import FlaskForm

from webapp.security.form_tokens import CoveredToken


class PostedForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that takes its values from the text fields of a POST; with ``formdata=None`` from nowhere."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        """How WTForms reads a request."""

        csrf_class = CoveredToken

        def wrap_formdata(self, _form: FlaskForm, formdata: Any) -> Any:
            """Return the text fields that were sent, or None."""
            return None if formdata is None or request.method != "POST" else request.form
