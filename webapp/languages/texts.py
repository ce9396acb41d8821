"""The sentences of the request's language: Flask-Babel's functions, with types, and escaped like any text."""

from typing import Any, cast

import flask_babel
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape


class _Lazy(LazyString):  # type: ignore[misc]  # Flask-Babel has no types
    """Text that is looked up when it is shown. As the library has it, it would pass for HTML and not be escaped."""

    def __html__(self) -> Markup:
        return escape(str(self))


def gettext(french: str, **values: Any) -> str:
    """Return a sentence in the request's language."""
    return str(flask_babel.gettext(french, **values))


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form that goes with a number, which the sentence names ``%(num)d``."""
    return str(flask_babel.ngettext(singular, plural, number))


def lazy_gettext(french: str, **values: Any) -> str:
    """Return what will be the sentence in the language of each request that shows it."""
    return cast(str, _Lazy(flask_babel.gettext, french, **values))
