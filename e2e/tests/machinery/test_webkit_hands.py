"""In which order keys and buttons are pressed in WebKitGTK, without a browser."""

from typing import Any

import pytest

from e2e.engines.webkit.hands import Hands
from e2e.engines.webkit.synthetic import SyntheticCall

pytestmark = pytest.mark.machinery


class Pressed:
    """Stands for the automation and notes what it is asked for."""

    def __init__(self) -> None:
        self.mouse: list[tuple[str, str]] = []
        self.keys: list[tuple[str, ...]] = []
        self.places: list[tuple[int, int]] = []

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Note a call."""
        getattr(self, f"_{method}")(**params)
        return {}

    def _performMouseInteraction(self, **params: Any) -> None:  # noqa: N802 - the automation's own name
        self.mouse.append((params["interaction"], params["button"]))
        self.places.append((params["position"]["x"], params["position"]["y"]))

    def _performInteractionSequence(self, **params: Any) -> None:  # noqa: N802 - the automation's own name
        (state,) = params["steps"][0]["states"]
        self.keys.append((*state["pressedVirtualKeys"], *filter(None, [state.get("pressedCharKey")])))


@pytest.fixture
def pressed() -> Pressed:
    return Pressed()


@pytest.fixture
def hands(pressed: Pressed) -> Hands:
    return Hands(pressed, "window")  # type: ignore[arg-type]


def mouse(kind: str, *, click_count: int = 1, button: int = 0) -> SyntheticCall:
    return SyntheticCall("mouseEvent", {"type": kind, "clickCount": click_count, "button": button}, 1, ("", ""))


def move(x: float, y: float) -> SyntheticCall:
    return SyntheticCall("mouseMove", {"x": x, "y": y}, 1, ("", ""))


def key(kind: str, name: str) -> SyntheticCall:
    return SyntheticCall(kind, {"key": name}, 1, ("", ""))


def test_button_is_pressed_and_released_with_the_click(hands: Hands, pressed: Pressed) -> None:
    for call in (move(10, 20), mouse("mousedown"), mouse("mouseup")):
        hands.carry_out(call, in_frame=False)
    assert pressed.mouse == [("Move", "None")]

    hands.carry_out(mouse("click"), in_frame=False)
    assert pressed.mouse[1:] == [("Down", "Left"), ("Up", "Left")]


def test_button_held_while_the_mouse_moves_is_down_before_it_moves(hands: Hands, pressed: Pressed) -> None:
    for call in (mouse("mousedown"), move(30, 40), mouse("mouseup", click_count=0)):
        hands.carry_out(call, in_frame=False)
    assert pressed.mouse == [("Down", "Left"), ("Move", "None"), ("Up", "Left")]


def test_right_button_is_released_with_its_own_click(hands: Hands, pressed: Pressed) -> None:
    for kind in ("mousedown", "contextmenu", "mouseup", "auxclick"):
        hands.carry_out(mouse(kind, button=2), in_frame=False)
    assert pressed.mouse == [("Down", "Right"), ("Up", "Right")]


def test_enter_is_pressed_with_its_release(hands: Hands, pressed: Pressed) -> None:
    hands.carry_out(key("keydown", "Enter"), in_frame=False)
    assert pressed.keys == []

    hands.carry_out(key("keyup", "Enter"), in_frame=False)
    assert pressed.keys == [("Return",), ()]


def test_character_is_typed_under_the_keys_that_are_held(hands: Hands, pressed: Pressed) -> None:
    for call in (key("keydown", "Control"), key("keydown", "a"), key("keyup", "a"), key("keyup", "Control")):
        hands.carry_out(call, in_frame=False)
    assert pressed.keys == [("Control",), ("Control", "a"), ("Control",), ()]


def test_place_in_a_frame_is_left_to_its_page(hands: Hands, pressed: Pressed) -> None:
    hands.carry_out(move(100, 50), in_frame=False)
    hands.carry_out(move(5, 5), in_frame=True)
    assert pressed.places == [(100, 50)]


def test_place_is_scaled_at_the_zoom_of_the_window(hands: Hands, pressed: Pressed) -> None:
    hands.scale = 2.0
    hands.carry_out(move(10.4, 20), in_frame=False)
    assert pressed.places == [(21, 40)]
