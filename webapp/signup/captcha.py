"""The security control: six digits to copy from an image or from a voice.

Requirements CAPTCHA-1 and CAPTCHA-2. A challenge travels sealed in the page, so that the server keeps nothing
until it is answered; that it is good for one try only is the business of whoever stores the spent ones.
An image control slows robots and does not stop them: limits stand beside it.
"""

import base64
import binascii
import hmac
import io
import random
import secrets
import struct
import unicodedata
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate

from captcha.image import ImageCaptcha
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from PIL.Image import Image, Resampling
from PIL.Image import new as new_image
from PIL.ImageDraw import Draw
from PIL.ImageFilter import SMOOTH

from webapp.clock import Clock
from webapp.errors import ChallengeExpired, ChallengeRefused

LIFETIME = timedelta(minutes=10)
ANSWER_LENGTH = 6
# Without 1 and 7, which are alike once bent.
DIGITS = "02345689"

IMAGE_WIDTH = 280
IMAGE_HEIGHT = 90

# The language of the voice where it does not speak the page's.
USUAL_VOICE = "fr"
SAMPLES_PER_SECOND = 8_000
VARIANTS = (1, 2, 3, 4)
# Enough to type a digit before the next one comes.
PAUSE_SECONDS = (0.7, 0.8)

_RECORDINGS = files("webapp.signup") / "voice"
_PURPOSE = b"security control"
_NONCE_BYTES = 12
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Padded so that the token has no « = » at its end.
_SEALED = struct.Struct(f">16sq{ANSWER_LENGTH}s2x")
_INK, _PAPER = 0, 255
_OPAQUE_BLACK = (0, 0, 0, 255)
# From the ink's colour to the paper's, and the one that each of 256 greys becomes.
_DARK_BLUE, _WHITE = (0, 0, 110), (255, 255, 255)
_SHADES = 8
_PALETTE = [
    round(dark + (light - dark) * shade / (_SHADES - 1))
    for shade in range(_SHADES)
    for dark, light in zip(_DARK_BLUE, _WHITE, strict=True)
]
_SHADE_OF = [grey * _SHADES // 256 for grey in range(256)]
# Of each digit a process keeps so many bent forms. One digit of each image is bent anew and takes the place of another:
# whoever collects them never has them all.
_FORMS_KEPT = 24
_LARGEST_ANGLE_DEGREES = 22.0
_STEPS = (0.98, 1.08)
_FARTHEST_PIXELS = 5
_MARGIN_PIXELS = 8
_MIDDLE = 128
_LOUDEST_NOISE = 1

_chance = random.SystemRandom()


@dataclass(frozen=True)
class Challenge:
    """An open challenge. The answer shows in no repr, hence in no log and no trace."""

    id: str
    answer: str = field(repr=False)
    issued_at: datetime


class ChallengeSealer:
    """Makes challenges and opens them again.

    Args:
        key: a secret of 32 bytes or more, common to all processes of a deployment.
        clock: tells when a challenge is issued and when it is too old.

    """

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._cipher = AESGCM(HKDF(hashes.SHA256(), 32, salt=None, info=_PURPOSE).derive(key))
        self._clock = clock

    def issue(self) -> str:
        """Return a new sealed challenge, fit for a URL and a form."""
        answer = "".join(secrets.choice(DIGITS) for _ in range(ANSWER_LENGTH))
        content = _SEALED.pack(secrets.token_bytes(16), _microseconds(self._clock.now()), answer.encode())
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, content, _PURPOSE)
        return base64.urlsafe_b64encode(sealed).decode()

    def open(self, token: str) -> Challenge:
        """Return the challenge sealed in ``token``.

        Raises:
            ChallengeExpired: it was issued ten minutes ago or more (CAPTCHA-1).
            ChallengeRefused: it was not sealed here, or was altered.

        """
        identifier, issued, answer = _SEALED.unpack(self._unsealed(token))
        issued_at = _EPOCH + timedelta(microseconds=issued)
        if self._clock.now() - issued_at >= LIFETIME:
            raise ChallengeExpired
        return Challenge(identifier.hex(), answer.decode(), issued_at)

    def _unsealed(self, token: str) -> bytes:
        try:
            sealed = base64.b64decode(token, altchars=b"-_", validate=True)
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _PURPOSE)
        except (binascii.Error, ValueError, InvalidTag):
            raise ChallengeRefused from None


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def matches(challenge: Challenge, typed: str) -> bool:
    """Tell, in a time that says nothing of the answer, whether ``typed`` is it. Spaces are left out."""
    copied = "".join(unicodedata.normalize("NFKC", typed).split())
    return hmac.compare_digest(copied.encode(errors="replace"), challenge.answer.encode())


