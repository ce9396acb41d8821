"""Reads a version of the RGAA, in the shape of version 4 or 5: its criteria, tests and references to WCAG."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")
CURRENT = DATA / "rgaa-4.1.2.json"
WCAG_22 = DATA / "wcag-2.2.json"
# Of the three kinds of content that version 5 speaks of, the one that a site is.
WEB = "web"


@dataclass(frozen=True)
class SuccessCriterion:
    """A success criterion of WCAG: its number, its English title, "A" or "AA"."""

    id: str
    title: str
    level: str

    @property
    def slug(self) -> str:
        """Its anchor in the W3C's recommendation: « Name, Role, Value » is `name-role-value`."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")


@dataclass(frozen=True)
class Test:
    """A test of a criterion: the question, and the conditions that follow it."""

    id: str
    question: str
    conditions: tuple[str, ...]


@dataclass(frozen=True)
class Criterion:
    """A criterion of the RGAA, for the web."""

    id: str
    theme: str
    title: str
    tests: tuple[Test, ...]
    wcag: tuple[SuccessCriterion, ...]

    @property
    def level(self) -> str:
        """The highest level of what it refers to: "A" or "AA"."""
        return max((reference.level for reference in self.wcag), default="A")


@dataclass(frozen=True)
class Reference:
    """One version of the RGAA."""

    version: str
    criteria: tuple[Criterion, ...]

    @property
    def themes(self) -> dict[str, tuple[Criterion, ...]]:
        """The criteria by theme, in their order."""
        grouped: dict[str, tuple[Criterion, ...]] = {}
        for criterion in self.criteria:
            grouped[criterion.theme] = (*grouped.get(criterion.theme, ()), criterion)
        return grouped

    def criterion(self, identifier: str) -> Criterion:
        """Return a criterion. Raises KeyError if this version has none of that number."""
        return {criterion.id: criterion for criterion in self.criteria}[identifier]


def read(file: Path = CURRENT) -> Reference:
    """Return what a file holds, in the shape of version 4 or in one of the shapes announced for version 5.

    Raises:
        KeyError: the file has neither shape.

    """
    content = json.loads(file.read_text(encoding="utf-8"))
    if "criteria" in content:
        return Reference(content["version"], tuple(_criterion(each) for each in content["criteria"]))
    return Reference(_version(content), tuple(_projected(content)))


def beyond_rgaa(file: Path = WCAG_22) -> tuple[SuccessCriterion, ...]:
    """Return the success criteria of WCAG 2.2, levels A and AA, that the RGAA 4.1 does not ask."""
    content = json.loads(file.read_text(encoding="utf-8"))
    return tuple(SuccessCriterion(**each) for each in content["criteria"])


def _criterion(content: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=content["id"],
        theme=content["theme"],
        title=content["title"],
        tests=tuple(Test(number, said[0], tuple(said[1:])) for number, said in content["tests"].items()),
        wcag=tuple(SuccessCriterion(**each) for each in content["wcag"]),
    )


def _version(content: Mapping[str, Any]) -> str:
    rgaa = content.get("rgaa", content)
    return str(rgaa["version"])


def _projected(content: Mapping[str, Any]) -> Iterable[Criterion]:
    """Give the criteria that concern the web: the others have no declension of that name."""
    listed = [(each.get("thematique", ""), each) for each in content.get("criteres", ())]
    by_topic = [(topic["title"], each) for topic in content.get("topics", ()) for each in topic["criteria"]]
    if not listed and not by_topic:
        raise KeyError("criteres")
    for theme, each in listed or by_topic:
        declensions = each.get("declinaisons") or each.get("referentiels") or {}
        if WEB in declensions:
            yield _declined(theme, each, declensions[WEB])


def _declined(theme: str, content: Mapping[str, Any], declension: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=content.get("number") or content["id"],
        theme=theme,
        title=content["title"],
        tests=tuple(
            Test(each.get("number") or each["id"], each["title"], tuple(each.get("conditions", ())))
            for each in declension["tests"]
        ),
        wcag=tuple(
            SuccessCriterion(each["reference"], each["title"], each.get("level", "A"))
            for each in declension.get("appendix", {}).get("references", ())
            if each["standard"].startswith("WCAG")
        ),
    )
