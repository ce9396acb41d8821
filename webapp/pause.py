"""How long a part that did not answer is left alone: whoever uses it can do without, and shall not wait each time."""

from datetime import datetime, timedelta
from threading import Lock

from webapp.clock import Clock

PAUSE = timedelta(seconds=10)


class Pause:
    """The pause of one part, which all threads of a process keep. There is none before a failure.

    A part that is silent rather than gone takes seconds to fail: once the pause is over, one thread asks, and the
    others keep a further one meanwhile.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: datetime | None = None
        self._turn = Lock()

    def lets_ask(self) -> bool:
        """Tell whether to ask the part now."""
        with self._turn:
            if self._until is None:
                return True
            now = self._clock.now()
            # Further away than the pause it was set by a clock that was ahead.
            if now < self._until <= now + PAUSE:
                return False
            self._until = now + PAUSE
            return True

    def begin(self) -> None:
        """Leave the part alone: it did not answer."""
        with self._turn:
            self._until = self._clock.now() + PAUSE

    def end(self) -> bool:
        """Ask the part again, which answered, and tell whether it had been left alone."""
        with self._turn:
            was_left_alone, self._until = self._until is not None, None
        return was_left_alone
