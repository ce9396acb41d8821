"""What pages say in English, for page objects that know them in French: the service's catalogue, and some pieces."""

from functools import cache
from html import unescape

from fixtures.build import translations

# What page objects look for is a piece of a sentence here.
_PIECES = {
    "Étape {number} sur {total} : {heading}": "Step {number} of {total} : {heading}",
    "{number} essai": "{number} attempt",
    "J’ai lu et j’accepte": "I have read and accept",
    "Complément d’adresse": "Address, second line",
}


@cache
def words() -> dict[str, str]:
    """Return the English of each French sentence that has one form."""
    catalogue = translations.read(translations.TRANSLATIONS / "en" / translations.FILE)
    sentences = {_plain(said.id): _plain(said.string) for said in catalogue if isinstance(said.id, str) and said.id}
    return sentences | _PIECES


def _plain(text: str) -> str:
    return unescape(text).replace("\u00a0", " ")
