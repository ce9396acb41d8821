"""What an audit saw, as plain values: the contract between the checks that fill it and the deliverables that read it.

Nothing here opens a browser or judges a criterion. `accessibility.checks.examine(engines, directory, selectors)`
returns one Audit (see Examine), its pictures under `directory`; `write` stores it there as audit.json, and every
deliverable is made again from that file and its pictures alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from pydantic import TypeAdapter

Kind = Literal["automatic", "assisted"]

FILE = "audit.json"


class Examine(Protocol):
    """The one function of the checks that the command calls: `accessibility.checks.examine`."""

    def __call__(self, engines: Sequence[str], directory: Path, selectors: Mapping[str, str]) -> "Audit":
        """Go through every state and return what was seen.

        Args:
            engines: "chromium", "firefox": in which to look.
            directory: where pictures are put; it exists and is empty.
            selectors: a CSS selector for each criterion that absence proves not applicable. It is counted in every
                state, and `absences(selectors, counts)` gives what the audit carries.

        """


class Declared(Protocol):
    """What is known of a check before it runs: enough to count which criteria are covered."""

    @property
    def rgaa(self) -> tuple[str, ...]:
        """The criteria that it examines, such as `("11.1", "11.2")`."""

    @property
    def kind(self) -> Kind:
        """Whether it decides alone that something fails, or gathers what a person decides on."""


class DeclaredCheck(Declared, Protocol):
    """What the result of a check tells of it too."""

    @property
    def id(self) -> str:
        """Its name in French, as in CheckResult.check."""

    @property
    def title(self) -> str:
        """What it verifies, in French."""

    @property
    def wcag(self) -> tuple[str, ...]:
        """The success criteria that it examines, by number."""


@dataclass(frozen=True)
class Finding:
    """One place where one check saw a failure. It makes each of its criteria « non conforme ».

    Attributes:
        check: the id of the check, as in CheckResult.check.
        rgaa: the criteria that fail, such as `("11.1",)`; empty for what the RGAA does not ask (WCAG 2.2 alone).
        wcag: the success criteria that fail, by number: `("1.3.1",)`.
        state: the id of the state, as in StateRecord.id.
        url: the path of the page, without host and query.
        selector: a CSS selector that finds the element in that state; "" for the whole page.
        html: the element's HTML, shortened if long; "" for the whole page.
        message: in French, for an auditor: what is wrong, with the figures measured.
        engine: what it was seen in: "chromium", "firefox", "webkit"; "" when no engine is concerned (HTML validity).
        screenshot: a picture of it, relative to the audit's directory, with "/".
        spoken: what the screen reader said there, in French.
        test: the RGAA test that fails, such as "11.1.1", when the check knows it.

    """

    check: str
    rgaa: tuple[str, ...]
    wcag: tuple[str, ...]
    state: str
    url: str
    selector: str
    html: str
    message: str
    engine: str = ""
    screenshot: str | None = None
    spoken: str | None = None
    test: str | None = None


@dataclass(frozen=True)
class Note:
    """What an assisted check shows the person who will decide; no failure in itself.

    Attributes:
        text: in French: what there is to look at and what was measured.
        state: the id of the state.
        screenshot: a picture, relative to the audit's directory, with "/".
        spoken: what the screen reader said there.

    """

    text: str
    state: str
    screenshot: str | None = None
    spoken: str | None = None


@dataclass(frozen=True)
class CheckResult:
    """What one check found over the whole audit: one result a check, all states and engines together.

    Attributes:
        check: the id of the check.
        title: in French: what it verifies.
        rgaa: every criterion that it examines, failed or not.
        wcag: every success criterion that it examines, by number.
        kind: "automatic" when its findings are failures; "assisted" when it gathers notes for a person. An assisted
            check may have findings too.
        states: the ids of the states in which it ran.
        elements_examined: how many elements it looked at, over all states; 0 says that nothing concerned it.
        findings: the failures; none does not make a criterion « conforme ».
        evidence: what a person looks at to decide.

    """

    check: str
    title: str
    rgaa: tuple[str, ...]
    wcag: tuple[str, ...]
    kind: Kind
    states: tuple[str, ...]
    elements_examined: int
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Note, ...] = ()

    @property
    def states_examined(self) -> int:
        """In how many states it ran."""
        return len(self.states)


@dataclass(frozen=True)
class Absence:
    """What proves that a criterion is « non applicable »: nothing that it speaks of is there, in any state.

    Attributes:
        criterion: such as "5.1".
        proof: in French: what was looked for, in how many states.

    """

    criterion: str
    proof: str


@dataclass(frozen=True)
class StateRecord:
    """A page in a state, as it was met.

    Attributes:
        id: as in e2e/states.py.
        title: in French.
        url: the path of the page, without host and query: the states of one path are one page of the sample.
        digest: `digest(html)` of the page: a manual verdict ends with the pages that it was given on.
        page_title: the document's title.
        screenshot: the whole page, relative to the audit's directory, with "/".

    """

    id: str
    title: str
    url: str
    digest: str
    page_title: str = ""
    screenshot: str | None = None


@dataclass(frozen=True)
class Unreached:
    """A state that one engine never showed to the end of its checks: nothing is known of it there.

    Attributes:
        state: its id, as in e2e/states.py.
        title: in French.
        engine: the name of the browser's engine.

    """

    state: str
    title: str
    engine: str


@dataclass(frozen=True)
class Audit:
    """One run over one target.

    Attributes:
        date: when it began, with its zone.
        engines: name and version: `{"chromium": "156.0.1"}`.
        target: the address of the service, or a word for the one that was started for it.
        commit: the revision of the application, or "".
        states: all those met, in the order of the journey.
        results: one a check.
        absences: one a criterion that nothing concerns; none while a state is unreached, which may hold what is absent.
        tools: the other tools and their versions: `{"axe-core": "4.14.1"}`.
        unreached: the states that were asked for and not met. Nothing is published of such an audit.
        unverified: in French: what was promised and not looked at, and why.

    """

    date: datetime
    engines: dict[str, str]
    target: str
    commit: str
    states: tuple[StateRecord, ...]
    results: tuple[CheckResult, ...]
    absences: tuple[Absence, ...] = ()
    tools: dict[str, str] | None = None
    unreached: tuple[Unreached, ...] = ()
    unverified: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All failures, check by check."""
        return tuple(finding for result in self.results for finding in result.findings)


_AUDIT = TypeAdapter(Audit)


def write(audit: Audit, directory: Path) -> Path:
    """Store the audit in its directory, beside its pictures, and return the file."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / FILE
    file.write_bytes(_AUDIT.dump_json(audit, indent=1))
    return file


def read(directory: Path) -> Audit:
    """Return the audit stored in a directory. Raises FileNotFoundError, or ValueError on another shape."""
    return _AUDIT.validate_json((directory / FILE).read_bytes())


def absences(selectors: Mapping[str, str], counts: Mapping[str, Mapping[str, int]]) -> tuple[Absence, ...]:
    """Return the criteria that nothing concerns.

    Args:
        selectors: a CSS selector a criterion: `rgaa.treatment.absence_selectors()`.
        counts: for each state in each engine, how many elements each selector found: `{"code": {"table": 0, …}, …}`. A
            selector that was not counted in one of them proves nothing.

    """
    return tuple(
        Absence(criterion, f"Aucun élément «\u00a0{selector}\u00a0» dans les {len(counts)} affichages examinés.")
        for criterion, selector in selectors.items()
        if counts and all(found.get(selector) == 0 for found in counts.values())
    )
