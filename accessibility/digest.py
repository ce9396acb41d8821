"""The digest of a page as an auditor judged it: a verdict given by hand ends with the page that it was given on."""

import hashlib
import re
from collections.abc import Iterable
from html.parser import HTMLParser

VARYING_WORDS = re.compile(
    r"\S+@\S+|\d[\d\s]*|\b(?:lun|mar|mercre|jeu|vendre|same)di\b|\bdimanche\b"
    r"|\b(?:totalement|partiellement|non) conforme\b"
    r"|\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
)
# Tokens, what a person typed, files that are named by their content: what a script says stands elsewhere in the page.
VARYING_ATTRIBUTES = frozenset({"value", "nonce", "integrity", "src", "srcset", "data-worker"})
VARYING_ADDRESS = re.compile(r"[?#].*|\.[0-9a-f]{8,}(?=\.)|[\w-]{24,}")
ADDRESSES = frozenset({"href", "action", "formaction"})


def digest(html: str, *, typed: Iterable[str] = ()) -> str:
    """Return the SHA-256, in hexadecimal, of what an auditor judged in a page: structure, wording, style.

    What differs between two runs of the same page is left out: tokens, addresses of people made up, figures, dates, and
    what a person typed that the page shows again, such as their name, when it is given as `typed`.
    """
    shape = _Shape()
    for answer in typed:
        html = html.replace(answer, "")
    shape.feed(html)
    shape.close()
    return hashlib.sha256("\n".join(shape.parts).encode()).hexdigest()


class _Shape(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(f"<{tag} {' '.join(_steady(attrs))}")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}")

    def handle_data(self, data: str) -> None:
        # Every figure of a style sheet counts.
        words = data if self.parts[-1:] == ["<style "] else VARYING_WORDS.sub("#", data)
        self.parts += [" ".join(words.split())] if words.strip() else []


def _steady(attributes: Iterable[tuple[str, str | None]]) -> list[str]:
    lasting = ((name, value or "") for name, value in attributes if name not in VARYING_ATTRIBUTES)
    return sorted(f"{name}={_lasting(name, value)}" for name, value in lasting)


def _lasting(name: str, value: str) -> str:
    return VARYING_WORDS.sub("#", VARYING_ADDRESS.sub("", value) if name in ADDRESSES else value)
