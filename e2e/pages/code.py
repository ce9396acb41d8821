"""Step 2: the code received by e-mail, while it is good, expired or dead."""

from collections.abc import Sequence
from typing import ClassVar

from playwright.sync_api import Locator, Page

from e2e.pages.step import StepPage
from e2e.wording import label, path_of

SEND_AT_ONCE = """async (field, codes) => {
    const send = (code) => {
        const fields = new FormData(field.form);
        fields.set(field.name, code);
        return fetch(field.form.getAttribute("action"), { method: "POST", body: new URLSearchParams(fields) });
    };
    return (await Promise.all(codes.map(send))).map((answer) => answer.status);
}"""


class _CodePage(StepPage):
    path: ClassVar[str] = "/inscription/code"
    heading: ClassVar[str] = "Vérification de votre adresse électronique"
    number: ClassVar[int] = 2


class _Replaceable(_CodePage):
    """Another code can be asked for."""

    def resend(self) -> None:
        """Ask for another code and wait for the answer, which may leave the page as it is."""
        with self.page.expect_response(f"**{path_of('/inscription/code/renvoi')}"):
            self.button("Renvoyer un code").click()


class CodeStep(_Replaceable):
    """The code can be entered."""

    help_link_text: ClassVar[str] = "Trouver et saisir le code"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.code = self.textbox("Code reçu par message électronique")
        self.status = self.main.get_by_role("status")
        self.suggestion = self.main.get_by_text(label("Vouliez-vous écrire"))

    def title_heading(self) -> Locator:
        """Return the field of the code: the three states of this step have one heading."""
        return self.code

    def enter(self, code: str) -> None:
        """Type a code and go on."""
        self.code.fill(code)
        self.submit()

    def send_at_once(self, codes: Sequence[str]) -> list[int]:
        """Send all of these from the form that is open, as a program would, and return the status of each answer."""
        statuses: list[int] = self.code.evaluate(SEND_AT_ONCE, list(codes))
        return statuses

    def enter_twice(self, code: str) -> None:
        """Type a code and press the button twice."""
        self.code.fill(code)
        self.submit_twice()


class ExpiredCode(_Replaceable):
    """Fifteen minutes have passed."""

    help_link_text: ClassVar[str] = "Mon code a expiré"

    def title_heading(self) -> Locator:
        """Return what only this state says."""
        return self.main.get_by_role("heading", name=label("Vous ne pouvez pas les lire"))


class DeadCode(_CodePage):
    """Four wrong entries were made."""

    help_link_text: ClassVar[str] = "Mon code est refusé"

    def title_heading(self) -> Locator:
        """Return what only this state says."""
        return self.link(self.help_link_text)
