"""Hours and days as citizens read them, in the language of the request, always of mainland France.

French is written by the clock's own rules; the patterns of the others are sentences of their catalogue, in the notation
of Unicode (CLDR).
"""

from datetime import date, datetime, timedelta

from babel.dates import format_date, format_time
from flask_babel import get_locale

from webapp import clock
from webapp.errors import TooManyRequests
from webapp.languages.catalogues import SOURCE
from webapp.languages.choice import current
from webapp.languages.marks import french
from webapp.languages.texts import gettext

_HOUR = french("H 'h' mm")
_SECOND = french("H 'h' mm 'min' ss 's'")
_DAY = french("d MMMM y")


def hour(moment: datetime) -> str:
    """Return the hour: « 14 h 32 », or « 14:32 »."""
    return _told_apart(moment, _hour(moment))


def _hour(moment: datetime) -> str:
    if current() == SOURCE:
        return clock.paris_hour(moment)
    return format_time(moment.astimezone(clock.PARIS).time(), gettext(_HOUR), locale=get_locale())


def _told_apart(moment: datetime, hour: str) -> str:
    """Return an hour, and which of the two it is in the night that has it twice."""
    if not clock.comes_twice(moment):
        return hour
    if moment.astimezone(clock.PARIS).dst():
        return gettext("%(hour)s (heure d’été)", hour=hour)
    return gettext("%(hour)s (heure d’hiver)", hour=hour)


def from_when(moment: datetime, *, names_day: bool) -> str:
    """Return from when something is possible, never before: « à 14 h 33 », or « le 1er mars 2026 à 14 h 33 »."""
    minute = moment.replace(second=0, microsecond=0)
    opens_at = minute if minute == moment else minute + timedelta(minutes=1)
    if names_day:
        return gettext("le %(day)s à %(hour)s", day=day(opens_at), hour=hour(opens_at))
    return gettext("à %(hour)s", hour=hour(opens_at))


def from_refusal(refusal: TooManyRequests) -> str:
    """Return from when a limit refuses no more."""
    return from_when(refusal.possible_at, names_day=refusal.is_daily)


def second(moment: datetime) -> str:
    """Return the hour to the second: « 14 h 32 min 05 s », or « 14:32:05 »."""
    return _told_apart(moment, _second(moment))


def _second(moment: datetime) -> str:
    if current() == SOURCE:
        return f"{clock.paris_hour(moment)}\u00a0min\u00a0{moment.second:02d}\u00a0s"
    return format_time(moment.astimezone(clock.PARIS).time(), gettext(_SECOND), locale=get_locale())


def day(moment: datetime) -> str:
    """Return the day: « 1er mars 2026 », or « 1 March 2026 »."""
    return day_of(moment.astimezone(clock.PARIS).date())


def day_as_known(written: str) -> str:
    """Return a day of birth as a register has it, « 1984-08-24 »: the day, or the month too, may be 00, unknown.

    Raises:
        ValueError: this is none.

    """
    year, month, day_of_month = (int(part) for part in written.split("-"))
    if not month:
        return str(year)
    if not day_of_month:
        return format_date(date(year, month, 1), "MMMM y", locale=get_locale())
    return day_of(date(year, month, day_of_month))


def day_of(written: date) -> str:
    """Return a day that stands in a calendar."""
    if current() == SOURCE:
        return clock.date_in_words(written)
    return format_date(written, gettext(_DAY), locale=get_locale())
