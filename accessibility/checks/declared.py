"""How a check is declared: what it is about, in French, and the criteria of which it proves the failure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from accessibility.evidence import Kind

if TYPE_CHECKING:
    from accessibility.checks.scene import Scene


@dataclass(frozen=True)
class Flaw:
    """One place that fails.

    Attributes:
        message: in French, for an auditor: what is wrong, with the figures measured.
        selector: finds the element; "" for the whole page.
        html: the element's HTML, shortened.
        test: the test of the RGAA that fails, where the check knows it.

    """

    message: str
    selector: str = ""
    html: str = ""
    test: str = ""


@dataclass(frozen=True)
class Remark:
    """What a person is to look at, in French; no failure in itself."""

    text: str


def flaw(found: Mapping[str, Any], message: str, test: str = "") -> Flaw:
    """Return what is wrong with an element that a script found."""
    return Flaw(message, found["selector"], found["html"], test)


def quoted(text: str) -> str:
    """Return a text between French quotation marks."""
    return f"«\u00a0{text}\u00a0»"


Seen = Flaw | Remark
Look = Callable[["Scene"], Iterable[Seen]]


@dataclass(frozen=True)
class Check:
    """One scripted check.

    Attributes:
        id: in French, as reports name it.
        title: in French: what it verifies.
        rgaa: the criteria that it examines.
        wcag: the success criteria that it examines.
        kind: whether it decides alone, or gathers what a person decides on.
        looks_at: a CSS selector of the elements that it examines; "" for the page as a whole.
        look: yields what it sees in one state.
        engines: those in which it can look; empty for all.
        needs: the capability of a browser without which it cannot look; "" for none.

    """

    id: str
    title: str
    rgaa: tuple[str, ...]
    wcag: tuple[str, ...]
    kind: Kind
    looks_at: str
    look: Look
    engines: tuple[str, ...] = ()
    needs: str = ""


@dataclass(frozen=True)
class _About:
    """What a declaration says besides the function."""

    id: str
    title: str
    rgaa: str = ""
    wcag: str = ""
    looks_at: str = ""
    engines: str = ""
    needs: str = ""


CHECKS: dict[str, Check] = {}


def automatic(name: str, title: str, **about: str) -> Callable[[Look], Look]:
    """Declare a check whose flaws are failures.

    Args:
        name: its id.
        title: in French: what it verifies.
        about: ``rgaa``, criteria separated by spaces: "11.1 11.2"; ``wcag``, success criteria; ``looks_at``, a CSS
            selector of the elements that it examines; ``engines``, those in which it can look, all unless it says so;
            ``needs``, the capability of a browser (e2e.engines) without which it cannot.

    """
    return _declaring(_About(name, title, **about), "automatic")


def assisted(name: str, title: str, **about: str) -> Callable[[Look], Look]:
    """Declare a check that gathers what a person decides on; the arguments are those of :func:`automatic`."""
    return _declaring(_About(name, title, **about), "assisted")


def _declaring(about: _About, kind: Kind) -> Callable[[Look], Look]:
    def declare(look: Look) -> Look:
        CHECKS[about.id] = Check(
            id=about.id,
            title=about.title,
            rgaa=tuple(about.rgaa.split()),
            wcag=tuple(about.wcag.split()),
            kind=kind,
            looks_at=about.looks_at,
            look=look,
            engines=tuple(about.engines.split()),
            needs=about.needs,
        )
        return look

    return declare
