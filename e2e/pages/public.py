"""The pages that anyone can read, those about cookies, and those that tell what happened."""

from typing import ClassVar

from playwright.sync_api import Locator, Page

from e2e.pages.site import SitePage
from e2e.wording import any_of, has_page, label, path_of

# What anyone can open, whatever they answered about cookies.
READABLE_PATHS = tuple(
    path_of(path)
    for path in (
        "/",
        "/identification",
        "/inscription/identite",
        "/aide",
        "/aide/navigateur",
        "/cookies",
        "/cookies/verification",
        "/conditions-generales",
        "/donnees-personnelles",
        "/accessibilite",
        "/mentions-legales",
        "/compte/supprime",
        "/page-introuvable",
    )
    if has_page(path)
)


class HomePage(SitePage):
    """Where everything starts."""

    path: ClassVar[str] = "/"
    heading: ClassVar[str] = "Ouvrez votre compte pour vous former"


class HelpPage(SitePage):
    """The journey, step by step."""

    path: ClassVar[str] = "/aide"
    heading: ClassVar[str] = "Aide à l’inscription"

    def part(self, name: str) -> Locator:
        """Return the heading of a part."""
        return self.main.get_by_role("heading", name=label(name))


class TermsPage(SitePage):
    """The general terms of use."""

    path: ClassVar[str] = "/conditions-generales"
    heading: ClassVar[str] = "Conditions générales d’utilisation"


class BrowserCheckPage(SitePage):
    """What the server and the style sheet see of the browser."""

    path: ClassVar[str] = "/aide/navigateur"
    heading: ClassVar[str] = "Vérifier mon navigateur"

    def accept_here(self) -> None:
        """Accept the cookies where the page asks about them."""
        self.button("Accepter les cookies").click()


class CookiesPage(SitePage):
    """The choice about cookies."""

    path: ClassVar[str] = "/cookies"
    heading: ClassVar[str] = "Gestion des cookies"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.choice = self.main.get_by_role(
            "heading", name=any_of("Votre choix actuel", "Vous n’avez pas encore choisi")
        )

    def accept(self) -> None:
        """Accept."""
        self.button("Accepter les cookies").click()

    def refuse(self) -> None:
        """Refuse."""
        self.button("Refuser les cookies").click()


class ConsentGate(SitePage):
    """Stands where step 1 would, until cookies are accepted."""

    path: ClassVar[str] = "/inscription/identite"
    heading: ClassVar[str] = "L’inscription a besoin des cookies"

    def accept(self) -> None:
        """Accept and go on."""
        self.button("Accepter et continuer").click()


class BlockedCookiesPage(SitePage):
    """The browser writes no cookie."""

    path: ClassVar[str] = "/cookies/verification"
    heading: ClassVar[str] = "Votre navigateur bloque les cookies"

    def try_again(self) -> None:
        """Say that they are allowed now."""
        self.button("Accepter les cookies et continuer").click()


class SessionEndedPage(SitePage):
    """The session or the sign-up has ended."""

    path: ClassVar[str] = "/inscription"
    heading: ClassVar[str] = "Votre session a pris fin"

    def go_on(self) -> None:
        """Start where one can."""
        self.link("Continuer").click()


class StepClosedPage(SitePage):
    """The sign-up was started again elsewhere: what was sent is not recorded."""

    path: ClassVar[str] = "/inscription"
    heading: ClassVar[str] = "Cette étape n’est plus ouverte"

    def go_on(self) -> None:
        """Go to the step reached."""
        self.link("Continuer").click()


class NumberTakenPage(SitePage):
    """An account exists for this number."""

    path: ClassVar[str] = "/inscription/situation"
    heading: ClassVar[str] = "Vous avez déjà un compte"
