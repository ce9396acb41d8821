"""What is counted for Prometheus, without anything that names a citizen: no label holds what a request brought.

Under gunicorn each process counts in files of its own under PROMETHEUS_MULTIPROC_DIR, and any of them adds all up. The
first process empties that folder at its start (gunicorn.conf.py). Commands leave nothing there.
"""

import hmac
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from webapp.database import Database
from webapp.models import Draft, Mail, MailState, UpkeepJob

PATH = "/metrics"
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
MULTIPROCESS_SETTING = "PROMETHEUS_MULTIPROC_DIR"
NUMBER_SETTING = "WEB_PROCESS_NUMBER"
KINDS = ("counter_", "histogram_")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SERIES_KEPT = 1000
METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Metrics:
    """The counters of one process.

    Attributes:
        steps: steps of sign-ups that were completed, by journey and step.
        codes: e-mail codes entered, by outcome.
        sign_ins: by way (password, franceconnect) and outcome.
        limits: refusals, by the limit that was reached.
        fallbacks: how often limits were counted in the database because Redis did not answer.
        requests: their durations in seconds, by method, route and status.

    """

    def __init__(self) -> None:
        _count_under_own_number()
        self._registry = CollectorRegistry()
        # A series is looked up among all by the text of its labels, unless it is kept.
        self._duration_of = lru_cache(SERIES_KEPT)(self._series)
        self.steps = self._counter("signup_steps", "Completed steps of sign-ups.", ("journey", "step"))
        self.codes = self._counter("email_codes", "E-mail codes entered.", ("outcome",))
        self.sign_ins = self._counter("sign_ins", "Sign-ins.", ("way", "outcome"))
        self.limits = self._counter("limits_reached", "Requests refused by a limit.", ("limit",))
        self.fallbacks = self._counter("limits_fallbacks", "Times that Redis did not answer a limit.", ())
        self.requests = Histogram(
            "request_seconds",
            "Durations of requests.",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=self._registry,
        )

    def observe(self, request: tuple[str, str | None, int], seconds: float) -> None:
        """Count one request, by its method, its route (None for no page of ours) and its status."""
        self._duration_of(request).observe(seconds)

    def _series(self, request: tuple[str, str | None, int]) -> Histogram:
        method, route, status = request
        known = method if method in METHODS else "other"
        return self.requests.labels(known, route or "none", str(status))

    def render(self, state: Collector) -> bytes:
        """Return everything in Prometheus' text format, ``state`` included."""
        present = CollectorRegistry()
        present.register(state)
        return generate_latest(self._counted()) + generate_latest(present)

    def _counter(self, name: str, meaning: str, labels: tuple[str, ...]) -> Counter:
        return Counter(name, meaning, labels, registry=self._registry)

    def _counted(self) -> CollectorRegistry:
        if not _counts_in_files():
            return self._registry
        of_all_processes = CollectorRegistry()
        of_all_processes.register(_CountedByProcesses())
        return of_all_processes


def _counts_in_files() -> bool:
    return bool(os.environ.get(MULTIPROCESS_SETTING) and os.environ.get(NUMBER_SETTING))


def _count_under_own_number() -> None:
    """Name the files of this process by its number in the instance: by process ids there would be ever more of them.

    A command has no number, and nobody asks it what it counted.
    """
    if not _counts_in_files():
        values.ValueClass = values.MutexValue
        return
    number = os.environ[NUMBER_SETTING]
    values.ValueClass = values.MultiProcessValue(lambda: number)  # type: ignore[no-untyped-call]


class _CountedByProcesses(Collector):
    """What all processes of the instance have counted, each in its files; others' files may stand beside them."""

    def collect(self) -> Iterable[Metric]:
        """Return it, added up."""
        files = Path(os.environ[MULTIPROCESS_SETTING]).glob("*.db")
        counted = [str(file) for file in files if file.name.startswith(KINDS)]
        return MultiProcessCollector.merge(counted)  # type: ignore[no-untyped-call,no-any-return]


class StoredState(Collector):
    """What the database and the queue hold now. Left out while they do not answer.

    Args:
        database: holds sign-ups and mails.
        waiting: tells how many deliveries the queue holds.
        now: tells the time.

    """

    def __init__(self, database: Database, waiting: Callable[[], float], now: Callable[[], datetime]) -> None:
        self._database = database
        self._waiting = waiting
        self._now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        up = GaugeMetricFamily("database_up", "Whether the database answers.")
        try:
            yield from self._stored()
            up.add_metric([], 1)
        except SQLAlchemyError:
            up.add_metric([], 0)
        yield up
        queue = GaugeMetricFamily("mail_queue_depth", "Deliveries that wait in the queue.")
        queue.add_metric([], self._waiting())
        yield queue

    def _stored(self) -> Iterator[GaugeMetricFamily]:
        unsent = Mail.state.in_((MailState.QUEUED, MailState.DELAYED))
        with self._database.read() as session:
            mails = session.execute(select(Mail.state, func.count()).group_by(Mail.state)).all()
            steps = session.execute(select(Draft.journey, Draft.step, func.count()).group_by(Draft.journey, Draft.step))
            oldest = session.scalar(select(func.min(Mail.created_at)).where(unsent))
            counted = [((journey, step), count) for journey, step, count in steps]
            done = session.execute(select(UpkeepJob.name, UpkeepJob.succeeded_at)).all()
        yield _gauge("mails", "Mails of the last day.", ("state",), [((state,), count) for state, count in mails])
        yield _gauge("signups_at_step", "Sign-ups of the last day.", ("journey", "step"), counted)
        waited = (self._now() - oldest).total_seconds() if oldest else 0
        yield _gauge("oldest_unsent_mail_seconds", "Age of the oldest mail that has not left.", (), [((), waited)])
        succeeded = [((name,), at.timestamp()) for name, at in done]
        yield _gauge("upkeep_succeeded_timestamp_seconds", "When upkeep last succeeded, by job.", ("job",), succeeded)


class MetricsPage:
    """Answers ``/metrics`` to who brings the token, before anything else of the application runs.

    To everybody else it does not exist. Prometheus asks each instance by its own address, which is no host that
    citizens type, and asks while the database is down too: so it stands in front of Flask.
    """

    def __init__(self, application: WSGIApplication, token: str, render: Callable[[], bytes]) -> None:
        self._application = application
        self._expected = f"Bearer {token}".encode()
        self._render = render

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or hand the request on."""
        brought = str(environ.get("HTTP_AUTHORIZATION", "")).encode("latin-1", "replace")
        if environ.get("PATH_INFO") != PATH or not hmac.compare_digest(brought, self._expected):
            return self._application(environ, start_response)
        start_response("200 OK", [("Content-Type", MEDIA_TYPE), ("Cache-Control", "no-store")])
        return [self._render()]


def _gauge(
    name: str, meaning: str, labels: tuple[str, ...], values: Iterable[tuple[tuple[str, ...], float]]
) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, meaning, labels=labels)
    for names, value in values:
        gauge.add_metric(names, value)
    return gauge
