"""The frames of WebKitGTK's inspector, and Playwright's calls on their way through it, without a browser."""

import io
import json
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.engines.webkit import process, synthetic, wire
from e2e.engines.webkit.inspector import AUTOMATION, PAGE, Inspector

pytestmark = pytest.mark.machinery

CONNECTION = 7


def targets_frame(*targets: tuple[int, str], connection: int = CONNECTION) -> wire.Frame:
    """Return a list of targets as GLib writes it."""
    array, ends = b"", []
    for number, kind in targets:
        array = array.ljust((len(array) + 7) // 8 * 8, b"\0")
        name_ends = (8 + len(kind) + 1, 8 + len(kind) + 2, 8 + len(kind) + 3)
        array += struct.pack("<Q", number) + kind.encode() + b"\0\0\0\0" + bytes(reversed(name_ends))
        ends.append(len(array))
    return wire.Frame("SetTargetList", struct.pack("<Q", connection) + array + bytes(ends))


@pytest.fixture
def connection() -> Iterator[tuple[socket.socket, Inspector]]:
    """Return a browser's end of a connection, and the inspector that holds the other."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        inspector = Inspector(socket.create_connection(server.getsockname()))
        browser, _ = server.accept()
    with browser:
        yield browser, inspector
        inspector.close()


def input_message(source: str, argument: object, *, context: int = 3) -> str:
    """Return what Playwright sends to have a page make an event."""
    params = {
        "objectId": json.dumps({"injectedScriptId": context, "id": 1}),
        "arguments": [{"value": source}, {"value": 1}, {"value": argument}],
    }
    inner = {"id": 12, "method": "Runtime.callFunctionOn", "params": params}
    outer = {"targetId": "page-8", "message": json.dumps(inner)}
    return json.dumps({"id": 40, "method": "Target.sendMessageToTarget", "params": outer})


@pytest.mark.parametrize("text", ["{}", "é « »", "x" * 200_000], ids=["short", "not ASCII", "longer than a packet"])
def test_message_comes_out_of_its_frame_as_it_went_in(text: str) -> None:
    frame = wire.decode(io.BytesIO(wire.encode(wire.message(CONNECTION, 2, text))))
    assert frame
    assert frame.name == "SendMessageToBackend"
    assert wire.received_message(frame) == (2, text)


def test_checkout_in_which_nothing_can_be_written_has_its_cache_at_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "occupied").touch()
    monkeypatch.setattr(process, "CACHE", tmp_path / "var" / "webkit")
    assert process._cache(tmp_path) == tmp_path / "var" / "webkit"
    monkeypatch.setattr(process, "CACHE", tmp_path / "occupied" / "webkit")
    assert process._cache(tmp_path) == tmp_path


def test_frame_opens_with_its_size_without_the_header() -> None:
    assert wire.encode(wire.Frame("Ab", b"xyz")) == b"\x00\x00\x00\x06\x01Ab\x00xyz"


def test_stream_that_ends_has_no_more_frames() -> None:
    assert wire.decode(io.BytesIO(b"\x00\x00")) is None


@pytest.mark.parametrize(
    "targets",
    [
        pytest.param((), id="none"),
        pytest.param(((1, "WebPage"),), id="one"),
        pytest.param(((1, "WebPage"), (2, "Automation"), (3, "WebPage")), id="several"),
    ],
)
def test_targets_are_read_with_their_kinds(targets: tuple[tuple[int, str], ...]) -> None:
    assert wire.received_targets(targets_frame(*targets)) == (CONNECTION, dict(targets))


def test_list_of_another_process_takes_nothing_from_the_browsers(connection: tuple[socket.socket, Inspector]) -> None:
    browser, inspector = connection
    lists = [
        targets_frame((3, PAGE)),
        targets_frame((4, "ServiceWorker"), connection=CONNECTION + 1),
        targets_frame((3, PAGE), (5, AUTOMATION)),
        targets_frame(connection=CONNECTION + 1),
    ]
    browser.sendall(b"".join(map(wire.encode, lists)))
    inspector.wait_for_target(AUTOMATION)
    inspector.listen(3, str.upper)
    with browser.makefile("rb") as said:
        assert wire.setup(CONNECTION, 3) in [wire.decode(said) for _ in range(3)]
    assert inspector.targets() == {3, 5}


def test_key_press_of_playwright_is_recognised() -> None:
    pairs = {"o": [{"k": "key", "v": "Tab"}, {"k": "code", "v": "Tab"}], "id": 1}
    call = synthetic.recognise(input_message("p => globalThis.__pwWebViewInput.keydown(p)", pairs))
    assert call
    assert (call.kind, call.argument, call.context) == ("keydown", {"key": "Tab", "code": "Tab"}, 3)


def test_recognised_call_is_answered_as_the_page_would() -> None:
    call = synthetic.recognise(input_message("t => globalThis.__pwWebViewInput.insertText(t)", "Zoé"))
    assert call
    assert call.argument == "Zoé"
    sent, done = map(json.loads, call.answers)
    assert sent == {"id": 40, "result": {}}
    assert done["params"]["targetId"] == "page-8"
    assert json.loads(done["params"]["message"]) == {"id": 12, "result": {"result": {"type": "undefined"}}}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{"id": 1, "method": "Target.resume", "params": {}}', id="another command"),
        pytest.param(input_message("() => document.title", ""), id="another function"),
        pytest.param(input_message("p => globalThis.__pwWebViewInput.positionInIFrame(p.x)", ""), id="a question"),
    ],
)
def test_what_is_no_input_goes_to_the_page(text: str) -> None:
    assert synthetic.recognise(text) is None
