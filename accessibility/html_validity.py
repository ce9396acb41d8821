"""HTML validity: the Nu checker (fixtures/install_auditing.sh brings it) over all saved pages, in one run of Java.

``python -m accessibility.html_validity DIRECTORY`` checks the pages that ``pytest … --evidence DIRECTORY`` has kept.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from accessibility.evidence import Kind
from accessibility.seen import PAGES

JAR = (
    Path(__file__).parents[1] / "fixtures" / "html_checker" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
)
LONGEST_RUN_SECONDS = 300


@dataclass(frozen=True)
class Rule:
    """What the checker proves, as an audit declares it."""

    id: str = "validite-html"
    title: str = "Le code de la page est valide (vérificateur Nu)"
    rgaa: tuple[str, ...] = ("8.2",)
    wcag: tuple[str, ...] = ("4.1.1",)
    kind: Kind = "automatic"


@dataclass(frozen=True)
class Fault:
    """One error in one page."""

    page: str
    line: int
    message: str
    extract: str


class CheckerMissing(RuntimeError):
    """Java or the Nu checker is not on this machine; says which."""


def missing() -> str:
    """Return what is missing on this machine, in words, or an empty string."""
    if not shutil.which("java"):
        return "java is missing (fixtures/install_auditing.sh)"
    return "" if JAR.is_file() else f"{JAR.name} is missing (fixtures/install_auditing.sh)"


@cache
def version() -> str:
    """Return the version of the checker.

    Raises:
        CheckerMissing: it is not there.

    """
    return _java("--version").strip()


def faults(pages: Iterable[Path]) -> tuple[Fault, ...]:
    """Return the errors of all pages.

    Raises:
        CheckerMissing: the checker is not there.

    """
    files = [str(page) for page in pages]
    if not files:
        return ()
    said = json.loads(_java("--format", "json", "--errors-only", "--stdout", "--exit-zero-always", *files))
    return tuple(_told(said["messages"]))


def main(directory: Path) -> int:
    """Print the errors of the pages kept in a directory; return 1 where there are some, or nothing was read."""
    if missing():
        print(f"not verified: {missing()}")  # noqa: T201 - a command
        return 1
    pages = sorted((directory / PAGES).glob("*.html"))
    found = faults(pages) if pages else ()
    for fault in found:
        print(f"{fault.page}:{fault.line}: {fault.message} {fault.extract!r}")  # noqa: T201 - a command
    print(f"{len(pages)} pages, {len(found)} errors")  # noqa: T201 - a command
    return 0 if pages and not found else 1


def _told(messages: Iterable[dict[str, object]]) -> Iterator[Fault]:
    for message in messages:
        page = Path(str(message.get("url", "")).removeprefix("file:")).stem
        yield Fault(
            page, int(str(message.get("lastLine", 0))), str(message["message"]), str(message.get("extract", ""))
        )


def _java(*arguments: str) -> str:
    if missing():
        raise CheckerMissing(missing())
    command = ["java", "-Xss4m", "-jar", str(JAR), *arguments]
    run = subprocess.run(  # noqa: S603 - the program whose path stands above
        command, check=True, capture_output=True, text=True, timeout=LONGEST_RUN_SECONDS
    )
    return run.stdout


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
