"""Which pictures there are, and the page that shows them."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from e2e.engines import Capability, engine
from e2e.states import STATES, State

# A gallery of another theme stands beside the neutral one.
_THEME = os.environ.get("THEME", "neutral")
DIRECTORY = Path("reports", "gallery" if _THEME == "neutral" else f"gallery-{_THEME}")
WIDTHS = (320, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FRENCH_SCHEMES = {"light": "clair", "dark": "sombre"}


@dataclass(frozen=True)
class Picture:
    """A state in one engine, width (CSS px) and colour scheme."""

    state: State
    engine: str
    width: int
    scheme: Literal["light", "dark"]

    @property
    def file(self) -> Path:
        """Where it stands in the gallery."""
        return Path(self.engine) / f"{self.state.id}-{self.width}-{self.scheme}.png"

    @property
    def caption(self) -> str:
        """What tells it from the other pictures of its state."""
        return f"{self.engine}, {self.width} px, {FRENCH_SCHEMES[self.scheme]}"


def pictures_of(state: State, engine: str) -> Iterator[Picture]:
    """Yield the pictures of a state."""
    return (Picture(state, engine, width, scheme) for width in WIDTHS for scheme in SCHEMES)


def html(directory: Path, engines: Sequence[str]) -> str:
    """Return the page of the pictures that stand in a directory; states without any are told as missing."""
    shown = {
        state: [
            picture
            for engine in engines
            for picture in pictures_of(state, engine)
            if (directory / picture.file).exists()
        ]
        for state in STATES
    }
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("gallery.html").render(
        shown=shown, engines=engines, without_dark=_without_dark(engines), widths=WIDTHS, schemes=FRENCH_SCHEMES
    )


def _without_dark(names: Sequence[str]) -> list[str]:
    return [name for name in names if Capability.EMULATED_COLOURS in engine(name).lacks]
