"""What a way needs: somebody at a browser, and what surrounds them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from e2e.journey import Journey
from e2e.observer import Observer
from e2e.pages import Person
from e2e.targets import Clock, FranceConnect, Target
from fixtures.personas import People


@dataclass(frozen=True)
class Stage:
    """One browser tab in which a state is to be shown.

    Attributes:
        journey: the tab.
        everybody: makes people up.
        person: who goes the way, unless it needs another.
        target: where the service runs.
        surroundings: returns a fixture of the test by its name; it is set right again after the test.

    """

    journey: Journey
    everybody: People
    person: Person
    target: Target
    surroundings: Callable[[str], Any]

    @property
    def page(self) -> Page:
        """The tab as Playwright knows it."""
        return self.journey.page

    @property
    def somebody_else(self) -> Journey:
        """The journey of somebody else, in a browser of their own."""
        journey: Journey = self.surroundings("another_journey")
        return journey

    @property
    def clock(self) -> Clock:
        """The time of the service."""
        clock: Clock = self.surroundings("clock")
        return clock

    @property
    def observer(self) -> Observer:
        """What listens to the console, which a way may have something to say."""
        observer: Observer = self.surroundings("observer")
        return observer

    @property
    def franceconnect(self) -> FranceConnect:
        """The FranceConnect+ beside the service."""
        franceconnect: FranceConnect = self.surroundings("franceconnect")
        return franceconnect
