"""What the checks declare: criteria that exist, in French, and enough of them."""

import pytest
from playwright.sync_api import Browser

from accessibility import axe
from accessibility.checks.declared import CHECKS, Check
from accessibility.rgaa import criteria, treatment

FEWEST_CRITERIA = 80
FEWEST_CHECKS = 50
REFERENCE = criteria.read()
KNOWN = {criterion.id for criterion in REFERENCE.criteria}
KNOWN_TO_WCAG = {one.id for criterion in REFERENCE.criteria for one in criterion.wcag} | {
    one.id for one in criteria.beyond_rgaa()
}
EVERY_CHECK = [pytest.param(check, id=check.id) for check in CHECKS.values()]


@pytest.mark.parametrize("check", EVERY_CHECK)
def test_check_is_about_criteria_that_exist(check: Check) -> None:
    assert check.rgaa or check.wcag
    assert set(check.rgaa) <= KNOWN
    assert set(check.wcag) <= KNOWN_TO_WCAG
    assert check.title
    assert check.look.__doc__


def test_enough_criteria_have_a_check() -> None:
    coverage = treatment.coverage(REFERENCE.criteria, (*CHECKS.values(), *axe.rules().values()))
    assert len(CHECKS) >= FEWEST_CHECKS
    assert coverage.checked >= FEWEST_CRITERIA


def test_promise_of_each_criterion_is_kept_by_a_check_or_by_absence() -> None:
    checks = (*CHECKS.values(), *axe.rules().values())
    coverage = treatment.coverage(REFERENCE.criteria, checks, absent=treatment.absence_selectors())
    assert coverage.broken == ()


@pytest.mark.only_browser("chromium")
def test_rules_of_axe_are_those_of_its_vendored_version(browser: Browser) -> None:
    page = browser.new_page()
    assert axe.look(page).violations
    said = page.evaluate("axe.getRules().map(({ruleId, tags}) => [ruleId, tags])")
    version = page.evaluate("axe.version")
    page.close()
    assert version == axe.VERSION
    assert {name for name, _ in said} == set(axe.rules())
    assert {name for name, tags in said if "experimental" in tags} == {
        name for name, rule in axe.rules().items() if rule.is_experimental
    }
