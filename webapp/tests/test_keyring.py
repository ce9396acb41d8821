"""Sealed values and digests."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.security.keyring import Keyring, SealBroken

OLD, NEW, INDEX = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
PLACE = "drafts.answers:1"
# As docs/on-call.md has them: behind, in front, alone.
STEPS_OF_ROTATION = ({1: OLD}, {1: OLD, 2: NEW}, {2: NEW, 1: OLD}, {2: NEW})


@pytest.fixture
def keyring() -> Keyring:
    return Keyring({1: OLD}, INDEX)


@given(plain=st.binary(max_size=200), place=st.text(max_size=30))
def test_what_was_sealed_opens_in_its_place(plain: bytes, place: str) -> None:
    keyring = Keyring({1: OLD}, INDEX)
    assert keyring.open(keyring.seal(plain, place), place) == plain


def test_every_script_comes_back_from_json(keyring: Keyring) -> None:
    answers = {"birth_name": "N’Guessan-Štefánik", "town": "الفاسي", "complement": "בן־דוד 😀"}
    assert keyring.open_json(keyring.seal_json(answers, PLACE), PLACE) == answers


def test_same_value_is_sealed_otherwise_every_time(keyring: Keyring) -> None:
    assert keyring.seal(b"Le Goff", PLACE) != keyring.seal(b"Le Goff", PLACE)


def test_sealed_value_shows_nothing(keyring: Keyring) -> None:
    assert b"Le Goff" not in keyring.seal(b"Le Goff", PLACE)


@pytest.mark.parametrize("place", ["drafts.answers:2", "accounts.profile:1", "", "drafts.answers:1 "])
def test_value_moved_to_another_place_does_not_open(keyring: Keyring, place: str) -> None:
    sealed = keyring.seal(b"Le Goff", PLACE)
    with pytest.raises(SealBroken) as broken:
        keyring.open(sealed, place)
    assert "Goff" not in str(broken.value)


@given(position=st.integers(0, 36), bit=st.integers(0, 7))
def test_value_altered_anywhere_does_not_open(position: int, bit: int) -> None:
    keyring = Keyring({1: OLD}, INDEX)
    sealed = bytearray(keyring.seal(b"12345678", PLACE))
    sealed[position] ^= 1 << bit
    with pytest.raises(SealBroken):
        keyring.open(bytes(sealed), PLACE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + bytes(11), b"\x01" + bytes(12), b"\xff" * 60])
def test_what_was_never_sealed_does_not_open(keyring: Keyring, sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        keyring.open(sealed, PLACE)


def test_new_key_seals_while_the_former_one_still_opens(keyring: Keyring) -> None:
    rotated = Keyring({2: NEW, 1: OLD}, INDEX)
    assert rotated.open(keyring.seal(b"Le Goff", PLACE), PLACE) == b"Le Goff"
    assert rotated.seal(b"Le Goff", PLACE)[0] == 2


@pytest.mark.parametrize(("restarted", "waiting"), [*pairwise(STEPS_OF_ROTATION)])
def test_instances_restarted_and_not_yet_open_what_the_others_seal(
    restarted: dict[int, bytes], waiting: dict[int, bytes]
) -> None:
    one, other = Keyring(restarted, INDEX), Keyring(waiting, INDEX)
    assert one.open(other.seal(b"1 84 12", PLACE), PLACE) == other.open(one.seal(b"1 84 12", PLACE), PLACE)


def test_key_that_is_gone_opens_nothing(keyring: Keyring) -> None:
    with pytest.raises(SealBroken):
        Keyring({2: NEW}, INDEX).open(keyring.seal(b"Le Goff", PLACE), PLACE)


def test_another_key_of_the_same_number_opens_nothing(keyring: Keyring) -> None:
    with pytest.raises(SealBroken):
        Keyring({1: NEW}, INDEX).open(keyring.seal(b"Le Goff", PLACE), PLACE)


def test_index_key_opens_no_seal(keyring: Keyring) -> None:
    with pytest.raises(SealBroken):
        Keyring({1: INDEX}, INDEX).open(keyring.seal(b"Le Goff", PLACE), PLACE)


def test_digest_is_the_same_for_one_purpose_and_no_other(keyring: Keyring) -> None:
    assert keyring.digest("294037512000591", "nir-index") == keyring.digest("294037512000591", "nir-index")
    assert keyring.digest("294037512000591", "nir-index") != keyring.digest("294037512000591", "limits")
    assert keyring.digest("294037512000591", "nir-index") != keyring.digest("294037512000592", "nir-index")


def test_digest_depends_on_the_index_key_alone(keyring: Keyring) -> None:
    rotated = Keyring({2: NEW}, INDEX)
    assert rotated.digest("294037512000591", "nir-index") == keyring.digest("294037512000591", "nir-index")
    assert Keyring({1: OLD}, NEW).digest("a", "nir-index") != keyring.digest("a", "nir-index")
