"""What every page of the service has: its heading, header, cookie banner, error summary and footer."""

from typing import ClassVar, Self

from playwright.sync_api import Locator, Page, expect

from e2e.wording import any_of, label, path_of


def expect_settled(page: Page) -> None:
    """Wait until htmx is through with the page: until then it may still move the focus."""
    expect(page.locator(".htmx-swapping, .htmx-added, .htmx-settling")).to_have_count(0)


def has_htmx(page: Page) -> bool:
    """Tell whether htmx is at work in the page, which then asks for more by itself."""
    return bool(page.evaluate("'htmx' in window"))


def leave_for(page: Page, path: str) -> None:
    """Go to a page of the service once the one that is shown has loaded to its end.

    Where the end of a load meets the next navigation, Firefox counts that one as two over WebDriver BiDi, and
    Playwright takes it for interrupted.
    """
    page.wait_for_load_state()
    page.goto(path_of(path))


class SitePage:
    """A page. Subclasses say at which path it stands and what it is headed with."""

    path: ClassVar[str] = "/"
    heading: ClassVar[str] = ""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.get_by_role("main")
        self.banner = page.get_by_role("region", name=label("Acceptez-vous les cookies de ce site ?"))
        self.header = page.get_by_role("banner")
        self.footer = page.get_by_role("contentinfo")
        self.sign_in_link = self.header.get_by_role("link", name=label("S'identifier"))
        self.account_link = self.header.get_by_role("link", name=label("Mon compte"))
        self.error_summary = page.get_by_role(
            "group", name=any_of("À corriger avant de continuer", "Votre demande n’a pas abouti")
        )

    def open(self) -> Self:
        """Go there by its address."""
        leave_for(self.page, self.path)
        return self

    def expect_current(self) -> Self:
        """Wait until this page is the one shown."""
        expect(self.title_heading()).to_be_visible()
        return self

    def title_heading(self) -> Locator:
        """Return the page's main heading."""
        return self.page.get_by_role("heading", level=1, name=label(self.heading))

    def tries_left(self, number: int) -> Locator:
        """Return what a page about a code says of the tries that are left."""
        return self.main.get_by_role("strong").filter(has_text=label("{number} essai").format(number=number))

    def accept_cookies(self) -> None:
        """Accept in the banner."""
        self.banner.get_by_role("button", name=label("Accepter les cookies")).click()
        expect(self.banner).to_be_hidden()

    def refuse_cookies(self) -> None:
        """Refuse in the banner."""
        self.banner.get_by_role("button", name=label("Refuser les cookies")).click()
        expect(self.banner).to_be_hidden()

    def sign_out(self) -> None:
        """Sign out from the header."""
        self.header.get_by_role("button", name=label("Se déconnecter")).click()

    def textbox(self, name: str) -> Locator:
        """Return a field of text by its label."""
        return self.main.get_by_role("textbox", name=label(name))

    def button(self, name: str) -> Locator:
        """Return a button by what it says."""
        return self.main.get_by_role("button", name=label(name), exact=True)

    def link(self, name: str) -> Locator:
        """Return a link by its text."""
        return self.main.get_by_role("link", name=label(name))

    def hidden(self, name: str) -> Locator:
        """Return a hidden field, which has no role, by its name."""
        return self.main.locator(f"input[type=hidden][name={label(name)}]")
