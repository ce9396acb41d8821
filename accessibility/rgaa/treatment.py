"""How each criterion is treated: by which kind of check, by what proof of absence, or by a person; and how many are."""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from accessibility.evidence import Declared, Kind
from accessibility.rgaa.criteria import DATA, Criterion

CURRENT = DATA / "treatment-4.1.2.toml"
BY_A_PERSON = "person"


@dataclass(frozen=True)
class Treatment:
    """What is promised for a criterion.

    Attributes:
        by: "automatic", "assisted" or "person".
        absent: the CSS selector whose absence from every state proves that the criterion is not applicable; "" if none.
        person: in French: what stays for a person to judge.

    """

    by: str = BY_A_PERSON
    absent: str = ""
    person: str = ""


@dataclass(frozen=True)
class Coverage:
    """The criteria by the best that is done for them.

    Attributes:
        automatic: a check finds their failures, or their absence is proved.
        assisted: a check gathers what a person decides on.
        person: nothing but a person.
        broken: those whose promised check is missing, and whose absence is not proved either.

    """

    automatic: tuple[str, ...]
    assisted: tuple[str, ...]
    person: tuple[str, ...]
    broken: tuple[str, ...]

    @property
    def checked(self) -> int:
        """How many have an automatic or an assisted check."""
        return len(self.automatic) + len(self.assisted)


def read(file: Path = CURRENT) -> dict[str, Treatment]:
    """Return the treatment of each criterion that the table names; the others are a person's."""
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        criterion: Treatment(row["by"], " ".join(row.get("absent", "").split()), row.get("person", ""))
        for criterion, row in content.items()
    }


def absence_selectors(file: Path = CURRENT) -> dict[str, str]:
    """Return, for each criterion that absence can prove not applicable, what has to be absent."""
    return {criterion: treatment.absent for criterion, treatment in read(file).items() if treatment.absent}


def coverage(
    criteria: Iterable[Criterion],
    checks: Iterable[Declared],
    absent: Collection[str] = (),
    treatments: dict[str, Treatment] | None = None,
) -> Coverage:
    """Count which criteria have a check.

    Args:
        criteria: those of the reference.
        checks: what the checks declare, or what they found: both say their criteria and their kind.
        absent: the criteria whose absence was proved: it counts as automatic.
        treatments: what was promised; that of the table if nothing is given.

    """
    promised = read() if treatments is None else treatments
    best = _best_kinds(checks) | dict.fromkeys(absent, "automatic")
    by_kind: dict[str, list[str]] = {"automatic": [], "assisted": [], BY_A_PERSON: []}
    for criterion in criteria:
        by_kind[best.get(criterion.id, BY_A_PERSON)].append(criterion.id)
    broken = [each for each in by_kind[BY_A_PERSON] if promised.get(each, Treatment()).by != BY_A_PERSON]
    return Coverage(tuple(by_kind["automatic"]), tuple(by_kind["assisted"]), tuple(by_kind[BY_A_PERSON]), tuple(broken))


def _best_kinds(checks: Iterable[Declared]) -> dict[str, Kind]:
    best: dict[str, Kind] = {}
    for check in checks:
        for criterion in check.rgaa:
            if best.get(criterion) != "automatic":
                best[criterion] = check.kind
    return best
