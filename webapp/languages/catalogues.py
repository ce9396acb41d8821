"""The catalogues of translations, read as translators write them: one .po file a language, and nothing to compile.

A sentence that a catalogue lacks is shown in French.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE = "fr"
# Of an address: the tag of the language that it is to be read in.
PARAMETER = "langue"
FILE = Path("LC_MESSAGES") / "messages.po"


# A line of French begins with no punctuation but an opening mark, and does not part a number from what it counts.
_UNBREAKABLE = re.compile(r" (?=[:;?!»])|(?<=«) |(?<=\d) (?=\w)|(?<=%\(num\)d) |(?<=%\(tries_left\)s) ")


@lru_cache(maxsize=4096)
def printed(french: str) -> str:
    """Return a sentence with the spaces of a printer: code and templates are written with those of a keyboard."""
    return _UNBREAKABLE.sub("\u00a0", french)


class French(NullTranslations):
    """The sentences as they stand in code and templates, as they are printed; in French, nought is singular."""

    def gettext(self, message: str) -> str:
        """Return the sentence."""
        return printed(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return one of two forms."""
        return printed(msgid1 if n < 2 else msgid2)  # noqa: PLR2004 - from two on

    ugettext = gettext
    ungettext = ngettext


FRENCH = French()


class Catalogues:
    """The languages that a deployment offers, as tags of HTML (« pt-BR »), French first.

    Args:
        folder: holds one folder a language, named as gettext names it (« pt_BR »).
        offered: the tags of those to offer; all that are there where none is named.

    """

    def __init__(self, folder: Path, offered: Sequence[str] = ()) -> None:
        found = {file.parent.parent.name.replace("_", "-"): file for file in sorted(folder.glob(f"*/{FILE}"))}
        self._files = {tag: file for tag, file in found.items() if tag in (offered or found)}
        self.tags = (SOURCE, *(tag for tag in self._files if tag != SOURCE))

    def of(self, tag: str) -> NullTranslations:
        """Return the translations into a language; of one that is not offered, the French."""
        return _read(self._files[tag]) if tag in self._files else FRENCH


@cache
def name_of(tag: str) -> str:
    """Return how a language calls itself: « English »."""
    locale = Locale.parse(tag, sep="-")
    name = locale.get_display_name(locale) or tag
    return name[:1].upper() + name[1:]


@cache
def direction_of(tag: str) -> str:
    """Return which way a language is written: « ltr » or « rtl »."""
    return Locale.parse(tag, sep="-").text_direction


@cache
def _read(file: Path) -> Translations:
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=file.parent.parent.name, abort_invalid=True))
    compiled.seek(0)
    return Translations(compiled)
