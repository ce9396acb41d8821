"""What the steps share."""

from typing import ClassVar

from playwright.sync_api import Locator, Page

from e2e.pages.site import SitePage
from e2e.wording import label


class StepPage(SitePage):
    """A step of the sign-up."""

    number: ClassVar[int]
    total: ClassVar[int] = 4
    help_link_text: ClassVar[str]
    submit_text: ClassVar[str] = "Continuer"

    def title_heading(self) -> Locator:
        """Return the main heading, which opens with the number of the step."""
        said = label("Étape {number} sur {total} : {heading}")
        name = said.format(number=self.number, total=self.total, heading=label(self.heading))
        return self.page.get_by_role("heading", level=1, name=name)

    @property
    def submit_button(self) -> Locator:
        """The button that ends the step."""
        return self.button(self.submit_text)

    def submit(self) -> None:
        """Press the button that ends the step."""
        self.submit_button.click()

    def submit_twice(self) -> None:
        """Press it twice in a row, as impatient hands do."""
        self.submit_button.dblclick()

    def choose(self, field: Locator, said: str) -> None:
        """Choose from a list by what it says."""
        field.select_option(label=label(said))

    def chosen(self, field: Locator) -> Locator:
        """Return what a list shows as chosen, which no role tells."""
        return field.locator("option:checked")

    def place_of_button(self, name: str) -> tuple[float, float]:
        """Return where a mouse presses a button, which waits for nothing that is under way."""
        self.button(name).scroll_into_view_if_needed()
        box = self.button(name).bounding_box()
        assert box, "the button is shown"
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def restart(self) -> None:
        """Start the sign-up again."""
        self.button("Recommencer l’inscription").click()

    def open_help(self) -> Page:
        """Follow the step's own link into the help page, which opens beside it."""
        with self.page.expect_popup() as opened:
            self.link(self.help_link_text).click()
        return opened.value
