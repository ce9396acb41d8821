"""What the service shows of FranceConnect+: the button, the short sign-up, the link, what it refuses and why."""

from typing import ClassVar

from playwright.sync_api import Locator, Page

from e2e.network import is_form
from e2e.pages.contact import ContactStep
from e2e.pages.site import SitePage
from e2e.pages.situation import SituationStep
from e2e.pages.step import StepPage
from e2e.wording import label


class FranceConnectGroup:
    """The recommendation and the official button, on the sign-in page and on step 1."""

    def __init__(self, page: Page) -> None:
        self.section = page.get_by_role("region", name=label("Avec FranceConnect+ (recommandé)"))
        self.button = self.section.get_by_role("link", name=label("S’identifier avec FranceConnect"))
        self.official_link = self.section.get_by_role("link", name=label("Qu’est-ce que FranceConnect+"))
        self.help_link = self.section.get_by_role("link", name=label("Comment cela fonctionne et qui peut l’utiliser"))
        self.separator = page.get_by_role("main").get_by_text(label("ou"), exact=True)

    def drawn_after_the_brand(self) -> str:
        """Return what the stylesheet adds to the name."""
        brand = self.button.get_by_text(label("FranceConnect"), exact=True)
        return str(brand.evaluate("brand => getComputedStyle(brand, '::after').content"))

    def press(self) -> None:
        """Go to FranceConnect+."""
        self.button.click()


class FranceConnectIdentity(StepPage):
    """Step 1 of a first connection: what was given, and the number."""

    path: ClassVar[str] = "/inscription/franceconnect/identite"
    heading: ClassVar[str] = "Votre numéro de sécurité sociale"
    number: ClassVar[int] = 1
    total: ClassVar[int] = 3
    help_link_text: ClassVar[str] = "S’inscrire avec FranceConnect"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.nir = self.textbox("Numéro de sécurité sociale")
        self.email = self.textbox("Adresse électronique personnelle")
        self.password = self.main.get_by_label(label("Mot de passe"))

    def given(self, name: str) -> Locator:
        """Return what FranceConnect gave under a label."""
        term = self.page.get_by_role("term").filter(has_text=label(name))
        return self.main.locator("dl > div").filter(has=term).get_by_role("definition")

    def give_number(self, nir: str) -> None:
        """Give the number and go on."""
        self.nir.fill(nir)
        self.submit()


class FranceConnectContact(ContactStep):
    """Step 2 of a first connection."""

    path: ClassVar[str] = "/inscription/franceconnect/coordonnees"
    number: ClassVar[int] = 2
    total: ClassVar[int] = 3


class FranceConnectSituation(SituationStep):
    """Step 3 of a first connection."""

    path: ClassVar[str] = "/inscription/franceconnect/situation"
    number: ClassVar[int] = 3
    total: ClassVar[int] = 3


class LinkingPage(SitePage):
    """The number has an account: its owner proves that it is theirs."""

    path: ClassVar[str] = "/inscription/franceconnect/rattachement"
    heading: ClassVar[str] = "Ce numéro a déjà un compte"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.password = self.main.get_by_label(label("Mot de passe de ce compte"))
        self.code = self.textbox("Code")
        self.restart_button = self.button("Recommencer l’inscription")

    def give_password(self, password: str) -> None:
        """Prove it by the account's password."""
        self.password.fill(password)
        self.button("Rattacher avec le mot de passe").click()

    def ask_for_code(self) -> None:
        """Have a code mailed to the account's address."""
        self.button("Recevoir un code").click()

    def ask_for_another_code(self) -> None:
        """Have another code mailed, and wait until that is done: the page looks the same afterwards."""
        with self.page.expect_response(lambda response: is_form(response.request)):
            self.button("Renvoyer un code").click()

    def give_code(self, code: str) -> None:
        """Prove it by the mailed code."""
        self.code.fill(code)
        self.button("Rattacher avec le code").click()

    def correct_number(self) -> None:
        """Say that it is somebody else's account."""
        self.button("Corriger le numéro").click()


class ConnectionNotice:
    """Says on every step of a local sign-up that one is connected, and the ways out of the conflict (FC-1)."""

    def __init__(self, page: Page) -> None:
        main = page.get_by_role("main")
        self.heading = main.get_by_role("heading", name=label("Votre connexion avec FranceConnect+ est ouverte"))
        self.go_on_link = main.get_by_role("link", name=label("Continuer avec FranceConnect+"))
        self.another_address_link = main.get_by_role("link", name=label("indiquer une autre adresse électronique"))
        self.disconnect_button = main.get_by_role("button", name=label("Me déconnecter de FranceConnect+"))


class FranceConnectFailure(SitePage):
    """A sign-in did not come to its end. The heading tells how."""

    path: ClassVar[str] = "/franceconnect/retour"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.again = self.link("Réessayer avec FranceConnect+")
        self.sign_in = self.link("S'identifier avec un numéro et un mot de passe")
        self.sign_up = self.link("Créer un compte sans FranceConnect+")

    def told(self, title: str) -> Locator:
        """Return the heading that tells how."""
        return self.page.get_by_role("heading", level=1, name=label(title))
