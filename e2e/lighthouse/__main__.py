"""Runs Lighthouse on every page of the journey: ``python -m e2e.lighthouse [--tries 5]``; reports/lighthouse keeps all.

The pages beyond step 1 are reached by the cookies of somebody who has walked there. Other programs on the machine slow
a page down, and never make it faster: a page that is not at four times 100 is looked at again, and its best look kept.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count, islice
from pathlib import Path

from e2e.forerunner import Cookie, Forerunner
from e2e.targets.local import LocalTarget
from fixtures.personas import People, Persona

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "fixtures" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
REPORTS = ROOT / "reports" / "lighthouse"
CHROMIUM = "chromium"
FLAGS = "--headless=new --no-sandbox"
FULL = 100

Way = Callable[[Forerunner, Persona], list[Cookie]]


@dataclass(frozen=True)
class Place:
    """A page, and how somebody comes there."""

    name: str
    path: str
    way: Way


def _from_the_street(_forerunner: Forerunner, _person: Persona) -> list[Cookie]:
    return []


def _with_cookies_accepted(forerunner: Forerunner, _person: Persona) -> list[Cookie]:
    return forerunner.to_identity()


PLACES = (
    Place("home", "/", _from_the_street),
    Place("sign-in", "/identification", _with_cookies_accepted),
    Place("gate", "/inscription/identite", _from_the_street),
    Place("identity", "/inscription/identite", _with_cookies_accepted),
    Place("code", "/inscription/code", Forerunner.to_code),
    Place("contact", "/inscription/coordonnees", Forerunner.to_contact),
    Place("situation", "/inscription/situation", Forerunner.to_situation),
    Place("done", "/inscription/terminee", Forerunner.to_done),
    Place("account", "/compte", Forerunner.to_done),
    Place("franceconnect-identity", "/inscription/franceconnect/identite", Forerunner.to_connected_identity),
    Place("franceconnect-contact", "/inscription/franceconnect/coordonnees", Forerunner.to_connected_contact),
    Place("franceconnect-situation", "/inscription/franceconnect/situation", Forerunner.to_connected_situation),
    Place("help", "/aide", _from_the_street),
)


@dataclass(frozen=True)
class Look:
    """What Lighthouse gave a page in one run.

    Attributes:
        marks: out of 100.
        benchmark: how fast it found the machine then; an idle one of today has more than 1000.
        report: the name of its report.

    """

    marks: dict[str, int]
    benchmark: float
    report: str

    @property
    def is_full(self) -> bool:
        """Whether all marks are full."""
        return bool(self.marks) and all(mark == FULL for mark in self.marks.values())

    @property
    def total(self) -> int:
        """The marks together."""
        return sum(self.marks.values())


# Where the machine is so busy that Lighthouse misses the start of the page.
NOTHING_SEEN = Look({}, 0, "")


def looks(place: Place, target: LocalTarget, person: Persona) -> Iterator[Look]:
    """Yield one look after another at a place."""
    cookies = place.way(Forerunner(target), person)
    headers = {"Cookie": "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)}
    shown = (f"--chrome-flags={FLAGS}", f"--extra-headers={json.dumps(headers)}", "--locale=fr", "--quiet")
    for number in count(1):
        file = REPORTS / f"{place.name}-{number}"
        written = ("--output=json", "--output=html", f"--output-path={file}")
        command = (str(PROGRAM), target.url + place.path, *shown, *written)
        environment = os.environ | {"CHROME_PATH": shutil.which(CHROMIUM) or ""}
        ended = subprocess.run(command, check=False, env=environment)  # noqa: S603 - our own program, on our own page
        if ended.returncode:
            yield NOTHING_SEEN
            continue
        said = json.loads(file.with_suffix(".report.json").read_text("utf-8"))
        marks = {name: round(one["score"] * FULL) for name, one in said["categories"].items()}
        yield Look(marks, said["environment"]["benchmarkIndex"], file.name)


def best(place: Place, target: LocalTarget, person: Persona, tries: int) -> Look:
    """Return the first look with full marks, else the best of several."""
    seen = []
    for look in islice(looks(place, target, person), tries):
        seen.append(look)
        if look.is_full:
            return look
    return max(seen, key=lambda look: look.total)


def main(arguments: list[str]) -> int:
    """Print the marks of each page, write them down, and return 1 where one is not full."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=5)
    tries = parser.parse_args(arguments).tries
    REPORTS.mkdir(parents=True, exist_ok=True)
    target, people = LocalTarget(patience_seconds=30), People()
    found = {}
    try:
        for place in PLACES:
            found[place.name] = best(place, target, people.anyone(), tries)
            marks = (f"{name} {mark:>3}" for name, mark in found[place.name].marks.items())
            print(f"{place.name:<24}", *marks, flush=True)  # noqa: T201 - for whoever waits
    finally:
        target.close()
    written = {name: asdict(look) for name, look in found.items()}
    (REPORTS / "marks.json").write_text(json.dumps(written, indent=2), encoding="utf-8")
    return 0 if all(look.is_full for look in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
