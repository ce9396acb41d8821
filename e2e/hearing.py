"""Hears which digits the sound of a security control says, by finding the recordings of which it is made.

Between them is silence, and a little noise is over everything: no sample is farther than one from the recorded one.
"""

import io
import re
import wave
from collections.abc import Iterator
from functools import cache
from pathlib import Path

RECORDINGS = Path(__file__).parents[1] / "webapp" / "signup" / "voice"
MIDDLE = 128
LOUDEST_NOISE = 1
# So many samples around the loudest one are in no other recording, and are found fast.
PROBE = 16


def digits(sound: bytes, language: str) -> str:
    """Return the digits that a WAV says in a language, in their order; of another voice nothing is understood."""
    heard = _samples(sound)
    places = [(place, digit) for digit, said in _recordings(language) for place in _places(said, heard)]
    return "".join(digit for _, digit in sorted(places))


def _places(said: bytes, heard: bytes) -> Iterator[int]:
    start = max(range(len(said) - PROBE), key=lambda place: abs(said[place] - MIDDLE))
    probe = re.compile(b"".join(map(_nearly, said[start : start + PROBE])), re.DOTALL)
    for found in probe.finditer(heard):
        begins = found.start() - start
        if begins >= 0 and _is_alike(said, heard[begins : begins + len(said)]):
            yield begins


def _nearly(sample: int) -> bytes:
    """Return a pattern for a sample under the noise."""
    lowest, highest = max(sample - LOUDEST_NOISE, 0), min(sample + LOUDEST_NOISE, 255)
    return b"[\\x%02x-\\x%02x]" % (lowest, highest)


def _is_alike(said: bytes, heard: bytes) -> bool:
    return len(said) == len(heard) and all(abs(a - b) <= LOUDEST_NOISE for a, b in zip(said, heard, strict=True))


@cache
def _recordings(language: str) -> tuple[tuple[str, bytes], ...]:
    return tuple((file.name[0], _samples(file.read_bytes())) for file in sorted((RECORDINGS / language).glob("*.wav")))


def _samples(sound: bytes) -> bytes:
    with wave.open(io.BytesIO(sound)) as recording:
        return recording.readframes(recording.getnframes())
