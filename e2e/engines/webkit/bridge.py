"""Serves Playwright the windows of a MiniBrowser, as a proxy of iOS web views does: a list, and a WebSocket each."""

import json
import re
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from queue import SimpleQueue
from threading import Lock, Thread

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from e2e.engines.webkit import interception
from e2e.engines.webkit.hands import Hands
from e2e.engines.webkit.inspector import BrowserSilent, Inspector
from e2e.engines.webkit.process import LOOPBACK
from e2e.engines.webkit.synthetic import SyntheticCall, recognise

TARGET_HEADER = "X-Target"
_ABOUT_CONTEXTS = re.compile(r"Page\.frameNavigated|Runtime\.executionContextCreated")
_LEAVES_PAGE = re.compile(r"frameNavigated|ProvisionalTarget")
# The name of an event stands near the beginning of its message, what it carries after it.
_HEAD = 300


class Bridge:
    """The server of one MiniBrowser.

    Args:
        inspector: of the MiniBrowser.
        hands_of: returns the hands on the window of a target.

    Attributes:
        url: what Playwright is to connect to, with the header X-Target.

    """

    def __init__(self, inspector: Inspector, hands_of: Callable[[int], Hands]) -> None:
        self._inspector = inspector
        self._hands_of = hands_of
        self._intercepted: set[str] = set()
        self._server = serve(
            self._talk, LOOPBACK, 0, process_request=self._list, compression=None, max_size=None, ping_interval=None
        )
        self._address = f"{LOOPBACK}:{self._server.socket.getsockname()[1]}"
        self.url = f"http://{self._address}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def intercept(self, expression: str) -> None:
        """Have pages hand over the requests whose address a regular expression finds, once Playwright asks for any."""
        self._intercepted.add(expression)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()

    def _list(self, connection: ServerConnection, request: Request) -> Response | None:
        if request.path != "/json":
            return None
        url = f"ws://{self._address}/{request.headers[TARGET_HEADER]}"
        return connection.respond(HTTPStatus.OK, json.dumps([{"webSocketDebuggerUrl": url}]))

    def _talk(self, playwright: ServerConnection) -> None:
        path = playwright.request.path if playwright.request else ""
        target = int(path.removeprefix("/"))
        conversation = Conversation(playwright, self._hands_of(target))
        self._inspector.listen(target, conversation.hear_page)
        with suppress(ConnectionClosed, OSError):
            for text in playwright:
                if not conversation.takes_over(str(text)):
                    self._inspector.tell(target, interception.narrowed(str(text), self._intercepted))
        conversation.end()


class Conversation:
    """What goes between Playwright and one page."""

    def __init__(self, playwright: ServerConnection, hands: Hands) -> None:
        self._playwright = playwright
        self._hands = hands
        self._frames: set[str] = set()
        self._frame_contexts: set[int] = set()
        self._answering = Lock()
        self._answers: deque[str] = deque()
        self._calls: SimpleQueue[SyntheticCall | None] = SimpleQueue()
        # The automation answers through the thread that reads, and presses at its own pace: in a thread of its own.
        Thread(target=self._work, daemon=True).start()

    def takes_over(self, text: str) -> bool:
        """Tell whether a message to the page is input, which is then pressed instead."""
        call = recognise(text)
        if call:
            self._calls.put(call)
        return call is not None

    def hear_page(self, text: str) -> None:
        """Pass on a message of the page."""
        head = text[:_HEAD]
        if _ABOUT_CONTEXTS.search(head):
            self._note_frame(text)
        if _LEAVES_PAGE.search(head):
            self._answer()  # a press in a page that is gone would be an error to Playwright
        self._send(text)

    def end(self) -> None:
        """Press nothing more."""
        self._calls.put(None)

    def _work(self) -> None:
        while call := self._calls.get():
            self._answers.extend(call.answers)
            # What cannot be pressed, as out of the window's sight, the page's state will tell.
            with suppress(BrowserSilent, OSError):
                self._hands.carry_out(call, in_frame=call.context in self._frame_contexts)
            self._answer()

    def _answer(self) -> None:
        with self._answering:
            while self._answers:
                self._send(self._answers.popleft())

    def _send(self, text: str) -> None:
        with suppress(ConnectionClosed):
            self._playwright.send(text)

    def _note_frame(self, text: str) -> None:
        """Remember which execution contexts belong to a frame inside the page."""
        params = json.loads(json.loads(text)["params"]["message"])["params"]
        if "parentId" in params.get("frame", ()):
            self._frames.add(params["frame"]["id"])
        if params.get("context", {}).get("frameId") in self._frames:
            self._frame_contexts.add(params["context"]["id"])
