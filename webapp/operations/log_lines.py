"""The service's own log, read back: its JSON lines, also behind what a collector writes in front of them."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, cast


class LogUnreadable(Exception):
    """A line of a log cannot be read, or none is one of ours; says which."""


def events(lines: Iterable[str], event: str) -> Iterator[dict[str, Any]]:
    """Yield what was logged of one event.

    Raises:
        LogUnreadable: a line that looks like JSON is cut short, or wrapped by a collector, so that what it holds would
            be passed over; or no line is ours.

    """
    are_ours = False
    for number, line in enumerate(lines, 1):
        logged = _read(line, number) if "{" in line else None
        if logged is None:
            continue
        are_ours = True
        if logged["event"] == event:
            yield logged
    if not are_ours:
        raise LogUnreadable("aucune ligne n’est du journal technique du service")


def _read(line: str, number: int) -> dict[str, Any]:
    try:
        logged = json.loads(line[line.index("{") :])
    except json.JSONDecodeError:
        raise LogUnreadable(f"la ligne {number} est coupée ou n’est pas du JSON") from None
    if "event" not in logged:
        raise LogUnreadable(f"la ligne {number} n’est pas du service, ou un collecteur l’a enveloppée")
    # An object, since it begins with a brace.
    return cast(dict[str, Any], logged)
