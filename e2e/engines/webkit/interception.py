"""Which requests a page hands over to Playwright: those that a route names.

Playwright asks for all of them, and chooses. But WebKitGTK forgets the request of a page where another that was handed
over, as that of the former page's icon, ends just before: one page in fifteen, at once after another, never loaded.
"""

import json
import re
from collections.abc import Callable, Collection

from playwright._impl._helper import resolve_glob_to_regex_pattern
from playwright.sync_api import Request

METHOD = "Network.addInterception"
EVERYTHING = ".*"

Match = str | re.Pattern[str] | Callable[[str], bool] | Callable[[Request], bool]


def expression(match: Match, base_url: str) -> str:
    """Return the regular expression of the addresses that a route's ``match`` may name, as Playwright reads it."""
    if isinstance(match, str):
        return resolve_glob_to_regex_pattern(base_url, match)
    if isinstance(match, re.Pattern) and not match.flags & re.IGNORECASE:
        return match.pattern
    return EVERYTHING


def narrowed(text: str, expressions: Collection[str]) -> str:
    """Return a message to a page; where it asks for all requests, it asks for those of the expressions instead."""
    if METHOD not in text:
        return text
    outer = json.loads(text)
    inner = json.loads(outer["params"].get("message", "{}"))
    if inner.get("method") != METHOD:
        return text
    inner["params"]["url"] = "|".join(f"(?:{one})" for one in sorted(expressions)) or EVERYTHING
    outer["params"]["message"] = json.dumps(inner)
    return json.dumps(outer)
