"""Examines every state in the browsers, and gathers what the checks saw into one audit.

The checks run under pytest (accessibility/tests/test_states.py), since they stand on the fixtures of the browser tests;
what they saw passes through files.
"""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from accessibility import axe, heard, html_validity, seen
from accessibility.checks.declared import CHECKS
from accessibility.evidence import Absence, Audit, CheckResult, DeclaredCheck, Finding, StateRecord, Unreached, absences
from accessibility.heard import Transcript
from accessibility.seen import StateSeen
from e2e import deployment
from e2e.states import STATES
from webapp.clock import PARIS, SystemClock

ROOT = Path(__file__).parents[1]
STATES_FILE = ROOT / "accessibility" / "tests" / "test_states.py"
TOLD_BY_PYTEST = (0, 1)  # every test has run; some may have failed, as those with findings do
NOT_HEARD = (
    "Restitution par un lecteur d’écran\u00a0: personne n’a écouté cette version du service. "
    "«\u00a0make speech\u00a0» le fait avec Orca, avant l’audit."
)
STARTED_HERE = "service démarré pour l’audit, sur cette machine"


class NothingSeen(RuntimeError):
    """The browsers did not come to look at any state; pytest's own words stand above."""


class Interrupted(RuntimeError):
    """Pytest ended before its tests did; its own words stand above."""


def examine(
    engines: Sequence[str], directory: Path, selectors: Mapping[str, str], *, options: Sequence[str] = ()
) -> Audit:
    """Go through every state in each engine and return what was seen; pictures and pages stay under ``directory``.

    Args:
        engines: "chromium", "firefox".
        directory: where pictures are put; it exists and is empty.
        selectors: a CSS selector for each criterion that absence proves not applicable.
        options: of pytest, that name a deployment.

    Raises:
        NothingSeen: no state could be shown.
        Interrupted: the checks did not come to their end.

    """
    began = SystemClock().now().astimezone(PARIS)
    seen.write_selectors(selectors, directory)
    for engine in engines:
        _look(engine, directory, options)
    return gathered(began, engines, directory)


def gathered(began: datetime, engines: Sequence[str], directory: Path) -> Audit:
    """Return what the checks have kept in the directory of an audit of these engines.

    Raises:
        NothingSeen: they have kept nothing.

    """
    everything = tuple(seen.read_all(directory))
    if not everything:
        raise NothingSeen(f"no state was seen in {', '.join(engines)}")
    validity, unreached = _validity(everything, directory), tuple(_unreached(engines, everything))
    deployed = next((one.target for one in everything if one.target), "")
    # Which revision a deployment runs, nobody here knows.
    revision = "" if deployed else commit()
    # Of no known revision, nothing can be told to have been heard.
    transcripts = heard.read_all(revision) if revision else ()
    results = (*(_result(check, everything) for check in declared()), *validity)
    return Audit(
        date=began,
        engines={one.engine: one.version for one in everything},
        target=deployed or STARTED_HERE,
        commit=revision,
        states=tuple(_records(everything)),
        results=tuple(_as_heard(results, transcripts)),
        absences=() if unreached else _absences(everything, directory),
        tools=_tools(),
        unreached=unreached,
        unverified=(*_unverified(everything), *([] if transcripts else [NOT_HEARD])),
    )


def _as_heard(results: Iterable[CheckResult], transcripts: Sequence[Transcript]) -> Iterator[CheckResult]:
    """Add to each finding what was said in its state, and for a person what was said all the way."""
    spoken = {(one.engine, state): one.in_state(state) for one in transcripts for state in heard.STATES.values()}
    for result in results:
        told = (replace(found, spoken=spoken.get((found.engine, found.state)) or None) for found in result.findings)
        yield replace(result, findings=tuple(told))
    if transcripts:
        yield heard.result(transcripts)


def declared() -> tuple[DeclaredCheck, ...]:
    """Return every check that an audit runs, but for the validity of the code."""
    return (*CHECKS.values(), *axe.rules().values())


