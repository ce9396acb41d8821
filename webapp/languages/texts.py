"""The sentences of the request's language, for code and for templates, escaped like any text.

Flask-Babel has the same functions, which look for the language anew at each sentence; a page has a hundred of them.
"""

from functools import cache
from typing import Any, cast

from flask import Flask
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape

from webapp.languages.choice import translations


class _Lazy(LazyString):  # type: ignore[misc]  # Flask-Babel has no types
    """Text that is looked up when it is shown. As the library has it, it would pass for HTML and not be escaped."""

    def __html__(self) -> Markup:
        return escape(str(self))


def gettext(french: str, **values: Any) -> str:
    """Return a sentence in the request's language."""
    sentence = translations().gettext(french)
    return sentence % values if values else sentence


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form that goes with a number, which the sentence names ``%(num)d``."""
    return translations().ngettext(singular, plural, number) % {"num": number}


def lazy_gettext(french: str, **values: Any) -> str:
    """Return what will be the sentence in the language of each request that shows it."""
    return cast(str, _Lazy(gettext, french, **values))


def speak_in_templates(app: Flask) -> None:
    """Give templates their sentences, which are HTML, while the values that they hold are not."""
    app.jinja_env.globals.update(gettext=_html, _=_html, ngettext=_plural_html)


def _html(french: str, **values: Any) -> Markup:
    sentence = translations().gettext(french)
    return Markup(sentence) % values if values else _without_values(sentence)  # noqa: S704 - our own sentence


@cache
def _without_values(sentence: str) -> Markup:
    return Markup(sentence) % {}  # noqa: S704 - as above


def _plural_html(singular: str, plural: str, num: int, **values: Any) -> Markup:
    return Markup(translations().ngettext(singular, plural, num)) % {"num": num, **values}  # noqa: S704 - as above
