"""Hours as citizens read them, also in the night that has two o'clock twice."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from webapp.languages import dates

SUMMER, WINTER = datetime(2026, 10, 25, 0, 50, tzinfo=UTC), datetime(2026, 10, 25, 1, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "language", "hour", "second"),
    [
        (SUMMER, "fr", "2 h 50 (heure d’été)", "2 h 50 min 00 s (heure d’été)"),
        (WINTER, "fr", "2 h 05 (heure d’hiver)", "2 h 05 min 07 s (heure d’hiver)"),
        (SUMMER, "en", "02:50 (summer time)", "02:50:00 (summer time)"),
        (WINTER, "en", "02:05 (winter time)", "02:05:07 (winter time)"),
        (SUMMER.replace(hour=2), "fr", "3 h 50", "3 h 50 min 00 s"),
        # In spring an hour is missing, and none comes twice.
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "fr", "3 h 30", "3 h 30 min 00 s"),
    ],
)
def test_hour_that_comes_twice_says_which_one_it_is(
    app: Flask, moment: datetime, language: str, hour: str, second: str
) -> None:
    with app.test_request_context(f"/?langue={language}"):
        app.preprocess_request()
        told = (dates.hour(moment), dates.second(moment))
    assert tuple(text.replace("\u00a0", " ") for text in told) == (hour, second)
