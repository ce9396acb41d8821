"""The security control: sealed, ten minutes, legible, audible (CAPTCHA-1, CAPTCHA-2)."""

import base64
import io
import struct
import wave
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

import pytest
from PIL import Image

from webapp.errors import ChallengeExpired, ChallengeRefused
from webapp.signup import captcha
from webapp.signup.captcha import Challenge, ChallengeSealer

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ALL_DIGITS = ("023456", "890234", "568902")
VOICES = ("fr", "en")


@dataclass
class StoppedClock:
    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def sealer(clock: StoppedClock) -> ChallengeSealer:
    return ChallengeSealer(KEY, clock)


@pytest.mark.requirement("CAPTCHA-1")
def test_an_issued_challenge_opens_with_six_legible_digits(sealer: ChallengeSealer) -> None:
    challenge = sealer.open(sealer.issue())

    assert len(challenge.answer) == 6
    assert set(challenge.answer) <= set("02345689")
    assert len(challenge.id) == 32
    assert challenge.issued_at == NOON


@pytest.mark.requirement("CAPTCHA-1")
def test_no_two_challenges_are_alike(sealer: ChallengeSealer) -> None:
    tokens = [sealer.issue() for _ in range(200)]

    assert len(set(tokens)) == 200
    assert len({sealer.open(token).id for token in tokens}) == 200
    assert len({sealer.open(token).answer for token in tokens}) > 190


@pytest.mark.requirement("CAPTCHA-1")
def test_the_token_fits_a_url_and_shows_no_answer(sealer: ChallengeSealer) -> None:
    token = sealer.issue()
    answer = sealer.open(token).answer

    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
    assert answer.encode() not in base64.urlsafe_b64decode(token)


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.parametrize(
    "age",
    [timedelta(), timedelta(minutes=9, seconds=59), timedelta(minutes=9, seconds=59, microseconds=999_999)],
    ids=str,
)
def test_it_opens_for_ten_minutes(sealer: ChallengeSealer, clock: StoppedClock, age: timedelta) -> None:
    token = sealer.issue()
    clock.moment += age

    assert sealer.open(token).issued_at == NOON


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.parametrize(
    "age", [timedelta(minutes=10), timedelta(minutes=10, seconds=1), timedelta(days=9)], ids=str
)
def test_it_is_expired_from_ten_minutes_on(
    sealer: ChallengeSealer, clock: StoppedClock, age: timedelta
) -> None:
    token = sealer.issue()
    clock.moment += age

    with pytest.raises(ChallengeExpired):
        sealer.open(token)


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.parametrize(
    "token", ["", "x", "AAAA", "é" * 8, "A" * 80, "../../etc/passwd", "\x00", "A" * 100_000, "=" * 8]
)
def test_what_was_not_sealed_here_is_refused_and_not_expired(sealer: ChallengeSealer, token: str) -> None:
    with pytest.raises(ChallengeRefused) as caught:
        sealer.open(token)

    assert not isinstance(caught.value, ChallengeExpired)


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.parametrize("place", [0, 11, 12, 20, 28, 41, 42, 57])
def test_an_altered_token_is_refused(sealer: ChallengeSealer, place: int) -> None:
    sealed = bytearray(base64.urlsafe_b64decode(sealer.issue()))
    sealed[place] ^= 1

    with pytest.raises(ChallengeRefused):
        sealer.open(base64.urlsafe_b64encode(sealed).decode())


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.parametrize("addition", [" ", "!", "\n", "."])
def test_a_token_with_something_added_is_refused(sealer: ChallengeSealer, addition: str) -> None:
    with pytest.raises(ChallengeRefused):
        sealer.open(sealer.issue() + addition)


@pytest.mark.requirement("CAPTCHA-1")
def test_a_token_of_another_key_is_refused(sealer: ChallengeSealer, clock: StoppedClock) -> None:
    with pytest.raises(ChallengeRefused):
        sealer.open(ChallengeSealer(KEY[::-1], clock).issue())


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.parametrize("typed", ["209584", " 209584\n", "20 95 84", "209\u00a0584", "２０９５８４"])
def test_the_right_copy_matches_whatever_its_spaces(typed: str) -> None:
    assert captcha.matches(Challenge("0" * 32, "209584", NOON), typed)


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.parametrize(
    "typed", ["", " ", "209585", "20958", "2095844", "é", "\x00", "\ud800", "9" * 10_000]
)
def test_a_wrong_copy_does_not_match(typed: str) -> None:
    assert not captcha.matches(Challenge("0" * 32, "209584", NOON), typed)


