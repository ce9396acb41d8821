"""The matrix of a run: requirement × engine × rendering, and what each cell says."""

from collections.abc import Iterable
from dataclasses import dataclass

from e2e.catalogue import Requirement, boundaries_at
from e2e.report.results import FAILED, PASSED, SKIPPED, Result, Run

NOT_RUN, PARTIAL = "not-run", "partial"
MACHINERY = Requirement("MACHINERY", "Les outils de la suite, éprouvés pour eux-mêmes.", "The suite's own tools.")


@dataclass(frozen=True)
class Cell:
    """Some results at once.

    Attributes:
        results: what came of each.
        is_proof: whether they prove a requirement, and so may prove a part of it.

    """

    results: tuple[Result, ...]
    is_proof: bool = True

    def count(self, outcome: str) -> int:
        """Return how many tests came out so."""
        return sum(result.outcome == outcome for result in self.results)

    @property
    def outcome(self) -> str:
        """The worst that is known: one failure fails, and success proves in part where something could not be seen."""
        known = next((known for known in (FAILED, PASSED, SKIPPED) if self.count(known)), NOT_RUN)
        has_unseen = self.count(SKIPPED) or any(result.unseen for result in self.results)
        return PARTIAL if known == PASSED and has_unseen and self.is_proof else known

    @property
    def seconds(self) -> float:
        """The time that its tests took, one after the other."""
        return sum(result.seconds for result in self.results)


@dataclass(frozen=True)
class Row:
    """A requirement in every column."""

    requirement: Requirement
    cells: tuple[Cell, ...]
    whole: Cell

    @property
    def boundaries(self) -> dict[str, list[str]]:
        """In which engines tests were at each boundary of the requirement; nothing of those that nobody was at."""
        reached: dict[str, set[str]] = {}
        for result in (one for one in self.whole.results if one.outcome != SKIPPED):
            for boundary in boundaries_at(self.requirement, result.test, result.boundaries):
                reached.setdefault(boundary, set()).add(result.engine)
        return {one: sorted(reached[one]) for one in self.requirement.boundaries if one in reached}


@dataclass(frozen=True)
class Matrix:
    """The table that the page shows."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]

    @property
    def engines(self) -> dict[str, int]:
        """How many columns each engine has."""
        names = [engine for engine, _ in self.columns]
        return {name: names.count(name) for name in dict.fromkeys(names)}

    def count(self, outcome: str) -> int:
        """Return how many requirements came out so."""
        return sum(row.whole.outcome == outcome for row in self.rows if row.requirement != MACHINERY)


def of(run: Run) -> Matrix:
    """Return the matrix of a run; requirements that nothing was run for have empty rows."""
    columns = tuple(sorted({result.place for result in run.results if result.requirements}))
    rows = [_row(requirement, columns, _proofs(requirement, run.results)) for requirement in run.requirements]
    others = [result for result in run.results if not result.requirements]
    if others:
        rows.append(_row(MACHINERY, columns, others))
    return Matrix(columns, tuple(rows))


def _proofs(requirement: Requirement, results: Iterable[Result]) -> list[Result]:
    return [result for result in results if requirement.id in result.requirements]


def _row(requirement: Requirement, columns: Iterable[tuple[str, str]], results: list[Result]) -> Row:
    is_proof = requirement != MACHINERY
    places = [tuple(result for result in results if result.place == column) for column in columns]
    cells = tuple(Cell(there, is_proof=is_proof) for there in places)
    return Row(requirement, cells, Cell(tuple(results), is_proof=is_proof))
