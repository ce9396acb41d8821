"""The connection to MiniBrowser's remote inspector: its targets, and messages to and from each of them."""

import json
import socket
from collections.abc import Callable, Collection
from contextlib import suppress
from itertools import count
from queue import Empty, SimpleQueue
from threading import Condition, Lock, Thread
from typing import Any

from e2e.engines.webkit import wire

PAGE = "WebPage"
AUTOMATION = "Automation"
TARGET_SECONDS = 30
ANSWER_SECONDS = 30

Listener = Callable[[str], None]


class BrowserSilent(Exception):
    """MiniBrowser does not say what it was expected to say in time, or refuses."""


class NothingAppears(BrowserSilent):
    """A page or a window was waited for in vain."""


class Inspector:
    """What is inspected.

    Args:
        connection: the socket, connected.

    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._sending = Lock()
        self._changed = Condition()
        self._number = 0
        self._kinds: dict[int, str] = {}
        self._listeners: dict[int, Listener] = {}
        Thread(target=self._read, daemon=True).start()
        self._send(wire.HELLO)
        self._send(wire.START_AUTOMATION)

    def targets(self) -> frozenset[int]:
        """Return the numbers of all targets that there are."""
        return frozenset(self._kinds)

    def wait_for_target(self, kind: str, known: Collection[int] = ()) -> int:
        """Return the number of a target of a kind that is none of the ``known``.

        Raises:
            NothingAppears: there is none in time.

        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._news(kind, known), TARGET_SECONDS):
                raise NothingAppears(f"no {kind} appears")
            return self._news(kind, known)[0]

    def listen(self, target: int, listener: Listener) -> None:
        """Have every message of a target given to a listener from now on, in the thread that reads."""
        self._listeners[target] = listener
        self._send(wire.setup(self._number, target))

    def tell(self, target: int, text: str) -> None:
        """Send a target a message."""
        self._send(wire.message(self._number, target, text))

    def close(self) -> None:
        """End the connection."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()

    def _news(self, kind: str, known: Collection[int]) -> list[int]:
        return [target for target, its_kind in self._kinds.items() if its_kind == kind and target not in known]

    def _send(self, frame: wire.Frame) -> None:
        with self._sending:
            self._connection.sendall(wire.encode(frame))

    def _read(self) -> None:
        # The stream ends by an error where close() comes between two reads.
        with suppress(OSError, ValueError), self._connection.makefile("rb") as stream:
            while frame := wire.decode(stream):
                self._acknowledge_at_once()
                self._take(frame)

    def _acknowledge_at_once(self) -> None:
        # Linux forgets this after each read; without it, MiniBrowser waits 40 ms before it goes on.
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def _take(self, frame: wire.Frame) -> None:
        if frame.name == "SendMessageToFrontend":
            target, text = wire.received_message(frame)
            self._listeners.get(target, _ignore)(text)
        elif frame.name == "SetTargetList":
            self._know(*wire.received_targets(frame))

    def _know(self, number: int, kinds: dict[int, str]) -> None:
        """Keep the list of the browser, which is the first to have one: the process of a service worker has its own."""
        with self._changed:
            self._number = self._number or number
            if number == self._number:
                self._kinds = kinds
                self._changed.notify_all()


class Automation:
    """The automation of a MiniBrowser: what WebKitWebDriver would drive."""

    def __init__(self, inspector: Inspector) -> None:
        self._inspector = inspector
        self._ids = count(1)
        self._answers: dict[int, SimpleQueue[dict[str, Any]]] = {}
        self._target = inspector.wait_for_target(AUTOMATION)
        inspector.listen(self._target, self._hear)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Have a method carried out and return what it answers.

        Raises:
            BrowserSilent: it was refused, or not answered in time.

        """
        number = next(self._ids)
        answer = self._answers[number] = SimpleQueue()
        text = json.dumps({"id": number, "method": f"Automation.{method}", "params": params})
        self._inspector.tell(self._target, text)
        return _result(method, answer)

    def evaluate(self, handle: str, expression: str) -> Any:
        """Return the value of a JavaScript expression in a window."""
        function = f"function() {{ return {expression}; }}"
        answer = self.call("evaluateJavaScriptFunction", browsingContextHandle=handle, function=function, arguments=[])
        return json.loads(answer["result"])

    def _hear(self, text: str) -> None:
        answer = json.loads(text)
        waiting = self._answers.pop(answer.get("id"), None)
        if waiting:
            waiting.put(answer)


def _result(method: str, answer: SimpleQueue[dict[str, Any]]) -> dict[str, Any]:
    try:
        said = answer.get(timeout=ANSWER_SECONDS)
    except Empty:
        raise BrowserSilent(f"{method} is not answered") from None
    if "error" in said:
        raise BrowserSilent(f"{method}: {said['error'].get('message')}")
    result: dict[str, Any] = said["result"]
    return result


def _ignore(_: str) -> None:
    """Nobody asked for the messages of this target."""
