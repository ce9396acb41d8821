"""What must be the same, or not, from page to page is compared over all workers, whichever meets which state."""

import pytest

from fixtures.server_process import ROOT

CONFTEST = "from accessibility.tests.conftest import sites"
TWO_PAGES_WITH_ONE_TITLE = """
import pytest

@pytest.mark.parametrize(("language", "heading"), [("fr", "Aide"), ("fr", "Accueil")])
def test_title_is_of_one_page(sites, language, heading):
    assert sites[language].first(("title", "Aide - Service"), heading) == heading
"""
ONE_PAGE_IN_TWO_LANGUAGES = TWO_PAGES_WITH_ONE_TITLE.replace('("fr", "Accueil")', '("en", "Help")')


@pytest.mark.parametrize(
    ("suite", "failed"),
    [(TWO_PAGES_WITH_ONE_TITLE, 1), (ONE_PAGE_IN_TWO_LANGUAGES, 0)],
    ids=["two pages", "two languages"],
)
@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "two workers"])
def test_pages_that_two_workers_meet_are_compared(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, suite: str, workers: tuple[str, ...], failed: int
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(suite)
    run = pytester.runpytest_subprocess("-p", "no:cacheprovider", *workers)
    run.assert_outcomes(passed=2 - failed, failed=failed)
