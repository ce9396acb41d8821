"""The countries in the language of the request, France first, then in the order of their names."""

import unicodedata
from functools import cache

from babel import Locale

from webapp.languages.catalogues import SOURCE
from webapp.languages.choice import current
from webapp.signup.nomenclatures import COUNTRIES


def countries() -> tuple[tuple[str, str], ...]:
    """Return codes and names: the French ones are those of our own list, the others Unicode's (CLDR)."""
    return _countries(current())


@cache
def _countries(tag: str) -> tuple[tuple[str, str], ...]:
    if tag == SOURCE:
        return COUNTRIES
    names = Locale.parse(tag, sep="-").territories
    (france, _), *others = COUNTRIES
    named = [(code, names.get(code, name)) for code, name in others]
    return ((france, names[france]), *sorted(named, key=lambda country: _sorted_as(country[1])))


def _sorted_as(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
