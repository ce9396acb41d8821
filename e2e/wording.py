"""Compares what pages say with what tests expect, whatever the kind of their spaces (French has several).

A service written by others may say, place and call things otherwise: tables [labels], [paths] and [cookies] of
playwright.config.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from e2e.deployment import cookie, has_page, label, path_of

__all__ = [
    "PARIS",
    "any_of",
    "beginning",
    "cookie",
    "error",
    "has_page",
    "label",
    "paris_day",
    "paris_hour",
    "path_of",
    "saying",
]

PARIS = ZoneInfo("Europe/Paris")


def saying(*parts: str) -> re.Pattern[str]:
    """Return a pattern for a text that holds these parts in this order."""
    return re.compile(".*".join(_any_spaces(label(part)) for part in parts), re.DOTALL)


def beginning(*parts: str) -> re.Pattern[str]:
    """Return a pattern for a text that begins with these parts in this order."""
    return re.compile(f"^{saying(*parts).pattern}", re.DOTALL)


def any_of(*texts: str) -> re.Pattern[str]:
    """Return a pattern for a text that holds one of these."""
    return re.compile("|".join(re.escape(label(text)) for text in texts))


def error(*parts: str) -> re.Pattern[str]:
    """Return a pattern for the description of a field that has an error which says these parts."""
    return saying("Erreur :", *parts)


def paris_hour(moment: datetime) -> str:
    """Return the hour in mainland France as pages write it: « 14 h 32 »."""
    local = moment.astimezone(PARIS)
    return f"{local.hour} h {local.minute:02}"


def paris_day(moment: datetime) -> str:
    """Return the day in mainland France as pages write it: « 1er mars 2026 »."""
    local = moment.astimezone(PARIS)
    return format_date(local, "'1er' MMMM y" if local.day == 1 else "d MMMM y", locale="fr")


def _any_spaces(text: str) -> str:
    return r"\s+".join(re.escape(word) for word in text.split())
