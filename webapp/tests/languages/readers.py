"""Reads a page for what is not in its language."""

import re
from html.parser import HTMLParser

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
UNREAD = frozenset(("style", "script", "option"))
SPOKEN = ("alt", "title", "aria-label", "placeholder")
FRENCH_WORDS = re.compile(
    r"\b(?:le|la|les|un|une|des|du|de|et|ou|est|sont|vous|votre|vos|nous|notre|pour|avec|sans|dans|sur|pas|que|qui|"
    r"ce|cette|ces|aux|au|par|plus|il|elle|compte|page|saisissez|numéro)\b|[À-ÖØ-öø-ÿ«»]",
    re.IGNORECASE,
)
# English words that French has too, and what keeps its French name.
ALLOWED = (
    "page", "Page", "rue des Lilas", "bis, rue de l’Église", "Le Goff", "numéro de sécurité sociale", "N’Guessan",
    "baccalauréat, brevet professionnel", "maîtrise", "brevet des collèges",
)  # fmt: skip


class Reader(HTMLParser):
    """Collects what a page says outside its parts in French."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.languages: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.languages += [attributes["lang"] or ""] if tag == "html" and "lang" in attributes else []
        is_silent = self._is_silent or attributes.get("lang") == "fr" or tag in UNREAD
        if not is_silent:
            self.said += [attributes.get(name) or "" for name in SPOKEN]
        if tag not in VOID:
            self._open.append((tag, is_silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._is_silent:
            self.said.append(data)

    @property
    def _is_silent(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def french_of(html: str) -> set[str]:
    """Return the French that a page says although it is in another language, and that it is in French where it is."""
    reader = Reader(html)
    whole = {f"<html lang={language}>" for language in reader.languages if language == "fr"}
    return whole | {text for said in reader.said if holds_french(text := " ".join(said.split()))}


def holds_french(text: str) -> bool:
    """Tell whether a text that is not in French has some, names aside."""
    return FRENCH_WORDS.search(_without_names(text)) is not None


def _without_names(text: str) -> str:
    for name in ALLOWED:
        text = text.replace(name, "")
    return text
