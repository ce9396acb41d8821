"""Playwright's calls of its input script in a page, which would make events that no browser trusts.

They are recognised here on their way to the page, and answered as the page would. Nothing is pressed here.
"""

import json
import re
from dataclasses import dataclass
from typing import Any

MARK = "__pwWebViewInput."
_CALL = re.compile(re.escape(MARK) + r"(keydown|keyup|insertText|mouseMove|mouseEvent)\(")


@dataclass(frozen=True)
class SyntheticCall:
    """A call.

    Attributes:
        kind: keydown, keyup, insertText, mouseMove or mouseEvent.
        argument: a text, or what an event has.
        context: the execution context in which it was to happen: a frame's.
        answers: the messages that Playwright waits for.

    """

    kind: str
    argument: Any
    context: int
    answers: tuple[str, str]


def recognise(text: str) -> SyntheticCall | None:
    """Return the call that a message to a page is; none where it is another message."""
    if MARK not in text:
        return None
    outer = json.loads(text)
    inner = json.loads(outer["params"].get("message", "{}"))
    if inner.get("method") != "Runtime.callFunctionOn":
        return None
    values = [argument.get("value") for argument in inner["params"]["arguments"]]
    called = _CALL.search(next((value for value in values if isinstance(value, str) and MARK in value), ""))
    if not called:
        return None
    context = json.loads(inner["params"]["objectId"])["injectedScriptId"]
    return SyntheticCall(called[1], _argument(values[-1]), context, _answers(outer, inner))


def _argument(value: Any) -> Any:
    """Undo Playwright's way of writing values: a text as it is, an object as its pairs."""
    return value if isinstance(value, str) else {pair["k"]: pair["v"] for pair in value["o"]}


def _answers(outer: dict[str, Any], inner: dict[str, Any]) -> tuple[str, str]:
    done = json.dumps({"id": inner["id"], "result": {"result": {"type": "undefined"}}})
    dispatched = {"targetId": outer["params"]["targetId"], "message": done}
    return (
        json.dumps({"id": outer["id"], "result": {}}),
        json.dumps({"method": "Target.dispatchMessageFromTarget", "params": dispatched}),
    )
