"""Step 4, and the page after it."""

from typing import ClassVar

from playwright.sync_api import Page

from e2e.pages.person import Person
from e2e.pages.site import SitePage
from e2e.pages.step import StepPage
from e2e.wording import label

# What people read of the answers that a form sends: a service written by others may send others for them.
UNCHOSEN = {"": "Choisir dans la liste"}
DIPLOMAS = UNCHOSEN | {
    "sans": "Sans diplôme",
    "4": "Niveau 4 : baccalauréat, brevet professionnel ou équivalent",
    "5": "Niveau 5 : bac + 2 (BTS, DUT, DEUG) ou équivalent",
}
CATEGORIES = UNCHOSEN | {"5": "Employés"}


class SituationStep(StepPage):
    """Diploma, category and terms of use."""

    path: ClassVar[str] = "/inscription/situation"
    heading: ClassVar[str] = "Votre situation"
    number: ClassVar[int] = 4
    help_link_text: ClassVar[str] = "Remplir votre situation"
    submit_text: ClassVar[str] = "Finaliser mon inscription"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.diploma = self.main.get_by_role("combobox", name=label("Diplôme le plus élevé"))
        self.year = self.textbox("Année d’obtention")
        self.category = self.main.get_by_role("combobox", name=label("Catégorie socioprofessionnelle"))
        self.terms = self.main.get_by_role("checkbox", name=label("J’ai lu et j’accepte"))
        self.terms_link = self.link("conditions générales d’utilisation")

    def fill(self, person: Person) -> None:
        """Answer everything but the terms."""
        self.choose(self.diploma, DIPLOMAS[person.diploma])
        self.year.fill(person.diploma_year)
        self.choose(self.category, CATEGORIES[person.category])

    def accept_terms(self) -> None:
        """Tick the box."""
        self.terms.check()

    def read_terms(self) -> Page:
        """Open the text of the terms, which opens beside the form."""
        with self.page.expect_popup() as opened:
            self.terms_link.click()
        return opened.value

    def back_to_contact(self) -> None:
        """Go back to step 3 by the form's own button."""
        self.button("Revenir aux coordonnées").click()


class DonePage(SitePage):
    """The account exists."""

    path: ClassVar[str] = "/inscription/terminee"
    heading: ClassVar[str] = "Votre compte est créé"
