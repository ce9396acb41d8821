"""Keys and mouse buttons, pressed by MiniBrowser's automation: pages see the events of a person."""

from typing import Any

from e2e.engines.webkit.inspector import Automation
from e2e.engines.webkit.synthetic import SyntheticCall

_BUTTONS = ("Left", "Middle", "Right")
_ARROWS = {f"Arrow{side}": f"{side}Arrow" for side in ("Left", "Right", "Up", "Down")}
_SAME_NAME = ("Shift", "Control", "Meta", "Backspace", "Tab", "Escape", "Home", "End", "Insert", "Delete")
_PAGING = ("PageUp", "PageDown")
VIRTUAL_KEYS = {key: key for key in (*_SAME_NAME, *_PAGING)} | _ARROWS | {"Alt": "Alternate", "Enter": "Return"}
_MODIFIERS = {"Shift": "Shift", "Control": "Control", "Meta": "Meta", "Alternate": "Alt"}


class Hands:
    """The hands on one window.

    Playwright looks at the page between the parts of a press. Where the press may lead to another page, all of it
    happens with its last part: Enter with its release, a button with the click that follows or with the next move.
    So nothing under the pointer has the time to move away between a button's press and its release.

    Attributes:
        scale: how many units of the window a CSS pixel takes, at the window's zoom.

    """

    def __init__(self, automation: Automation, handle: str) -> None:
        self._automation = automation
        self._handle = handle
        self._held: list[str] = []
        self._place = (0.0, 0.0)
        self._due: list[str] = []
        self.scale = 1.0

    def carry_out(self, call: SyntheticCall, *, in_frame: bool) -> None:
        """Do what a call asks for. The place of the mouse in a frame is relative, and left to its main frame."""
        if call.kind == "insertText":
            self._insert(call.argument)
        elif call.kind == "mouseMove" and not in_frame:
            self._move(call.argument)
        elif call.kind == "mouseEvent":
            self._press_button(call.argument)
        elif call.kind in ("keydown", "keyup"):
            self._press_key(call.argument["key"], is_down=call.kind == "keydown")

    def _insert(self, text: str) -> None:
        interactions = [{"type": "InsertByKey", "text": text}]
        self._automation.call("performKeyboardInteractions", handle=self._handle, interactions=interactions)

    def _move(self, event: dict[str, Any]) -> None:
        self._press_what_is_due()
        self._place = (event["x"], event["y"])
        self._interact("Move", "None")

    def _press_button(self, event: dict[str, Any]) -> None:
        closing = ("auxclick" if event["button"] else "click") if event["clickCount"] else "mouseup"
        button = _BUTTONS[event["button"]]
        if event["type"] == "mousedown":
            self._due.append(button)
        elif event["type"] == closing:
            self._press_what_is_due()
            self._interact("Up", button)

    def _press_what_is_due(self) -> None:
        while self._due:
            self._interact("Down", self._due.pop())

    def _press_key(self, key: str, *, is_down: bool) -> None:
        virtual = VIRTUAL_KEYS.get(key)
        if virtual != "Return":
            self._set_key(key, virtual, is_down=is_down)
        elif not is_down:
            self._set_key(key, virtual, is_down=True)
            self._set_key(key, virtual, is_down=False)

    def _set_key(self, key: str, virtual: str | None, *, is_down: bool) -> None:
        if virtual:
            self._held = [held for held in self._held if held != virtual] + [virtual] * is_down
        is_character = is_down and not virtual and len(key) == 1
        state = {"sourceId": "keys", "pressedVirtualKeys": self._held}
        states = [state | {"pressedCharKey": key} if is_character else state]
        sources = [{"sourceId": "keys", "sourceType": "Keyboard"}]
        self._automation.call(
            "performInteractionSequence", handle=self._handle, inputSources=sources, steps=[{"states": states}]
        )

    def _interact(self, interaction: str, button: str) -> None:
        x, y = self._place
        self._automation.call(
            "performMouseInteraction",
            handle=self._handle,
            interaction=interaction,
            button=button,
            modifiers=[_MODIFIERS[held] for held in self._held if held in _MODIFIERS],
            position={"x": round(x * self.scale), "y": round(y * self.scale)},
        )
