"""The clocks of deployments: the one that nobody can move, and libfaketime's for a process on this machine."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from e2e.deployment import Deployment
from e2e.targets import Clock
from e2e.targets.not_verifiable import NotVerifiable

CANNOT = "the clock of this deployment cannot be moved ([target] clock)"


class NoClock:
    """Time that passes by itself."""

    def now(self) -> datetime:
        """Return the present moment of this machine."""
        return _time_of_day()

    def freeze(self) -> datetime:
        """Skip the test."""
        raise NotVerifiable(CANNOT)

    def set(self, moment: datetime) -> datetime:
        """Skip the test."""
        raise NotVerifiable(f"{CANNOT}, not to {moment:%H:%M:%S} either")

    def advance(self, duration: timedelta) -> datetime:
        """Skip the test."""
        raise NotVerifiable(f"{CANNOT}, not by {duration} either")

    def run(self) -> None:
        """Go on, as it does anyway."""


class FaketimeClock:
    """The file that libfaketime reads at every look at the time (FAKETIME_TIMESTAMP_FILE, FAKETIME_NO_CACHE=1).

    The service runs with the time zone of this machine. Moments are whole seconds.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ahead = timedelta()
        self._frozen_at: datetime | None = None

    def now(self) -> datetime:
        """Return the present moment of the service."""
        return self._frozen_at or _time_of_day() + self._ahead

    def freeze(self) -> datetime:
        """Stop at the present second and return it."""
        self._frozen_at = self.now().replace(microsecond=0)
        return self._tell()

    def set(self, moment: datetime) -> datetime:
        """Move to a moment and return it."""
        moment = moment.astimezone(UTC).replace(microsecond=0)
        self._ahead = moment - _time_of_day()
        self._frozen_at = self._frozen_at and moment
        return self._tell()

    def advance(self, duration: timedelta) -> datetime:
        """Move on and return the new moment."""
        return self.set(self.now() + duration)

    def run(self) -> None:
        """Go on from where the clock was frozen."""
        self._ahead = self.now() - _time_of_day()
        self._frozen_at = None
        self._tell()

    def _tell(self) -> datetime:
        if self._frozen_at:
            said = f"{self._frozen_at.astimezone():%Y-%m-%d %H:%M:%S}"
        else:
            said = f"{self._ahead.total_seconds():+.0f}"
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{said}\n")
        draft.replace(self._file)
        return self.now()


def clock(deployment: Deployment) -> Clock:
    """Return the clock of a deployment.

    Raises:
        KeyError: there is no such kind.

    """
    return {"none": NoClock, "faketime": lambda: FaketimeClock(Path(deployment.clock_file))}[deployment.clock]()


def _time_of_day() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)
