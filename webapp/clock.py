"""The time of day, as one argument that tests replace.

This is the only module of the application that asks the machine for the time.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
# By how much two clocks may differ, and one request wait for its turn to write. What is further ahead than this was
# written by a clock that has been set right since.
CLOCKS_DIFFER = timedelta(minutes=1)


class Clock(Protocol):
    """Whatever can tell the time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that may


def paris_hour(moment: datetime) -> str:
    """Return the hour in mainland France as citizens read it: « 14 h 32 »."""
    local = moment.astimezone(PARIS)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02d}"


def comes_twice(moment: datetime) -> bool:
    """Tell whether the hour in mainland France is one of those that the autumn night has twice."""
    local = moment.astimezone(PARIS)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def paris_date(moment: datetime) -> str:
    """Return the day in mainland France in words: « 1er mars 2026 »."""
    return date_in_words(moment.astimezone(PARIS).date())


def date_in_words(day: date) -> str:
    """Return a day in French words: « 1er mars 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}\u00a0{_MONTHS[day.month - 1]}\u00a0{day.year}"
