"""What came of a run, test by test, gathered from pytest's reports of its three phases."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from e2e.catalogue import Requirement

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
INTERRUPTED = "interrupted"
ENDED = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
LAST_PHASE = "teardown"
REQUIREMENT, ENGINE, RENDERING, VERSION = "requirement", "engine", "rendering", "engine_version"
UNSEEN, BOUNDARY = "not_verifiable", "boundary"
NOT_ASKED, IN_TURN, SHOWN, TO_THE_FIRST = "not_asked", "in_turn", "shown", "to_the_first"
OF_OUR_OWN = "of_our_own"
ARTEFACT = "playwright_"


@dataclass(frozen=True)
class Result:
    """What came of one test in one engine and rendering.

    Attributes:
        test: the test's node id.
        requirements: the ids that it proves; none for a test of the suite itself.
        engine: empty without a browser.
        rendering: empty without a browser.
        outcome: PASSED, FAILED or SKIPPED.
        seconds: with setting up and tearing down.
        reason: why it was skipped, or the last line of why it failed.
        details: the whole of why it failed, in each of its phases.
        artefacts: (kind, path) of screenshots, traces and videos.
        boundaries: the values that its marker says it is at.
        unseen: why parts of it could not be verified, though the rest was.

    """

    test: str
    requirements: tuple[str, ...] = ()
    engine: str = ""
    rendering: str = ""
    outcome: str = PASSED
    seconds: float = 0.0
    reason: str = ""
    details: str = ""
    artefacts: tuple[tuple[str, str], ...] = ()
    unseen: tuple[str, ...] = ()
    boundaries: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The test as a sentence, with its row where it is a table."""
        function, _, row = self.test.rpartition("::")[2].partition("[")
        parameters = row.removesuffix("]").split("-")
        own = [part for part in parameters if part and part not in (self.engine, self.rendering)]
        sentence = function.removeprefix("test_").replace("_", " ")
        return f"{sentence} ({' '.join(own)})" if own else sentence

    @property
    def place(self) -> tuple[str, str]:
        """The column of the matrix."""
        return self.engine, self.rendering


@dataclass(frozen=True)
class LeftOut:
    """Tests that a run had, and did not run in one place, on purpose.

    Attributes:
        reason: one of NOT_ASKED, IN_TURN, SHOWN, TO_THE_FIRST and OF_OUR_OWN.
        engine: where they did not run.
        rendering: empty without one.
        tests: how many.

    """

    reason: str
    engine: str
    rendering: str
    tests: int


@dataclass(frozen=True)
class Run:
    """A whole run.

    Attributes:
        started_at: aware.
        target: where the service ran; empty when the suite started it.
        commit: of this suite, empty where unknown.
        engines: versions by name.
        results: of the tests that ran to their end.
        planned: how many tests were to run.
        exit_status: pytest's.
        command: the arguments of pytest, which tell what was chosen.

    """

    started_at: datetime
    seconds: float
    target: str
    commit: str
    engines: Mapping[str, str]
    requirements: tuple[Requirement, ...]
    results: tuple[Result, ...]
    left_out: tuple[LeftOut, ...] = ()
    planned: int = 0
    exit_status: int = 0
    command: str = ""

    @property
    def is_interrupted(self) -> bool:
        """Whether the run ended before its end, and proves nothing of what it had not come to."""
        has_failure = any(result.outcome == FAILED for result in self.results)
        # With workers, tests run beside those that could not even be collected, which alone make the exit status.
        is_uncollected = self.exit_status == pytest.ExitCode.TESTS_FAILED and not has_failure
        return len(self.results) < self.planned or self.exit_status not in ENDED or is_uncollected

    @property
    def verdict(self) -> str:
        """FAILED, INTERRUPTED, PASSED or SKIPPED, the worst first."""
        outcomes = {result.outcome for result in self.results}
        if FAILED in outcomes:
            return FAILED
        if self.is_interrupted:
            return INTERRUPTED
        return PASSED if any(one.outcome == PASSED and one.requirements for one in self.results) else SKIPPED

    def as_json(self) -> dict[str, Any]:
        """Return everything, for machines."""
        derived = {"verdict": self.verdict, "interrupted": self.is_interrupted, "ran": len(self.results)}
        return asdict(self) | {"started_at": self.started_at.isoformat()} | derived


@dataclass
class Gathering:
    """Takes pytest's reports as they come, from this process or from workers."""

    results: dict[str, Result] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)

    def take(self, report: pytest.TestReport) -> None:
        """Take the report of one phase of one test."""
        said = report.user_properties
        known = self.results.get(report.nodeid) or Result(
            report.nodeid, _all(said, REQUIREMENT), "".join(_all(said, ENGINE)), "".join(_all(said, RENDERING))
        )
        known = replace(
            known,
            seconds=known.seconds + report.duration,
            artefacts=_artefacts(said),
            unseen=_all(said, UNSEEN),
            boundaries=_all(said, BOUNDARY),
        )
        self.results[report.nodeid] = _with_outcome(known, report)
        if report.when == LAST_PHASE or report.failed:
            self.ended.add(report.nodeid)
        for version in _all(said, VERSION):
            self.versions[known.engine] = version

    def run(self, started: float, ended: float, **facts: Any) -> Run:
        """Return the run that is over; ``started`` and ``ended`` are seconds of the epoch."""
        ordered = tuple(self.results[test] for test in sorted(self.ended))
        return Run(
            started_at=datetime.fromtimestamp(started, UTC),
            seconds=ended - started,
            engines=dict(sorted(self.versions.items())),
            results=ordered,
            **facts,
        )


def _with_outcome(known: Result, report: pytest.TestReport) -> Result:
    if known.outcome == FAILED:
        return replace(known, details="\n\n".join(filter(None, (known.details, _details(report)))))
    if report.outcome == PASSED:
        return known
    return replace(known, outcome=report.outcome, reason=_reason(report), details=_details(report))


def _reason(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ").removeprefix("NotVerifiable: ")
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message if crash else report.longreprtext).strip().partition("\n")[0]


def _details(report: pytest.TestReport) -> str:
    return report.longreprtext if report.outcome == FAILED else ""


def _artefacts(said: Iterable[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    return tuple((name.removeprefix(ARTEFACT), str(path)) for name, path in said if name.startswith(ARTEFACT))


def _all(said: Iterable[tuple[str, object]], wanted: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(value) for name, value in said if name == wanted))
