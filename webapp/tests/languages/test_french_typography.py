"""What French readers expect of the printed line, on every page."""

import re

import pytest

from fixtures.clock import ControllableClock
from webapp.tests.citizen import Citizen
from webapp.tests.languages.every_page import EveryPage
from webapp.tests.markup import Markup

GLUED = re.compile(r"[a-zéè][.?!][A-ZÀÉ]\w*")
SAYING = ("p", "li", "dd", "dt", "td", "th", "h1", "h2", "h3", "label", "a", "button")


@pytest.fixture
def said(visitor: Citizen, app_clock: ControllableClock) -> set[str]:
    """Return what the elements of the pages say."""
    pages = EveryPage(visitor, app_clock).walk().values()
    return {"".join(element.pieces) for page in pages for element in Markup(page).elements if element.tag in SAYING}


def test_a_space_parts_sentences(said: set[str]) -> None:
    glued = {found for text in said for found in GLUED.findall(text)}
    assert glued == set()
