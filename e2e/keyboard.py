"""A citizen without a mouse."""

from playwright.sync_api import Locator, Page

FARTHEST_TABS = 60


class Keyboard:
    """The keyboard of a page: Tab, Enter, Space and characters, nothing else."""

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

    def press(self, control: Locator, key: str) -> None:
        """Go to a control and press a key on it."""
        self.go_to(control)
        self._page.keyboard.press(key)
