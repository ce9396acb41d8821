"""The sample of an audit: its pages, each with the states in which it was met."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from accessibility.evidence import Audit, StateRecord


@dataclass(frozen=True)
class Page:
    """One page of the sample.

    Attributes:
        number: from 1, in the order in which pages were met.
        title: in French.
        url: its path.
        states: the ids of its states.

    """

    number: int
    title: str
    url: str
    states: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its name in the official grid: « P01 »."""
        return f"P{self.number:02}"


def pages(audit: Audit) -> tuple[Page, ...]:
    """Return the pages: the states of one path are one page."""
    by_url: dict[str, list[StateRecord]] = {}
    for state in audit.states:
        by_url.setdefault(state.url, []).append(state)
    return tuple(
        Page(number, _title(states[0]), url, tuple(state.id for state in states))
        for number, (url, states) in enumerate(by_url.items(), 1)
    )


def titles(audit: Audit) -> Mapping[str, str]:
    """Return the title of each state by its id."""
    return {state.id: state.title for state in audit.states}


def _title(state: StateRecord) -> str:
    """Return the document's title without the service's name after it."""
    return re.sub(r"^Erreur\s:\s", "", state.page_title).rpartition(" – ")[0] or state.page_title or state.title
