"""Orca reads this file when it starts: what it would say is written to a file, and no loudspeaker is asked for.

It runs in the interpreter of the system, which has Orca's own modules.
"""

import os

from orca import speech

_SAID = open(os.environ["ORCA_SAYS"], "a", encoding="utf-8", buffering=1)  # noqa: PTH123, SIM115 - open until Orca ends


class Scribe:
    """A speech server that writes. It knows of no voice: any other question is answered with nothing."""

    def __getattr__(self, _name):  # noqa: ANN001, ANN204, D105 - whatever Orca asks of a speech server
        return lambda *_arguments, **_options: None

    def speak(self, text=None, acss=None, interrupt=True):  # noqa: ANN001, ANN201, ARG002, FBT002, D102 - Orca's names
        _SAID.write(f"{text}\n")

    def speakUtterances(self, texts, acss=None, interrupt=True):  # noqa: ANN001, ANN201, ARG002, FBT002, N802, D102
        _SAID.writelines(f"{text}\n" for text in texts)

    def speakCharacter(self, character, acss=None):  # noqa: ANN001, ANN201, ARG002, N802, D102
        _SAID.write(f"{character}\n")

    def isSpeaking(self):  # noqa: ANN201, N802, D102
        return False


_SCRIBE = Scribe()


def _use_scribe() -> None:
    speech._speechserver = _SCRIBE  # noqa: SLF001 - where Orca keeps it


speech.init = _use_scribe
speech.getSpeechServer = lambda: _SCRIBE
_use_scribe()
