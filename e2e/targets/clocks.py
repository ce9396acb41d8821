"""The clocks of deployments: the one that nobody can move, and libfaketime's for a process on this machine."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import requests

from e2e.deployment import Deployment
from e2e.targets import access
from e2e.targets.not_verifiable import NotVerifiable

# The service tells its hour in whole seconds, and its clock is moved in whole seconds.
TOLERANCE = timedelta(seconds=2)
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

    def close(self) -> None:
        """Leave it, as it was never moved."""


class FaketimeClock:
    """The file that libfaketime reads at every look at the time (FAKETIME_TIMESTAMP_FILE, FAKETIME_NO_CACHE=1).

    The service runs with the time zone of this machine. Moments are whole seconds. After each move the service is asked
    for its hour, which the header Date of an answer tells: a file that nobody reads moves nothing.

    Args:
        file: that libfaketime reads.
        url: of the service.
        deployment: what is said of it.

    """

    def __init__(self, file: Path, url: str, deployment: Deployment | None = None) -> None:
        self._file = file
        self._url = url
        self._deployment = deployment or Deployment()
        self._ahead = timedelta()
        self._frozen_at: datetime | None = None

    def now(self) -> datetime:
        """Return the present moment of the service."""
        return self._frozen_at or _time_of_day() + self._ahead

    def freeze(self) -> datetime:
        """Stop at the present second and return it."""
        self._frozen_at = self.now().replace(microsecond=0)
        return self._moved()

    def set(self, moment: datetime) -> datetime:
        """Move to a moment and return it."""
        moment = moment.astimezone(UTC).replace(microsecond=0)
        self._ahead = moment - _time_of_day()
        self._frozen_at = self._frozen_at and moment
        return self._moved()

    def advance(self, duration: timedelta) -> datetime:
        """Move on and return the new moment."""
        return self.set(self.now() + duration)

    def run(self) -> None:
        """Go on from where the clock was frozen."""
        self._ahead = self.now() - _time_of_day()
        self._frozen_at = None
        self._tell()

    def close(self) -> None:
        """Leave the deployment at the hour of everybody, where it was moved."""
        if self._ahead or self._frozen_at:
            self._ahead, self._frozen_at = timedelta(), None
            self._tell()

    def _moved(self) -> datetime:
        """Return the present moment, once the service has it too.

        Raises:
            NotVerifiable: its hour is another.

        """
        earliest = self._tell() - TOLERANCE
        its_hour = _hour_of(self._deployment, self._url)
        if not earliest <= its_hour <= self.now() + TOLERANCE:
            its, ours = (f"{hour:%Y-%m-%d %H:%M:%S}" for hour in (its_hour, self.now()))
            raise NotVerifiable(
                f"the clock of this deployment does not follow {self._file}: it is {its} there and not {ours} (UTC)"
            )
        return self.now()

    def _tell(self) -> datetime:
        if self._frozen_at:
            said = f"{self._frozen_at.astimezone():%Y-%m-%d %H:%M:%S}"
        else:
            said = f"{self._ahead.total_seconds():+.0f}"
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{said}\n")
        draft.replace(self._file)
        return self.now()


def clock(deployment: Deployment, url: str) -> FaketimeClock | NoClock:
    """Return the clock of a deployment."""
    if deployment.clock == "faketime":
        return FaketimeClock(Path(deployment.clock_file), url, deployment)
    return NoClock()


def _hour_of(deployment: Deployment, url: str) -> datetime:
    try:
        answer = access.ask(deployment, "HEAD", url)
        return parsedate_to_datetime(answer.headers["Date"])
    except (requests.RequestException, LookupError, ValueError) as error:
        raise NotVerifiable("this deployment does not tell its hour, so that no move of its clock is seen") from error


def _time_of_day() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)