@pytest.mark.requirement("CAPTCHA-1")
def test_a_challenge_shows_no_answer_when_it_is_written_to_a_log() -> None:
    assert "209584" not in f"{Challenge('0' * 32, '209584', NOON)}"


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.parametrize("answer", ALL_DIGITS)
def test_the_image_is_small_dark_on_white_and_of_few_colours(answer: str) -> None:
    drawn = captcha.draw(answer)
    image = Image.open(io.BytesIO(drawn)).convert("L")
    shades = image.histogram()

    assert len(drawn) < 4_096
    assert image.size == (280, 90)
    assert sum(shades[240:]) > sum(shades) / 2
    assert sum(shades[:60]) > sum(shades) / 10


@pytest.mark.requirement("CAPTCHA-1")
def test_no_two_images_of_an_answer_are_alike() -> None:
    assert len({captcha.draw("209584") for _ in range(10)}) == 10


def spoken(answer: str, voice: str) -> tuple[wave._wave_params, bytes]:
    with wave.open(io.BytesIO(captcha.speak(answer, voice))) as recording:
        return recording.getparams(), recording.readframes(recording.getnframes())


@pytest.mark.requirement("CAPTCHA-2")
@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("answer", ALL_DIGITS)
def test_the_voice_is_a_short_and_light_wav(answer: str, voice: str) -> None:
    params, frames = spoken(answer, voice)

    assert (params.nchannels, params.sampwidth, params.framerate) == (1, 1, 8_000)
    assert 6 < len(frames) / 8_000 < 10
    assert len(frames) < 80_000


@pytest.mark.requirement("CAPTCHA-2")
@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("answer", ALL_DIGITS)
def test_the_voice_says_six_words_apart(answer: str, voice: str) -> None:
    _, frames = spoken(answer, voice)
    pieces = [frames[start : start + 400] for start in range(0, len(frames), 400)]
    runs = [(loud, len(list(run))) for loud, run in groupby(max(piece) - min(piece) > 8 for piece in pieces)]
    words_and_pauses = [(loud, length * 50) for loud, length in runs if loud or length * 50 >= 400]
    pauses = [milliseconds for loud, milliseconds in words_and_pauses if not loud]

    assert len(pauses) == 7
    assert min(pauses[1:-1]) >= 600


@pytest.mark.requirement("CAPTCHA-2")
def test_no_two_sounds_of_an_answer_are_alike() -> None:
    assert len({captcha.speak("209584") for _ in range(10)}) == 10


@pytest.mark.requirement("CAPTCHA-2")
def test_every_digit_has_recordings_of_its_own() -> None:
    recordings = {
        recorded(voice, digit, variant)
        for voice in VOICES
        for digit in captcha.DIGITS
        for variant in captcha.VARIANTS
    }

    assert len(recordings) == len(VOICES) * len(captcha.DIGITS) * len(captcha.VARIANTS)


@pytest.mark.requirement("CAPTCHA-2")
@pytest.mark.parametrize("voice", VOICES)
def test_the_voice_speaks_its_own_language(voice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captcha, "_LOUDEST_NOISE", 0)
    sound = captcha.speak("209584", voice)
    heard = [
        {language for language in VOICES for variant in captcha.VARIANTS if recorded(language, digit, variant) in sound}
        for digit in "209584"
    ]
    assert heard == [{voice}] * 6


def recorded(language: str, digit: str, variant: int) -> bytes:
    return captcha._recording(language, f"{digit}-{variant}.wav")


def test_reader_of_a_language_without_a_voice_hears_french() -> None:
    assert [captcha.voice_of(language) for language in ("fr", "en", "es", "..")] == ["fr", "en", "fr", "fr"]


def test_the_wav_starts_with_the_sizes_that_players_need() -> None:
    sound = captcha.speak("209584")

    assert sound[:4] == b"RIFF"
    assert struct.unpack("<I", sound[4:8]) == (len(sound) - 8,)
