"""The frames of WebKitGTK's remote inspector: size (big endian), flags, name, NUL, and a body in GVariant's format.

Bodies are read and written here, little endian. No socket, no thread.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

_HEADER = struct.Struct(">IB")
_LITTLE_ENDIAN = 1
_PAIR = struct.Struct("<QQ")
_NUMBER = struct.Struct("<Q")
_SESSION = b"playwright\0"


@dataclass(frozen=True)
class Frame:
    """One message of the connection."""

    name: str
    body: bytes


# What a client says first, of type (ay): it knows no backend commands beforehand.
HELLO = Frame("SetupInspectorClient", b"\0")
# Of type (sa{sv}): the session's name, no capability, and where the name ends.
START_AUTOMATION = Frame("StartAutomationSession", _SESSION.ljust(16, b"\0") + bytes([len(_SESSION)]))


def encode(frame: Frame) -> bytes:
    """Return the bytes of a frame."""
    content = frame.name.encode() + b"\0" + frame.body
    return _HEADER.pack(len(content), _LITTLE_ENDIAN) + content


def decode(stream: BinaryIO) -> Frame | None:
    """Return the next frame of a stream; none at its end."""
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    name, _, body = stream.read(_HEADER.unpack(header)[0]).partition(b"\0")
    return Frame(name.decode(), body)


def setup(connection: int, target: int) -> Frame:
    """Ask for the messages of a target."""
    return Frame("Setup", _PAIR.pack(connection, target))


def message(connection: int, target: int, text: str) -> Frame:
    """Send a target a message."""
    return Frame("SendMessageToBackend", _PAIR.pack(connection, target) + text.encode() + b"\0")


def received_message(frame: Frame) -> tuple[int, str]:
    """Return a target and the message that came from it (tts)."""
    _, target = _PAIR.unpack_from(frame.body)
    return target, frame.body[_PAIR.size : -1].decode()


def received_targets(frame: Frame) -> tuple[int, dict[int, str]]:
    """Return the number of the connection, and the kind of each target by its number (ta(tsssb))."""
    (connection,) = _NUMBER.unpack_from(frame.body)
    return connection, dict(map(_target, _elements(frame.body[_NUMBER.size :])))


def _target(element: bytes) -> tuple[int, str]:
    (number,) = _NUMBER.unpack_from(element)
    kind, _, _ = element[_NUMBER.size :].partition(b"\0")
    return number, kind.decode()


def _elements(array: bytes) -> list[bytes]:
    """Cut an array whose elements vary in size: the places where they end stand after the last of them."""
    if not array:
        return []
    width = _offset_width(len(array))
    table = int.from_bytes(array[-width:], "little")
    ends = [int.from_bytes(array[place : place + width], "little") for place in range(table, len(array), width)]
    return [array[_aligned(start) : end] for start, end in pairwise([0, *ends])]


def _offset_width(size: int) -> int:
    return next(width for width in (1, 2, 4, 8) if size < 1 << (8 * width))


def _aligned(place: int) -> int:
    return (place + 7) // 8 * 8
