"""Writes a run as one HTML page that needs no other file, no script and no network."""

import os
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from e2e.report import matrix
from e2e.report.reasons import in_french
from e2e.report.results import FAILED, SKIPPED, TO_THE_FIRST, Result, Run
from e2e.report.wording import WORDING

PARIS = ZoneInfo("Europe/Paris")


def html(run: Run, directory: Path) -> str:
    """Return the page; links to artefacts are relative to the directory in which it will stand."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"seconds": _seconds, "french": in_french, "zip": zip}
    environment.filters["link"] = lambda path: os.path.relpath(path, directory)
    return environment.get_template("report.html").render(
        run=run,
        started=f"{run.started_at.astimezone(PARIS):%Y-%m-%d %H:%M:%S %Z}",
        matrix=matrix.of(run),
        failures=[result for result in run.results if result.outcome == FAILED],
        unseen=_by_reason(result for result in run.results if result.requirements),
        brief=sorted({one.engine for one in run.left_out if one.reason == TO_THE_FIRST}),
        wording=WORDING,
    )


def _seconds(value: float, language: str) -> str:
    minutes, seconds = divmod(round(value), 60)
    said = f"{minutes} min {seconds:02} s" if minutes else f"{value:.1f} s"
    return said.replace(".", ",") if language == "fr" else said


def _by_reason(results: Iterable[Result]) -> dict[str, list[Result]]:
    """Return what could not be verified, or not all of it."""
    grouped: dict[str, list[Result]] = {}
    for result in results:
        for reason in (result.reason,) if result.outcome == SKIPPED else result.unseen:
            grouped.setdefault(reason, []).append(result)
    return grouped
