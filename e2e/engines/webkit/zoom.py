"""The zoom of a WebKitGTK window, by the keys that a person presses for it: Control and + (no program can set it)."""

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager

STEP = 1.2
_DOWN = (1,)
_PRESSED = (1, 0)
_UP = (0,)


def press(display: str, factor: float) -> None:
    """Press the keys as often as comes nearest to a factor. They go to the window under the pointer."""
    steps = round(math.log(factor, STEP))
    with _connected(display) as keyboard:
        keyboard.send(b"Control_L", _DOWN)
        keyboard.send(b"equal", _PRESSED * steps)
        keyboard.send(b"Control_L", _UP)


class _Keyboard:
    def __init__(self, display: str) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._test = ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))

    def send(self, key: bytes, states: tuple[int, ...]) -> None:
        symbol = ctypes.c_ulong(self._x.XStringToKeysym(key))
        code = self._x.XKeysymToKeycode(self._display, symbol)
        for state in states:
            self._test.XTestFakeKeyEvent(self._display, code, state, 0)

    def close(self) -> None:
        self._x.XCloseDisplay(self._display)


@contextmanager
def _connected(display: str) -> Iterator[_Keyboard]:
    keyboard = _Keyboard(display)
    yield keyboard
    keyboard.close()