def _look(engine: str, directory: Path, named: Sequence[str]) -> None:
    told = deployment.read()
    # One clock is moved for all, and one person asked.
    is_alone = told.clock == "faketime" or told.captcha == "ask"
    workers = ("-n", "0" if is_alone else os.environ.get("TEST_WORKERS", "2"))
    command = [sys.executable, "-m", "pytest", str(STATES_FILE), "-q", "--tb=no", "-p", "no:cacheprovider", *workers]
    options = ["--browser", engine, "--evidence", str(directory), "--output", str(directory / "artefacts")]
    run = subprocess.run([*command, *options, *named], cwd=ROOT, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 - our own tests
    if run.returncode not in TOLD_BY_PYTEST:
        raise Interrupted(f"{engine}: pytest ended with {run.returncode}")


def _unreached(engines: Iterable[str], everything: Iterable[StateSeen]) -> Iterable[Unreached]:
    """Yield the states that were to be met, in each engine, and were not."""
    met = {(one.engine, one.record.id) for one in everything}
    return (
        Unreached(state.id, state.title, engine)
        for engine in engines
        for state in STATES
        if (engine, state.id) not in met
    )


def _absences(everything: Iterable[StateSeen], directory: Path) -> tuple[Absence, ...]:
    counts = {f"{one.engine}-{one.record.id}": one.absent for one in everything}
    return absences(seen.read_selectors(directory), counts)


def _unverified(everything: Iterable[StateSeen]) -> tuple[str, ...]:
    told = tuple(dict.fromkeys(text for one in everything for text in one.unverified))
    if not html_validity.missing():
        return told
    return (*told, f"{html_validity.Rule().title}\u00a0: le vérificateur ou Java manque sur cette machine.")


def _records(everything: Iterable[StateSeen]) -> Iterable[StateRecord]:
    """Return the states that were met, in the order of the journey, each once."""
    known = {one.record.id: one.record for one in reversed(tuple(everything))}
    return (known[state.id] for state in STATES if state.id in known)


def _result(check: DeclaredCheck, everything: Iterable[StateSeen]) -> CheckResult:
    ran = [one for one in everything if check.id in one.elements]
    return CheckResult(
        check=check.id,
        title=check.title,
        rgaa=check.rgaa,
        wcag=check.wcag,
        kind=check.kind,
        states=tuple(dict.fromkeys(one.record.id for one in ran)),
        elements_examined=sum(one.elements[check.id] for one in ran),
        findings=tuple(finding for one in ran for finding in one.findings if finding.check == check.id),
        evidence=tuple(note for one in ran for name, note in one.notes if name == check.id),
    )


def _validity(everything: Iterable[StateSeen], directory: Path) -> tuple[CheckResult, ...]:
    """Return the result of the Nu checker, or none where it is not on this machine."""
    if html_validity.missing():
        return ()
    by_page: dict[str, list[html_validity.Fault]] = defaultdict(list)
    for fault in html_validity.faults(sorted((directory / seen.PAGES).glob("*.html"))):
        by_page[fault.page].append(fault)
    rule = html_validity.Rule()
    findings = [
        _invalid(rule, one.record, fault) for one in everything for fault in by_page[f"{one.engine}-{one.record.id}"]
    ]
    kept = (one.record.id for one in everything if _page(one, directory).is_file())
    states = tuple(dict.fromkeys(kept))
    return (
        CheckResult(
            rule.id, rule.title, rule.rgaa, rule.wcag, rule.kind, states, len(states), tuple(dict.fromkeys(findings))
        ),
    )


def _page(one: StateSeen, directory: Path) -> Path:
    return directory / seen.PAGES / f"{one.engine}-{one.record.id}.html"


def _invalid(rule: html_validity.Rule, record: StateRecord, fault: html_validity.Fault) -> Finding:
    return Finding(
        check=rule.id,
        rgaa=rule.rgaa,
        wcag=rule.wcag,
        state=record.id,
        url=record.url,
        selector="",
        html=fault.extract,
        message=f"Ligne {fault.line}\u00a0: {fault.message}",
    )


def _tools() -> dict[str, str]:
    tools = {"axe-core": axe.VERSION, "playwright": version("playwright")}
    return tools if html_validity.missing() else tools | {"vnu": html_validity.version()}


def commit() -> str:
    """Return the revision of the application, or "" where it is in no repository, or git is not there."""
    try:
        run = subprocess.run(
            ["git", "rev-parse", "--short=12", "HEAD"],  # noqa: S607 - git as the machine has it
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
    except OSError:
        return ""
    return run.stdout.strip()
