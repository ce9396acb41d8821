"""Makes the gallery: ``python -m e2e.gallery [--browser firefox] [other options of pytest]``."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from e2e.gallery import pictures

SHOTS = Path(__file__).with_name("shots.py")
# The report of the tests stays as it is.
WITHOUT_REPORT = ("-p", "no:e2e.report.plugin", "-p", "no:e2e.report.second_look")


def main(options: list[str]) -> int:
    """Take the pictures, write the page and return pytest's verdict."""
    shutil.rmtree(pictures.DIRECTORY, ignore_errors=True)
    pictures.DIRECTORY.mkdir(parents=True)
    chosen = options if "--browser" in options else ["--browser", "chromium", *options]
    workers = ("-n", os.environ.get("TEST_WORKERS", "2"))
    output = ("--output", str(pictures.DIRECTORY / "artefacts"))
    verdict = pytest.main([str(SHOTS), "-q", *workers, *WITHOUT_REPORT, *output, *chosen])
    engines = sorted(
        folder.name for folder in pictures.DIRECTORY.iterdir() if folder.is_dir() and folder.name != "artefacts"
    )
    page = pictures.DIRECTORY / "index.html"
    page.write_text(pictures.html(pictures.DIRECTORY, engines), encoding="utf-8")
    print(f"\n{page}")  # noqa: T201 - for whoever wants to look
    return int(verdict)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
