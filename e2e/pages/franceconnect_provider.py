"""The page on which FranceConnect+ lets a citizen sign in: the simulator's, where everybody is invented."""

from typing import ClassVar, Protocol, Self

from playwright.sync_api import Locator, Page, expect


class Identified(Protocol):
    """Somebody whom the page offers."""

    printed_nir: str


class ProviderPage:
    """People to choose from, or the one who is signed in there already."""

    heading: ClassVar[str] = "Choisir une personne"
    heading_again: ClassVar[str] = "Continuer sur le service"

    def __init__(self, page: Page) -> None:
        self.page = page

    def expect_current(self) -> Self:
        """Wait until the people are shown."""
        expect(self.page.get_by_role("heading", level=1, name=self.heading)).to_be_visible()
        return self

    def expect_remembered(self) -> Self:
        """Wait until the one who is signed in is offered to go on."""
        expect(self.page.get_by_role("heading", level=1, name=self.heading_again)).to_be_visible()
        return self

    def choice(self, person: Identified) -> Locator:
        """Return the button of a person."""
        offered = self.page.get_by_role("listitem").filter(has_text=person.printed_nir)
        return offered.get_by_role("button", name="Continuer en tant que")

    def choose(self, person: Identified) -> None:
        """Sign in as somebody."""
        self.choice(person).click()

    def go_on(self) -> None:
        """Go on as the one who is signed in."""
        self.page.get_by_role("button", name="Continuer sur le service").click()

    def turn_back(self) -> None:
        """Go back to the service as nobody."""
        self.page.get_by_role("button", name="Revenir").click()
