"""Paths of this service that a form or an address may name as a place to go on to (no open redirect)."""

import re

# One slash, then neither a second one nor a backslash: browsers read both as another host.
_LOCAL = re.compile(r"/(?![/\\])[A-Za-z0-9/_.?=&%-]*")


def local_path(value: str | None) -> str:
    """Return ``value`` where it is a path of this service, else an empty string."""
    return value if value and _LOCAL.fullmatch(value) else ""
