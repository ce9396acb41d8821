"""Makes the gallery: ``python -m e2e.gallery [--browser firefox] [other options of pytest]``.

Unless named, every engine is in it. They come one after the other: in a run on several, most would leave the states to
the first (e2e/brevity.py).
"""

import os
import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest

from e2e import configuration
from e2e.gallery import pictures

SHOTS = Path(__file__).with_name("shots.py")
# The report of the tests stays as it is; a leak at the end of the run is told all the same (e2e.report.end_of_run).
WITHOUT_REPORT = ("-p", "no:e2e.report.plugin", "-p", "no:e2e.report.second_look")


def main(arguments: list[str]) -> int:
    """Take the pictures, write the page, and return the worst of pytest's verdicts."""
    parser = ArgumentParser(prog="python -m e2e.gallery", add_help=False)
    parser.add_argument("--browser", action="append", dest="engines")
    asked, options = parser.parse_known_args(arguments)
    engines = asked.engines or list(configuration.read().engines)
    shutil.rmtree(pictures.DIRECTORY, ignore_errors=True)
    pictures.DIRECTORY.mkdir(parents=True)
    verdict = max(_take_in(engine, options) for engine in engines)
    page = pictures.DIRECTORY / "index.html"
    page.write_text(pictures.html(pictures.DIRECTORY, engines), encoding="utf-8")
    print(f"\n{page}")  # noqa: T201 - for whoever wants to look
    return verdict


def _take_in(engine: str, options: list[str]) -> int:
    workers = ("-n", os.environ.get("TEST_WORKERS", "2"))
    output = ("--output", str(pictures.DIRECTORY / "artefacts"))
    print(f"\n── {engine}", flush=True)  # noqa: T201 - what follows is of this engine
    return int(pytest.main([str(SHOTS), "-q", *workers, *WITHOUT_REPORT, *output, "--browser", engine, *options]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
