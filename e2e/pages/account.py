"""Signing in, and the account."""

from typing import Any, ClassVar

from playwright.sync_api import Locator, Page

from e2e.pages.site import SitePage
from e2e.targets.guard import fetched
from e2e.wording import label, path_of


class SignInPage(SitePage):
    """Number and password."""

    path: ClassVar[str] = "/identification"
    heading: ClassVar[str] = "S'identifier"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.nir = self.textbox("Numéro de sécurité sociale")
        self.password = self.main.get_by_label(label("Mot de passe"))
        self.create_account_link = self.link("Créer mon compte")

    def sign_in(self, nir: str, password: str) -> None:
        """Give number and password."""
        self.nir.fill(nir)
        self.password.fill(password)
        self.button("S'identifier").click()

    def create_account(self) -> None:
        """Go on to the sign-up."""
        self.create_account_link.click()


class AccountPage(SitePage):
    """What is recorded."""

    path: ClassVar[str] = "/compte"
    heading: ClassVar[str] = "Mon compte"

    def value(self, name: str) -> Locator:
        """Return what is recorded under a label."""
        term = self.page.get_by_role("term").filter(has_text=label(name))
        return self.main.locator("dl > div").filter(has=term).get_by_role("definition")

    def recorded(self) -> dict[str, Any]:
        """Return what the file says that the citizen can take with them."""
        address = self.link("Télécharger mes données").get_attribute("href") or ""
        recorded: dict[str, Any] = fetched(self.page, address).json()
        return recorded

    def unlink(self) -> None:
        """Open the account with FranceConnect no more."""
        self.button("Ne plus utiliser FranceConnect+").click()

    def age(self) -> None:
        """Let the sign-out stand in a page from before another sign-in: the token of its form is another one's."""
        token = self.page.locator(f'form[action="{path_of("/deconnexion")}"] [name="csrf_token"]')
        token.evaluate("field => { field.value = 'x' }")


class DeletionPage(SitePage):
    """The account can be deleted."""

    path: ClassVar[str] = "/compte/suppression"
    heading: ClassVar[str] = "Supprimer mon compte"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.password = self.main.get_by_label(label("Mot de passe"))

    def confirm(self, password: str) -> None:
        """Confirm with the password."""
        self.password.fill(password)
        self.button("Supprimer définitivement mon compte").click()

    def confirm_by_word(self) -> None:
        """Confirm where there is no password."""
        self.main.get_by_role("checkbox").check()
        self.button("Supprimer définitivement mon compte").click()


class DeletedPage(SitePage):
    """The account is gone."""

    path: ClassVar[str] = "/compte/supprime"
    heading: ClassVar[str] = "Votre compte est supprimé"
