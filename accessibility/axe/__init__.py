"""axe-core: a rule engine for what markup and computed style alone can tell. The vendored version, in French.

Its rules carry the criteria of the RGAA as tags. Those that axe counts as experimental and the RGAA asks for are on,
and so is the size of targets (WCAG 2.2).
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

from accessibility.checks.declared import Flaw
from accessibility.evidence import Kind

VERSION = "4.14.1"
VENDOR = Path(__file__).parent / "vendor"
RULES_FILE = Path(__file__).parent / "rules.json"
PREFIX = "axe-"

_RGAA_TAG = re.compile(r"RGAA-(\d+\.\d+)\.(\d+)")
_WCAG_TAG = re.compile(r"wcag(\d)(\d)(\d+)")
# What axe calls good practice and gives no criterion, as the RGAA asks for it.
_OWN_CRITERIA = {
    "empty-heading": ("9.1",),
    "heading-order": ("9.1",),
    "page-has-heading-one": ("9.1",),
    "landmark-banner-is-top-level": ("9.2",),
    "landmark-complementary-is-top-level": ("9.2",),
    "landmark-contentinfo-is-top-level": ("9.2",),
    "landmark-main-is-top-level": ("9.2",),
    "landmark-no-duplicate-banner": ("9.2",),
    "landmark-no-duplicate-contentinfo": ("9.2",),
    "landmark-no-duplicate-main": ("9.2",),
    "landmark-one-main": ("9.2",),
    "landmark-unique": ("9.2", "12.6"),
    "label-title-only": ("11.1",),
    "meta-viewport-large": ("10.4",),
    "tabindex": ("12.8",),
}
# Two of WCAG's triple-A rules stay off, as axe has them: the RGAA does not ask for them.
_ALWAYS_ON = ("target-size",)
_ABOUT_STYLES = (
    "color-contrast",
    "link-in-text-block",
    "target-size",
    "scrollable-region-focusable",
    "region",
    "css-orientation-lock",
    "aria-hidden-focus",
    "heading-order",
    "label",
    "select-name",
    "link-name",
    "button-name",
)
_BRIEFLY = {"resultTypes": ["violations"]}
_LONGEST_HTML = 300


@dataclass(frozen=True)
class Rule:
    """A rule of axe.

    Attributes:
        id: with a prefix that tells it from our own checks.
        title: in French: what it asks for.
        rgaa: its criteria.
        wcag: its success criteria.
        test: the test of the RGAA that it covers, or "".
        is_experimental: axe leaves it off unless it is asked for.

    """

    id: str
    title: str
    rgaa: tuple[str, ...]
    wcag: tuple[str, ...]
    test: str
    is_experimental: bool
    kind: Kind = "automatic"


@cache
def rules() -> dict[str, Rule]:
    """Return every rule of the vendored axe by axe's own name for it."""
    said = json.loads(RULES_FILE.read_text(encoding="utf-8"))
    return {one["id"]: _rule(one["id"], one["title"], " ".join(one["tags"])) for one in said}


@dataclass(frozen=True)
class Answer:
    """What axe said of one page.

    Attributes:
        violations: each place where a rule fails.
        applied: the ids of the rules that found something to look at.

    """

    violations: tuple[tuple[Rule, Flaw], ...]
    applied: frozenset[str]


def look(page: Page) -> Answer:
    """Run every rule on a page as it is shown."""
    return _answer(Axe(_script()).run(page, options=_BRIEFLY | {"rules": _switched_on()}).response)


def look_again(page: Page) -> Answer:
    """Run again, in another window or other colours, those rules whose answer these can change.

    The document must be the one that :func:`look` has seen: axe is in it already.
    """
    return _answer(page.evaluate("options => axe.run(options)", _BRIEFLY | {"runOnly": list(_ABOUT_STYLES)}))


def _answer(response: dict[str, Any]) -> Answer:
    found = [(rules()[violation["id"]], node) for violation in response["violations"] for node in violation["nodes"]]
    applied = (one["id"] for kind in ("violations", "passes", "incomplete") for one in response[kind])
    return Answer(
        violations=tuple((rule, _flaw(rule, node)) for rule, node in found),
        applied=frozenset(rules()[name].id for name in applied),
    )


@cache
def _script() -> str:
    """Return axe with its French messages: they are lost whenever it is injected again."""
    program = (VENDOR / "axe.min.js").read_text(encoding="utf-8")
    locale = (VENDOR / "fr.json").read_text(encoding="utf-8")
    return f"{program};axe.configure({{locale: {locale}}});"


@cache
def _switched_on() -> dict[str, dict[str, bool]]:
    asked_for = (name for name, rule in rules().items() if rule.is_experimental and rule.rgaa)
    return {name: {"enabled": True} for name in (*asked_for, *_ALWAYS_ON)}


def _rule(name: str, title: str, tags: str) -> Rule:
    tests = _RGAA_TAG.findall(tags)
    return Rule(
        id=f"{PREFIX}{name}",
        title=title,
        rgaa=tuple(dict.fromkeys(criterion for criterion, _ in tests)) or _OWN_CRITERIA.get(name, ()),
        wcag=tuple(".".join(number) for number in _WCAG_TAG.findall(tags)),
        test=".".join(tests[0]) if tests else "",
        is_experimental="experimental" in tags,
    )


def _flaw(rule: Rule, node: dict[str, Any]) -> Flaw:
    reasons = [check["message"] for check in (*node["any"], *node["all"], *node["none"])]
    return Flaw(
        message=f"{rule.title}. {' ; '.join(dict.fromkeys(reasons))}",
        selector=str(node["target"][-1]),
        html=node["html"][:_LONGEST_HTML],
        test=rule.test,
    )
