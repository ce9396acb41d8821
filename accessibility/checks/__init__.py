"""Scripted checks for what axe cannot see: small functions, each declared with the criteria that it is about.

What must run in the page is in the scripts (*.js) beside the modules, and only reads; Python judges.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from accessibility.checks import (
    changes,
    colours,
    consistency,
    forms,
    images,
    keyboard,
    layout,
    links,
    structure,
    time,
    trying,
)
from accessibility.evidence import Audit


def examine(
    engines: Sequence[str], directory: Path, selectors: Mapping[str, str], *, options: Sequence[str] = ()
) -> Audit:
    """Go through every state in each engine and return what was seen (accessibility/auditing.py)."""
    from accessibility import auditing  # noqa: PLC0415 - it stands on the checks

    return auditing.examine(engines, directory, selectors, options=options)


# Importing them declares their checks; the last touches the page.
__all__ = [
    "changes",
    "colours",
    "consistency",
    "examine",
    "forms",
    "images",
    "keyboard",
    "layout",
    "links",
    "structure",
    "time",
    "trying",
]
