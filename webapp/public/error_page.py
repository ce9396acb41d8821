"""What the page of an error says; its template is errors/error.html."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ErrorPage:
    """The status of the answer, what the page says, and the ways on: each a text and an address."""

    status: int
    title: str
    text: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
