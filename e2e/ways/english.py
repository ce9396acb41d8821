"""Ways to pages in English: those of the French, then the language by its address, as the switch gives it."""

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import expect

from e2e import english
from e2e.deployment import speaking
from e2e.pages import IdentityStep
from e2e.pages.site import leave_for
from e2e.ways import signup
from e2e.ways.stage import Stage


def translated(way: Callable[[Stage], None]) -> Callable[[Stage], None]:
    """Return the way to the same page in English."""

    def go(stage: Stage) -> None:
        way(stage)
        leave_for(stage.page, f"{urlsplit(stage.page.url).path}?langue=en")
        expect(stage.page.locator("html")).to_have_attribute("lang", "en")

    return go


def identity_empty(stage: Stage) -> None:
    """Show step 1 sent without an answer."""
    translated(signup.identity)(stage)
    with speaking(english.words()):
        step = IdentityStep(stage.page)
        step.submit()
        expect(step.error_summary).to_be_visible()
