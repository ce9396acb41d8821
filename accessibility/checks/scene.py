"""A page in a state, open in a tab: what a check looks at."""

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Page

from e2e.engines import Capability

SCRIPTS = Path(__file__).parent
SMALLEST_WIDTH, SMALLEST_HEIGHT = 320, 256


@dataclass(frozen=True)
class View:
    """How a page is looked at: a window in CSS pixels, a colour scheme, and whether the system imposes its colours."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    has_forced_colours: bool = False

    @property
    def needs(self) -> Capability | None:
        """What a browser must be able to do to show it."""
        if self.has_forced_colours:
            return Capability.FORCED_COLOURS
        return Capability.EMULATED_COLOURS if self.scheme == "dark" else None

    def in_light(self) -> "View":
        """Return the same window with the usual colours."""
        return replace(self, name=f"{self.width} px, clair", scheme="light", has_forced_colours=False)


class NotShown(RuntimeError):
    """The browser did not show a page as it was asked to: nothing was verified."""


USUAL = View("1280 px, clair", 1280, 800)
DARK = View("768 px, sombre", 768, 1024, scheme="dark")
FORCED = View("320 px, couleurs imposées", SMALLEST_WIDTH, 640, has_forced_colours=True)
VIEWS = (USUAL, DARK, FORCED)


@dataclass
class Site:
    """What is remembered from one state to the next, to see that pages are consistent with each other.

    Attributes:
        directory: where workers that share the states remember together; none for a process that meets all of them.
        known: what was seen first, by what it is about.
        looks: the looks of controls that were examined already, so that none is twice.

    """

    directory: Path | None = None
    known: dict[tuple[str, ...], Any] = field(default_factory=dict)
    looks: set[tuple[str, ...]] = field(default_factory=set)

    def first(self, about: tuple[str, ...], said: Any) -> Any:
        """Return what was said first about something, in JSON's types: what is said now, where nothing was yet."""
        if about not in self.known:
            self.known[about] = _first_of_all(self.directory, about, said) if self.directory else said
        return self.known[about]

    def said(self, about: tuple[str, ...]) -> Any:
        """Return what was said first about something, or None where nothing was yet."""
        if about not in self.known and self.directory and _place(self.directory, about).exists():
            self.first(about, None)
        return self.known.get(about)

    def is_new(self, look: tuple[str, ...]) -> bool:
        """Tell whether a look is examined for the first time, and remember it."""
        is_new = look not in self.looks
        self.looks.add(look)
        return is_new


def _first_of_all(directory: Path, about: tuple[str, ...], said: Any) -> Any:
    """Return what the first of all workers said: a whole file is put into its place, unless one is there."""
    place = _place(directory, about)
    with NamedTemporaryFile("w", dir=directory, encoding="utf-8") as mine:
        json.dump(said, mine)
        mine.flush()
        with suppress(FileExistsError):
            os.link(mine.name, place)
    return json.loads(place.read_text(encoding="utf-8"))


def _place(directory: Path, about: tuple[str, ...]) -> Path:
    return directory / sha256(json.dumps(about).encode()).hexdigest()


@dataclass
class Scene:
    """A page in a state.

    Attributes:
        page: the tab.
        state: the id of the state.
        engine: the name of the browser's engine.
        site: what other states showed.
        lacks: what the engine cannot do.

    """

    page: Page
    state: str
    engine: str
    site: Site
    lacks: Collection[str] = ()
    _facts: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path of the page, without host and query."""
        return urlsplit(self.page.url).path

    def facts(self, script: str) -> Any:
        """Return what a script reads in the page as it was met, reading it once."""
        return self.remembered(script, lambda scene: scene.now(script))

    def remembered(self, about: str, look: Callable[["Scene"], Any]) -> Any:
        """Return what a look at the page found, looking once."""
        if about not in self._facts:
            self._facts[about] = look(self)
        return self._facts[about]

    def now(self, script: str, **arguments: Any) -> Any:
        """Return what a script of this folder reads in the page as it is shown now."""
        return self.page.evaluate(_program(script), arguments)

    def count(self, selectors: Mapping[str, str]) -> dict[str, int]:
        """Return how many elements each selector finds, by its name."""
        return dict(self.now("count", selectors=selectors))

    def possible(self, views: Iterable[View]) -> tuple[View, ...]:
        """Return the views as this browser can show them: in light where it takes no other colours."""
        return tuple(dict.fromkeys(view.in_light() if view.needs in self.lacks else view for view in views))

    def unverified(self) -> tuple[str, ...]:
        """Return, in French, the views in which this browser cannot show pages."""
        return tuple(
            f"{self.engine}\u00a0: les pages n’ont pas été vues ainsi\u00a0: {view.name}. "
            "L’outil qui pilote ce navigateur ne sait pas le lui demander."
            for view in VIEWS
            if view.needs in self.lacks
        )

    @contextmanager
    def shown(self, view: View) -> Iterator[None]:
        """Show the page otherwise for a while."""
        self.show(view)
        yield
        self.show(USUAL)

    @contextmanager
    def styled(self, style: str) -> Iterator[None]:
        """Show the page with one more style sheet for a while, as a citizen's own browser would."""
        self.page.evaluate(_ADD_SHEET, style)
        yield
        self.page.evaluate(_DROP_SHEET)

    def show(self, view: View) -> None:
        """Set the window and the colours. Raises NotShown where the browser passes over the colours."""
        self.page.set_viewport_size({"width": view.width, "height": view.height})
        forced: Literal["active", "none"] = "active" if view.has_forced_colours else "none"
        self.page.emulate_media(color_scheme=view.scheme, forced_colors=forced)
        self.settle()
        if view.needs and not self.page.evaluate(_MATCHES, _ASKS[view.needs]):
            raise NotShown(f"{self.engine}: {view.name}")

    def settle(self) -> None:
        """Let transitions come to their end at once: colours are not measured half-way."""
        self.page.evaluate(_END_TRANSITIONS)


_MATCHES = "query => matchMedia(query).matches"
_ASKS = {
    Capability.EMULATED_COLOURS: "(prefers-color-scheme: dark)",
    Capability.FORCED_COLOURS: "(forced-colors: active)",
}
# Constructed sheets are not held to the page's content security policy.
_ADD_SHEET = """style => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
_END_TRANSITIONS = """() => document.getAnimations()
  .filter(one => one.effect.getComputedTiming().iterations !== Infinity)
  .forEach(one => one.finish())"""
_DROP_SHEET = "() => { document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1); }"


@cache
def _program(script: str) -> str:
    library = (SCRIPTS / "library.js").read_text(encoding="utf-8")
    source = (SCRIPTS / f"{script}.js").read_text(encoding="utf-8")
    return f"given => {{ const audit = ({_code(library)})(); return ({_code(source)})(audit, given); }}"


def _code(source: str) -> str:
    """Drop the comment that a script opens with, which would end the expression that it stands in."""
    lines = source.splitlines()
    return "\n".join(line for line in lines if not line.startswith("//"))
