"""How the pages look: the neutral stylesheet that travels in them, or the State's own design, where it may be shown.

The official files are not part of this project (fixtures/install_dsfr.sh fetches them): they stay under the path of
their version, as they were published, fonts included.
"""

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from webapp.security.headers import inline_stylesheet
from webapp.settings import Settings
from webapp.static_files import FOLDER, PREFIX

SHEETS = ("dsfr.min.css", "utility/utility.min.css")


class ThemeNotInstalled(Exception):
    """THEME asks for official files that are not there."""


@dataclass(frozen=True)
class Theme:
    """What a page needs to look as it does."""

    stylesheet: Markup
    """Travels in the page."""
    sheets: tuple[str, ...] = ()
    """The addresses of those that do not."""
    prefix: str = ""
    folder: Path | None = None
    """The official files, and the address under which they are served."""


def theme_of(settings: Settings) -> Theme:
    """Return the theme that the settings name.

    Raises:
        ThemeNotInstalled: its files are missing.

    """
    if settings.theme == "neutral":
        return Theme(inline_stylesheet(FOLDER / "service.css"))
    versions = sorted(sheet.parent for sheet in settings.dsfr_folder.glob(f"*/{SHEETS[0]}"))
    if not versions:
        raise ThemeNotInstalled(f"THEME=dsfr : rien dans {settings.dsfr_folder}. Lancez « make dsfr ».")
    prefix = f"{PREFIX}dsfr-{versions[-1].name}/"
    sheets = tuple(prefix + sheet for sheet in SHEETS)
    return Theme(inline_stylesheet(FOLDER / "dsfr-supplement.css"), sheets, prefix, versions[-1])
