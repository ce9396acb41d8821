"""What French readers expect of the printed line, on every page."""

import re

import pytest

from fixtures.clock import ControllableClock
from webapp.languages.catalogues import FRENCH
from webapp.tests.citizen import Citizen
from webapp.tests.languages.every_page import EveryPage
from webapp.tests.markup import Markup

GLUED = re.compile(r"[a-zéè][.?!][A-ZÀÉ]\w*")
BREAKABLE = re.compile(r".{12} [:;?!»]|« .{12}")
SAYING = ("p", "li", "dd", "dt", "td", "th", "h1", "h2", "h3", "label", "a", "button")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Le code compte 6 chiffres : vérifiez-le ; merci !", "Le code compte 6~chiffres~: vérifiez-le~; merci~!"),
        ("Choisissez « Sans diplôme ».", "Choisissez «~Sans diplôme~»."),
        ("Exemple : 06 12 34 56 78, ou +32 470.", "Exemple~: 06~12~34~56~78, ou +32~470."),
        ("il vous reste %(num)d essais, à %(hour)s (heure)", "il vous reste %(num)d~essais, à %(hour)s (heure)"),
        ('<a style="color:inherit" href="/a?b=1">vous</a>', '<a style="color:inherit" href="/a?b=1">vous</a>'),
    ],
)
def test_french_is_printed_with_spaces_that_do_not_break(written: str, printed: str) -> None:
    assert FRENCH.gettext(written) == printed.replace("~", "\u00a0")


@pytest.fixture
def said(visitor: Citizen, app_clock: ControllableClock) -> set[str]:
    """Return what the elements of the pages say."""
    pages = EveryPage(visitor, app_clock).walk().values()
    return {"".join(element.pieces) for page in pages for element in Markup(page).elements if element.tag in SAYING}


def test_a_space_parts_sentences(said: set[str]) -> None:
    glued = {found for text in said for found in GLUED.findall(text)}
    assert glued == set()


def test_no_line_breaks_before_a_mark_of_punctuation(said: set[str]) -> None:
    assert {found for text in said for found in BREAKABLE.findall(text)} == set()
