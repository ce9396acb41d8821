"""What the screen reader has said so far, and what it says from a moment on."""

from dataclasses import dataclass
from pathlib import Path
from threading import Event

_LOOK_SECONDS = 0.05
_NEVER = Event()
# What Orca says, in French, while a page loads; on a busy machine, long before that page is there to be read.
_LOADING = "Chargement en cours. Veuillez patienter."


@dataclass(frozen=True)
class Speech:
    """The file that the screen reader's words are written to.

    Args:
        file: one utterance a line.
        patience_seconds: how long one waits for words.
        silence_seconds: nothing new for so long means that it has finished.

    """

    file: Path
    patience_seconds: float
    silence_seconds: float = 1.0

    def mark(self) -> int:
        """Return this moment, as the number of utterances so far."""
        return len(self._utterances())

    def since(self, mark: int) -> tuple[str, ...]:
        """Return what was said from a moment on, once it has finished; nothing if it stays silent."""
        self._wait_until_more_than(mark)
        count, quiet = self.mark(), 0.0
        while quiet < (self.patience_seconds if self._announces_a_page(mark) else self.silence_seconds):
            _NEVER.wait(_LOOK_SECONDS)
            now = self.mark()
            count, quiet = now, (quiet + _LOOK_SECONDS if now == count else 0.0)
        return self._utterances()[mark:]

    def _announces_a_page(self, mark: int) -> bool:
        return self._utterances()[mark:][-1:] == (_LOADING,)

    def _wait_until_more_than(self, mark: int) -> None:
        waited = 0.0
        while self.mark() <= mark and waited < self.patience_seconds:
            _NEVER.wait(_LOOK_SECONDS)
            waited += _LOOK_SECONDS

    def _utterances(self) -> tuple[str, ...]:
        text = self.file.read_text(encoding="utf-8") if self.file.exists() else ""
        return tuple(line.replace("\u00a0", " ").strip() for line in text.splitlines() if line.strip())
