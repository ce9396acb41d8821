"""Step 1: who signs up."""

import re
from typing import ClassVar

from playwright.sync_api import Locator, Page, expect

from e2e.pages.person import Person
from e2e.pages.step import StepPage
from e2e.wording import label


class IdentityStep(StepPage):
    """Number, birth name, address, password and security control."""

    path: ClassVar[str] = "/inscription/identite"
    heading: ClassVar[str] = "Vos identifiants"
    number: ClassVar[int] = 1
    help_link_text: ClassVar[str] = "Remplir vos identifiants"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.nir = self.textbox("Numéro de sécurité sociale")
        self.birth_name = self.textbox("Nom de famille de naissance")
        self.email = self.textbox("Adresse électronique personnelle")
        self.password = self.main.get_by_label(re.compile(f"^{re.escape(label('Mot de passe'))}"))
        self.security_code = self.textbox("Code de sécurité")
        self.image = self.main.get_by_role("img", name=label("Code de sécurité à six chiffres"))
        # What plays has no role.
        self.player = self.main.locator("audio")
        self.sound_link = self.link("Ouvrir le son du code (nouvelle fenêtre)")
        self.token = self.hidden("captcha_token")
        self.password_is_kept = self.main.get_by_text(label("Le mot de passe que vous avez choisi est gardé"))
        self.address_suggestion = self.main.get_by_role("status").filter(has_text=label("Vouliez-vous écrire"))

    def fill(self, person: Person, security_code: str) -> None:
        """Answer everything."""
        self.nir.fill(person.nir)
        self.birth_name.fill(person.birth_name)
        self.give_address(person.email)
        self.password.fill(person.password)
        self.security_code.fill(security_code)

    def give_address(self, address: str) -> None:
        """Answer with an address, in the place of the one that stands there."""
        self.email.clear()  # over WebDriver BiDi, fill() adds to what a field of this type holds
        self.email.fill(address)

    def type_address(self, address: str) -> None:
        """Type an address key by key and leave its field: what a page does then, it does not do after fill()."""
        self.email.press_sequentially(address)
        self.email.press("Tab")

    def renew_security_code(self) -> None:
        """Ask for another code and wait for it."""
        former = self.token.input_value()
        self.button("Un autre code").click()
        expect(self.token).not_to_have_value(former)

    def wait_for_image(self) -> None:
        """Wait until the image of the security control has come.

        Where pages run no scripts it has come with the page: there, Firefox would keep no promise of it.
        """
        self.page.wait_for_load_state()
        self.image.evaluate("image => image.complete || image.decode()")

    def go_without_control(self) -> None:
        """Go on as somebody who can use neither the image nor the sound."""
        self.button("Je ne peux utiliser ni l’image ni le son").click()

    def send_token(self, token: str) -> None:
        """Have the form send the seal of another security control, as only somebody who tampers can."""
        self.token.evaluate("(field, token) => { field.value = token; }", token)

    def show_password(self) -> None:
        """Show what was typed."""
        self.button("Afficher le mot de passe").click()
        expect(self.button("Masquer le mot de passe")).to_be_visible()

    def hide_password(self) -> None:
        """Hide it again."""
        self.button("Masquer le mot de passe").click()
        expect(self.button("Afficher le mot de passe")).to_be_visible()

    def rule(self, text: str) -> Locator:
        """Return the line of a password rule."""
        return self.main.get_by_role("listitem").filter(has_text=label(text))
