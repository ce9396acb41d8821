"""The screen that MiniBrowser's windows stand on: an Xvfb of our own, without a window manager."""

import os
import subprocess
from functools import cached_property

WIDTH = 2400
HEIGHT = 4000


class Display:
    """A screen, from the first question for its name to ``close``.

    Args:
        is_shown: it is to be the screen of the person at the machine, where there is one.

    Without a window manager, X gives the keyboard to the window under the pointer, which rests in the middle of the
    screen. So a window is placed with its toolbar there, and no page is hovered by chance.
    """

    middle = (WIDTH // 2, HEIGHT // 2)

    def __init__(self, *, is_shown: bool = False) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_shown = is_shown and "DISPLAY" in os.environ

    @cached_property
    def name(self) -> str:
        """What DISPLAY must say; the screen starts with the first call."""
        if self._is_shown:
            return os.environ["DISPLAY"]
        reading, writing = os.pipe()
        self._process = subprocess.Popen(
            self._command(writing), pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            return f":{told.readline().strip()}"

    def close(self) -> None:
        """Take the screen away."""
        if self._process:
            self._process.terminate()
            self._process.wait()

    def _command(self, told: int) -> list[str]:
        # -noreset: else the screen starts anew when its last window closes, and refuses those that open meanwhile.
        # setpriv: the screen ends with the process of the tests, whatever ends that.
        screen = ["Xvfb", "-displayfd", f"{told}", "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-noreset"]
        return ["setpriv", "--pdeathsig", "KILL", *screen, "-nolisten", "tcp"]
