"""The declaration of accessibility: the last result that an auditor signed, as a file that a deployment carries.

Without that file, or once it has run out, the service is « non conforme » by law (RGAA, « Obligations »).
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter

from webapp.clock import PARIS, Clock
from webapp.languages.marks import french
from webapp.settings import Settings

FILE = Path(__file__).parent / "data" / "accessibility.json"
HALF, ALL = 50, 100


@dataclass(frozen=True)
class Shortcoming:
    """A criterion that fails, or what is let off.

    Attributes:
        criterion: its number in the RGAA.
        title: its question.
        pages: the titles of the pages concerned.
        comment: what the auditor says of it.

    """

    criterion: str
    title: str
    pages: tuple[str, ...]
    comment: str


@dataclass(frozen=True)
class AuditedPage:
    """A page of the sample."""

    title: str
    path: str


@dataclass(frozen=True)
class Statement:
    """A signed audit, as the page /accessibilite tells it.

    Attributes:
        rate: the criteria respected, in percent of those that apply.
        reference: « RGAA 4.1.2 ».
        auditor: who signed, with their organisation.
        audited_on: the day of the audit.
        published_on: the day on which this was made.
        expires_on: the first day on which it does not hold any more.
        failures: the criteria that fail.
        derogations: what is let off for a disproportionate burden.
        out_of_scope: what the obligation does not cover.
        technologies: what the pages are made of.
        environments: the browsers and assistive technologies of the tests.
        tools: what the audit was made with.
        pages: the sample.

    """

    rate: int
    reference: str
    auditor: str
    audited_on: date
    published_on: date
    expires_on: date
    failures: tuple[Shortcoming, ...]
    derogations: tuple[Shortcoming, ...]
    out_of_scope: tuple[str, ...]
    technologies: tuple[str, ...]
    environments: tuple[str, ...]
    tools: tuple[str, ...]
    pages: tuple[AuditedPage, ...]

    @property
    def mention(self) -> str:
        """What the law has the service say of itself."""
        return mention(self.rate)


def mention(rate: int | None) -> str:
    """Return the mention of a rate in percent; None is no valid audit."""
    if rate is None or rate < HALF:
        return french("non conforme")
    return french("totalement conforme") if rate == ALL else french("partiellement conforme")


_STATEMENT = TypeAdapter(Statement)


def read(file: Path = FILE) -> Statement | None:
    """Return what a deployment carries, or None. Raises pydantic.ValidationError on another shape."""
    return _STATEMENT.validate_json(file.read_bytes()) if file.exists() else None


def write(statement: Statement, file: Path = FILE) -> None:
    """Store a statement where :func:`read` finds it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_STATEMENT.dump_json(statement, indent=1) + b"\n")


class Declared:
    """What the pages say of accessibility today: the statement while it holds, and the mention that follows from it.

    Args:
        statement: what the deployment carries.
        clock: tells whether it has run out.

    """

    def __init__(self, statement: Statement | None, clock: Clock) -> None:
        self._statement = statement
        self._clock = clock

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock) -> Self:
        """Read the file that the settings name. Raises FileNotFoundError if they name one that is not there."""
        named = settings.accessibility_statement
        if named and not Path(named).exists():
            raise FileNotFoundError(f"ACCESSIBILITY_STATEMENT: {named}")
        return cls(read(Path(named) if named else FILE), clock)

    @property
    def statement(self) -> Statement | None:
        """The signed result, as long as it holds."""
        today = self._clock.now().astimezone(PARIS).date()
        return self._statement if self._statement and today < self._statement.expires_on else None

    @property
    def mention(self) -> str:
        """What the footer of every page says."""
        return mention(self.statement.rate if self.statement else None)

    @property
    def has_run_out(self) -> bool:
        """Whether there was an audit, and it does not hold any more."""
        return self._statement is not None and self.statement is None
