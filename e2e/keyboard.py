"""A citizen without a mouse."""

from playwright.sync_api import Locator, Page

FARTHEST_TABS = 60


class Keyboard:
    """The keyboard of a page: Tab, Enter, Space, characters, and those that cut and paste; nothing else."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def go_to(self, control: Locator) -> None:
        """Press Tab until a control has the focus.

        Raises:
            AssertionError: Tab never gets there.

        """
        for _ in range(FARTHEST_TABS):
            if control.evaluate("control => control === document.activeElement"):
                return
            self._page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {control}")

    def type_into(self, control: Locator, text: str) -> None:
        """Go to a field, or to a list, and type."""
        self.go_to(control)
        self._page.keyboard.type(text)

    def carry(self, text: str, *, via: Locator, to: Locator) -> None:
        """Type a text into one field, cut it out, and paste it into another, or into the same one."""
        via.focus()
        self._page.keyboard.type(text)
        self._page.keyboard.press("ControlOrMeta+A")
        self._page.keyboard.press("ControlOrMeta+X")
        to.focus()
        self._page.keyboard.press("ControlOrMeta+V")

    def begin_word(self, control: Locator, *shown: str) -> "Word":
        """Go to a field and begin a word with an input method, which shows one thing after the other."""
        self.go_to(control)
        word = Word(self._page)
        for text in shown:
            word.change(text)
        return word

    def press(self, control: Locator, key: str) -> None:
        """Go to a control and press a key on it."""
        self.go_to(control)
        self._page.keyboard.press(key)


class Word:
    """A word in the making: underlined in its field until it is confirmed. Chromium's protocol alone can do that."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def change(self, text: str) -> None:
        """Show another state of the word."""
        caret = {"selectionStart": len(text), "selectionEnd": len(text)}
        self._session.send("Input.imeSetComposition", {"text": text} | caret)

    def confirm(self, text: str) -> None:
        """Put the word into the field."""
        self._session.send("Input.insertText", {"text": text})
