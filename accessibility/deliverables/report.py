"""Writes the audit as HTML pages in French: failures stand there with their pictures; no script, no network."""

import base64
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from accessibility.deliverables import manual, sample
from accessibility.deliverables.assessment import Assessment
from accessibility.deliverables.judgement import Judgement
from accessibility.evidence import Finding, Note
from webapp.clock import date_in_words, paris_date, paris_hour

OUTCOMES = {"C": "conforme", "NC": "non conforme", "NA": "non applicable", "NT": "à juger"}
KINDS = {"automatic": "automatique", "assisted": "assistée"}


@dataclass(frozen=True)
class Picture:
    """A picture that findings point at, held in the page itself.

    Attributes:
        number: from 1.
        address: the picture as a data: address.
        states: the titles of the states that it shows.

    """

    number: int
    address: str
    states: str


class Album:
    """The pictures of failures: each stands once in the page, however many findings point at it.

    Those of whole states stay files beside the page, which would weigh tens of megabytes with them.
    """

    def __init__(self, findings: Iterable[Finding], titles: Mapping[str, str], directory: Path) -> None:
        self._findings = tuple(findings)
        self._titles = titles
        self._directory = directory

    @cached_property
    def pictures(self) -> Mapping[str, Picture]:
        """Those that exist, by their file, in the order of the report."""
        shown: dict[str, list[str]] = {}
        for seen in self._findings:
            if seen.screenshot and (self._directory / seen.screenshot).is_file():
                shown.setdefault(seen.screenshot, []).append(seen.state)
        return {
            file: Picture(number, _data_address(self._directory / file), _joined(self._titles, states))
            for number, (file, states) in enumerate(shown.items(), 1)
        }

    def number(self, seen: Finding | Note) -> int:
        """Return the number of the picture that a finding points at, or 0."""
        picture = self.pictures.get(seen.screenshot or "")
        return picture.number if picture else 0


def html(assessment: Assessment, directory: Path) -> str:
    """Return the report by theme and criterion; pictures are taken from the audit's directory."""
    return _rendered("report.html", assessment, assessment.audit.findings, directory)


def beyond_html(assessment: Assessment, directory: Path) -> str:
    """Return the page on the success criteria of WCAG 2.2 that the RGAA does not ask."""
    findings = (finding for beyond in assessment.beyond for finding in beyond.findings)
    return _rendered("wcag22.html", assessment, findings, directory)


def environment() -> Environment:
    """Return what renders the templates of the deliverables."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"marked": _marked, "day": date_in_words, "moment": paris_date, "hour": paris_hour}
    return made


def _rendered(template: str, assessment: Assessment, findings: Iterable[Finding], directory: Path) -> str:
    titles = sample.titles(assessment.audit)
    return (
        environment()
        .get_template(template)
        .render(
            assessment=assessment,
            audit=assessment.audit,
            album=Album(findings, titles, directory),
            titles=titles,
            by_outcome={name: _with_outcome(assessment.judgements, name) for name in manual.OUTCOMES},
            themes=_themes(assessment),
            contradictions=[each for each in assessment.judgements if each.contradiction],
            outcomes=OUTCOMES,
            kinds=KINDS,
        )
    )


def _with_outcome(judgements: Iterable[Judgement], outcome: str) -> list[Judgement]:
    return [each for each in judgements if each.outcome == outcome]


def _themes(assessment: Assessment) -> Mapping[str, Mapping[str, Any]]:
    by_criterion = {each.criterion.id: each for each in assessment.judgements}
    grouped = {
        theme: [by_criterion[criterion.id] for criterion in criteria]
        for theme, criteria in assessment.reference.themes.items()
    }
    return {
        theme: {"judgements": judgements, "counts": Counter(each.outcome for each in judgements)}
        for theme, judgements in grouped.items()
    }


def _joined(titles: Mapping[str, str], states: Iterable[str]) -> str:
    return ", ".join(titles.get(state, state) for state in dict.fromkeys(states))


def _data_address(file: Path) -> str:
    kind = guess_type(file.name)[0] or "image/png"
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def _marked(text: str) -> Markup:
    """Show as code what the RGAA writes between backquotes."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped just before
