"""What a page says: its elements and their text, its fields with what they hold and what is said of them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))


@dataclass
class Element:
    """One element, in the order of the page."""

    tag: str
    attributes: dict[str, str | None]
    pieces: list[str] = field(default_factory=list)
    inside: list["Element"] = field(default_factory=list, repr=False)

    @property
    def text(self) -> str:
        """Its text, with single spaces."""
        return " ".join("".join(self.pieces).split())

    def get(self, name: str) -> str:
        """Return an attribute, empty where there is none."""
        return self.attributes.get(name) or ""


class Markup(HTMLParser):
    """A page, read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def all(self, tag: str) -> list[Element]:
        """Return the elements of a kind."""
        return [element for element in self.elements if element.tag == tag]

    def by_id(self, identifier: str) -> Element | None:
        """Return the element of this id."""
        return next((element for element in self.elements if element.get("id") == identifier), None)

    def text(self, identifier: str) -> str:
        """Return the text of the element of this id, empty where there is none."""
        found = self.by_id(identifier)
        return found.text if found else ""

    def error(self, field_name: str) -> str:
        """Return the error that stands at a field."""
        return self.text(f"{field_name}-error").removeprefix("Erreur : ")

    def value(self, field_name: str) -> str:
        """Return what a field of the page's forms holds; of a box « y » where it is ticked."""
        control = next(element for element in self.elements if element.get("name") == field_name)
        if control.tag == "select":
            return next((option.get("value") for option in control.inside if "selected" in option.attributes), "")
        if control.get("type") == "checkbox":
            return control.get("value") if "checked" in control.attributes else ""
        return control.get("value")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        for outer in self._open:
            outer.inside.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        """Close it, and what was left open in it."""
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Give text to the elements around it."""
        for element in self._open:
            element.pieces.append(data)
