"""What the checks saw of one state in one engine: a file that the tests write and the audit gathers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from accessibility.evidence import Finding, Note, StateRecord

SELECTORS = "selectors.json"
PICTURES, PAGES, FILES = "pictures", "pages", "seen"


@dataclass(frozen=True)
class StateSeen:
    """One state in one engine.

    Attributes:
        engine: the name of the browser's engine.
        version: of the browser.
        record: the page as it was met.
        findings: the failures.
        notes: what a person decides on, with the check that gathered it.
        elements: how many elements each check looked at; a check that is not named did not run.
        absent: how many elements each selector found by which absence is proved.
        unverified: in French: what this engine could not show, so that no check looked at it.
        target: the address of the deployment that showed it; empty for the service that was started for the audit.

    """

    engine: str
    version: str
    record: StateRecord
    findings: tuple[Finding, ...]
    notes: tuple[tuple[str, Note], ...]
    elements: Mapping[str, int]
    absent: Mapping[str, int]
    unverified: tuple[str, ...] = ()
    target: str = ""


_STATE_SEEN = TypeAdapter(StateSeen)


def write(seen: StateSeen, directory: Path) -> None:
    """Store it under the directory of an audit."""
    file = directory / FILES / f"{seen.engine}-{seen.record.id}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_STATE_SEEN.dump_json(seen))


def read_all(directory: Path) -> Iterator[StateSeen]:
    """Yield what was stored under the directory of an audit, whatever the order."""
    for file in sorted((directory / FILES).glob("*.json")):
        yield _STATE_SEEN.validate_json(file.read_bytes())


def forget(engine: str, directory: Path) -> None:
    """Delete what an earlier run kept of an engine: it would stand for states that this run does not reach."""
    for folder in (PICTURES, PAGES, FILES):
        for file in (directory / folder).glob(f"{engine}-*"):
            file.unlink()


def write_selectors(selectors: Mapping[str, str], directory: Path) -> None:
    """Store what is to be counted in each state."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / SELECTORS).write_text(json.dumps(dict(selectors)), encoding="utf-8")


def read_selectors(directory: Path) -> dict[str, str]:
    """Return what is to be counted; nothing where nothing was asked for."""
    file = directory / SELECTORS
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}
