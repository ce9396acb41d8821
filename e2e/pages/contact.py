"""Step 3: how to reach the citizen."""

from typing import ClassVar

from playwright.sync_api import Locator, Page, expect

from e2e.pages.person import Person
from e2e.pages.site import has_htmx
from e2e.pages.step import StepPage
from e2e.wording import label

POSTCODE_DIGITS = 5
COUNTRIES = {"FR": "France", "BE": "Belgique"}


class ContactStep(StepPage):
    """Telephone and postal address."""

    path: ClassVar[str] = "/inscription/coordonnees"
    heading: ClassVar[str] = "Vos coordonnées"
    number: ClassVar[int] = 3
    help_link_text: ClassVar[str] = "Remplir vos coordonnées"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.phone = self.textbox("Numéro de téléphone")
        self.street = self.textbox("Numéro et rue")
        self.complement = self.textbox("Complément d’adresse")
        self.postcode = self.textbox("Code postal")
        # Its list of proposals makes it a combobox.
        self.town = self.main.get_by_role("combobox", name=label("Commune"))
        self.country = self.main.get_by_role("combobox", name=label("Pays"))
        self.status = self.main.get_by_role("status")

    def fill(self, person: Person) -> None:
        """Answer everything."""
        self.phone.fill(person.phone)
        self.street.fill(person.street)
        self.complement.fill(person.complement)
        self.postcode.fill(person.postcode)
        self.town.fill(person.town)
        self.choose(self.country, COUNTRIES[person.country])
        self.await_proposal(person.town)

    def await_proposal(self, town: str) -> None:
        """Wait for the towns of a whole postcode where it asks by itself: they would come amid what follows."""
        if len(self.postcode.input_value()) == POSTCODE_DIGITS and has_htmx(self.page):
            expect(self.proposal(town)).to_be_visible()

    def propose_towns(self) -> None:
        """Ask for the towns of the postcode."""
        self.button("Proposer les communes").click()

    def proposal(self, town: str) -> Locator:
        """Return a town that the page proposes."""
        return self.status.filter(has_text=town)