class _DigitImage(ImageCaptcha):
    """The library's bent digits, as masks of grey; and its noise, on a picture of grey.

    A third of what a digit costs is to bend it, in four colours of which the picture keeps one.
    """

    # Turned when it is placed.
    character_rotate = (0, 0)
    character_offset_dy = (0, 10)
    character_warp_dx = (0.05, 0.2)
    character_warp_dy = (0.05, 0.2)

    def __init__(self) -> None:
        super().__init__(IMAGE_WIDTH, IMAGE_HEIGHT, font_sizes=(58, 64, 70))
        self._scratch = Draw(new_image("L", (1, 1)))
        self._forms: dict[str, list[Image]] = {digit: [] for digit in DIGITS}

    def picture(self, answer: str) -> Image:
        """Return the digits beside each other, each turned and moved by chance, under dots and a line."""
        forms = [_chance.choice(self._forms_of(digit)) for digit in answer]
        renewed = _chance.randrange(len(answer))
        forms[renewed] = self._bend(answer[renewed])
        picture = new_image("L", (IMAGE_WIDTH, IMAGE_HEIGHT), _PAPER)
        steps = [form.width * _chance.uniform(*_STEPS) for form in forms]
        lefts = accumulate(steps, initial=_chance.uniform(_MARGIN_PIXELS, IMAGE_WIDTH - _MARGIN_PIXELS - sum(steps)))
        for form, left in zip(forms, lefts, strict=False):
            _place(picture, form, left)
        # Pillow takes a shade of grey where the library names colours.
        self.create_noise_dots(picture, _INK)  # type: ignore[arg-type]
        self.create_noise_curve(picture, _INK)  # type: ignore[arg-type]
        return picture

    def _forms_of(self, digit: str) -> list[Image]:
        return self._forms[digit] or [self._bend(digit)]

    def _bend(self, digit: str) -> Image:
        """Return a new form of a digit and keep it, in place of the oldest where there are enough."""
        form = self._draw_character(digit, self._scratch, _OPAQUE_BLACK).getchannel("A")
        self._forms[digit] = [*self._forms[digit], form][-_FORMS_KEPT:]
        return form


def _place(picture: Image, form: Image, left: float) -> None:
    angle = _chance.uniform(-_LARGEST_ANGLE_DEGREES, _LARGEST_ANGLE_DEGREES)
    turned = form.rotate(angle, Resampling.BILINEAR, expand=True)
    down = _chance.randint(-_FARTHEST_PIXELS, _FARTHEST_PIXELS)
    corner = (round(left + (form.width - turned.width) / 2), (IMAGE_HEIGHT - turned.height) // 2 + down)
    picture.paste(_INK, corner, turned)


def draw(answer: str) -> bytes:
    """Return a PNG of the digits, dark on white, that reads in light and in dark pages."""
    shades = _drawing().picture(answer).filter(SMOOTH).point(_SHADE_OF, "L")
    shades.putpalette(_PALETTE)
    out = io.BytesIO()
    # Packed harder, it would be a tenth smaller and take three to ten times as long.
    shades.save(out, format="png", compress_level=4)
    return out.getvalue()


@cache
def _drawing() -> _DigitImage:
    return _DigitImage()


def voice_of(language: str) -> str:
    """Return the language in which the digits are spoken to who reads this one."""
    return language if language in _voices() else USUAL_VOICE


@cache
def _voices() -> frozenset[str]:
    return frozenset(folder.name for folder in _RECORDINGS.iterdir() if folder.is_dir())


def speak(answer: str, voice: str = USUAL_VOICE) -> bytes:
    """Return a WAV that says the digits one by one in the language of the voice, a little different each time."""
    sound = b"".join(_spoken(answer, voice))
    out = io.BytesIO()
    with wave.open(out, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(1)
        recording.setframerate(SAMPLES_PER_SECOND)
        recording.writeframes(_with_noise(sound))
    return out.getvalue()


def _spoken(answer: str, voice: str) -> Iterator[bytes]:
    for digit in answer:
        yield _silence()
        yield _recording(voice, f"{digit}-{_chance.choice(VARIANTS)}.wav")
    yield _silence()


def _silence() -> bytes:
    return bytes([_MIDDLE]) * round(_chance.uniform(*PAUSE_SECONDS) * SAMPLES_PER_SECOND)


@cache
def _recording(voice: str, name: str) -> bytes:
    path = _RECORDINGS / voice / name
    with path.open("rb") as file, wave.open(file) as recording:
        frames: bytes = recording.readframes(recording.getnframes())
        return frames


def _with_noise(sound: bytes) -> bytes:
    steps = 2 * _LOUDEST_NOISE + 1
    noise = secrets.token_bytes(len(sound))
    return bytes(
        min(max(sample + grain % steps - _LOUDEST_NOISE, 0), 255)
        for sample, grain in zip(sound, noise, strict=True)
    )
