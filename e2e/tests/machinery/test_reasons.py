"""The report says in French too why something could not be verified."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e import deployment
from e2e.engines.capability import Capability
from e2e.engines.firefox import _LACKED_BY_ANY, _LACKED_OVER_BIDI
from e2e.engines.shipped_webkit import ShippedWebKit
from e2e.engines.webkitgtk import WebKitGTK
from e2e.report.reasons import in_french
from e2e.targets import clocks
from e2e.targets.choice import SENDS

pytestmark = pytest.mark.machinery

TARGETS = Path(clocks.__file__).parent
LACKED = {
    sentence
    for lacks in (_LACKED_BY_ANY, _LACKED_OVER_BIDI, ShippedWebKit.lacks, WebKitGTK.lacks)
    for sentence in lacks.values()
}


def said_of_deployments() -> Iterator[str]:
    """Yield what NotVerifiable is raised with, whatever differs each time written « x »."""
    for file in (*sorted(TARGETS.glob("*.py")), Path(deployment.__file__)):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "NotVerifiable":
                yield "".join(written(node.args[0]))


def written(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from written(part)
    elif isinstance(node, ast.FormattedValue):
        yield from written(node.value)
    elif isinstance(node, ast.Constant):
        yield str(node.value)
    else:
        yield clocks.CANNOT if ast.unparse(node) == "CANNOT" else "x"


def test_some_are_known() -> None:
    assert len(LACKED) > 15
    assert len(list(said_of_deployments())) > 12


@pytest.mark.parametrize("reason", sorted({*LACKED, *said_of_deployments(), SENDS}))
def test_reason_has_its_french(reason: str) -> None:
    french = in_french(f"{Capability.TOUCH} (firefox): {reason}")
    assert french
    assert french.startswith("touch (firefox)\u00a0: ")
    assert reason not in french
    assert in_french(reason)


def test_what_differs_is_shown() -> None:
    said = in_french("the mailbox imaps://qa@mail.example cannot be read: it refuses (LOGIN failed)")
    assert said == "la boîte aux lettres imaps://qa@mail.example ne peut pas être lue\u00a0: it refuses (LOGIN failed)"


def test_reason_of_others_stays_in_english() -> None:
    assert in_french("the moon is not full") is None
