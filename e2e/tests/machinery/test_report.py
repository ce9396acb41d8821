"""The report: what it gathers, and that everybody can read it."""

import json
import re
import signal
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from e2e.catalogue import Requirement
from e2e.report import matrix, page
from e2e.report.results import FAILED, SKIPPED, TO_THE_FIRST, LeftOut, Result, Run
from e2e.tests.machinery.test_catalogue import REQUIREMENTS
from fixtures.server_process import ROOT

pytestmark = [pytest.mark.machinery, pytest.mark.only_browser("chromium")]

PLUGIN = ("-p", "e2e.catalogue", "-p", "e2e.report.plugin", "-p", "no:cacheprovider")
SUITE = """
import pytest

@pytest.mark.boundary("6 digits")
@pytest.mark.requirement("CODE-1")
@pytest.mark.parametrize("rendering", ["htmx", "plain"])
@pytest.mark.parametrize("browser_name", ["chromium", "webkit"])
def test_code_goes_out(rendering, browser_name):
    assert (rendering, browser_name) != ("plain", "webkit")

@pytest.mark.requirement("CODE-2")
def test_page_says_so():
    pytest.skip("the clock cannot be moved")
"""
ACCOUNTS = "the accounts of this deployment cannot be looked up"
RUN = Run(
    started_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    seconds=75.4,
    target="https://essai.example",
    commit="0123456789ab",
    engines={"chromium": "140.0"},
    requirements=(
        Requirement("CODE-1", "Un code part.", "A code goes out."),
        Requirement("CODE-2", "La page le dit.", "The page says so."),
        Requirement("CODE-3", "Le code ouvre.", "The code opens."),
        Requirement("CODE-6", "Quatre essais.", "Four tries.", ("3 tries", "4 tries", "5 tries", "6 tries")),
    ),
    results=(
        Result("e2e/t.py::test_code_goes_out[htmx-chromium]", ("CODE-1",), "chromium", "htmx", seconds=1.5),
        Result(
            "e2e/t.py::test_code_goes_out[plain-chromium-a <row>]",
            ("CODE-1",),
            "chromium",
            "plain",
            FAILED,
            reason="the code did not come",
            details="AssertionError: the code did not come",
            artefacts=(("screenshot", "out/one/test-failed-1.png"), ("trace", "out/one/trace.zip")),
        ),
        Result("e2e/t.py::test_says_so", ("CODE-2",), outcome=SKIPPED, reason="the clock cannot be moved"),
        Result("e2e/t.py::test_three_are_good", ("CODE-6",), "chromium", "htmx", boundaries=("3 tries",)),
        Result(
            "e2e/t.py::test_four_kill[htmx-4 tries]",
            ("CODE-6",),
            "chromium",
            "htmx",
            SKIPPED,
            reason="the clock cannot be moved",
        ),
        Result("e2e/t.py::test_no_account[plain-5 tries]", ("CODE-6",), "chromium", "plain", unseen=(ACCOUNTS,)),
        Result("e2e/t.py::test_of_the_suite"),
    ),
    left_out=(LeftOut(TO_THE_FIRST, "firefox", "htmx", 12),),
)
# A shell that runs the suite in the background has it ignore Ctrl-C.
HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
INTERRUPTS = """
import os, signal
import pytest

@pytest.mark.requirement("CODE-1")
def test_code_goes_out():
    pass

@pytest.mark.requirement("CODE-1")
def test_code_is_stopped():
    # Under a worker, it is the controller that somebody interrupts.
    os.kill(os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid(), int(os.environ["SIGNAL"]))
    signal.pause()

@pytest.mark.requirement("CODE-2")
def test_code_is_not_reached():
    pass
"""
GIVES_AWAY = """
import pytest

@pytest.mark.requirement("CODE-1")
def test_signs_in():
    password = "s3cret-" + "pass"
    print("typed", password)
    raise ValueError(f"{password} is refused")
"""
DIES = """
import os
from pathlib import Path
from types import SimpleNamespace
import pytest

pytestmark = pytest.mark.requirement("CODE-1")

def test_first_leaves_something_to_look_at(pytestconfig):
    folder = Path(pytestconfig.getoption("--output")) / "first"
    folder.mkdir(parents=True)
    (folder / "trace.zip").touch()

def test_second_takes_its_worker_with_it():
    os._exit(1)

def test_third_runs_in_another():
    pass
"""
PLAYWRIGHTS_PLUGINS = ("-p", "pytest_playwright.pytest_playwright")
LEAVES_OUT = """
from e2e.report import deselection

def pytest_collection_modifyitems(config, items):
    left_out = [item for item in items if "webkit-plain" in item.nodeid]
    deselection.note(config, dict.fromkeys(left_out, "not_asked"))
    items[:] = [item for item in items if item not in left_out]
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a directory with a suite that passes, fails and skips."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\nmarkers = requirement(id): of the catalogue")
    pytester.mkdir("fixtures").joinpath("requirements.toml").write_text(REQUIREMENTS)
    pytester.mkdir("e2e").joinpath("test_small.py").write_text(SUITE)
    return pytester


@pytest.fixture
def report(browser: Browser, tmp_path: Path) -> Page:
    """Return a browser page that shows the report of a run with everything in it."""
    (tmp_path / "index.html").write_text(page.html(RUN, tmp_path), encoding="utf-8")
    shown = browser.new_page()
    shown.goto((tmp_path / "index.html").as_uri())
    return shown


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "two workers"])
def test_run_writes_page_json_and_junit(suite: pytest.Pytester, workers: tuple[str, ...]) -> None:
    suite.runpytest(*PLUGIN, *workers, "e2e").assert_outcomes(passed=3, failed=1, skipped=1)
    directory = suite.path / "reports" / "e2e"
    said = json.loads((directory / "report.json").read_text())
    assert [result["outcome"] for result in said["results"]].count("passed") == 3
    (failed,) = [result for result in said["results"] if result["outcome"] == "failed"]
    assert (failed["engine"], failed["rendering"], failed["requirements"]) == ("webkit", "plain", ["CODE-1"])
    (skipped,) = [result for result in said["results"] if result["outcome"] == "skipped"]
    assert skipped["reason"] == "the clock cannot be moved"
    assert [result["boundaries"] for result in said["results"]] == [["6 digits"]] * 4 + [[]]
    assert "CODE-1" in (directory / "index.html").read_text()
    properties = ET.parse(directory / "junit.xml").iter("property")  # noqa: S314 - our own file
    assert {"CODE-1", "CODE-2"} <= {given.get("value") for given in properties}


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "two workers"])
def test_report_tells_what_was_left_out_and_why(suite: pytest.Pytester, workers: tuple[str, ...]) -> None:
    suite.makepyfile(**{"e2e/conftest": LEAVES_OUT})
    suite.runpytest(*PLUGIN, *workers, "e2e").assert_outcomes(passed=3, skipped=1)
    said = json.loads((suite.path / "reports" / "e2e" / "report.json").read_text())
    assert said["left_out"] == [{"reason": "not_asked", "engine": "webkit", "rendering": "plain", "tests": 1}]


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "1")], ids=["alone", "worker"])
def test_run_that_is_interrupted_proves_nothing_of_the_rest(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, workers: tuple[str, ...], signum: signal.Signals
) -> None:
    monkeypatch.setenv("SIGNAL", str(int(signum)))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))  # in a process of its own: the signal would end this run
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)  # of this run, which the signal is not for
    suite.makepyfile(**{"e2e/conftest": HEARS, "e2e/test_small": INTERRUPTS})
    suite.runpytest_subprocess(*PLUGIN, *workers, "-k", "code", "e2e")
    directory = suite.path / "reports" / "e2e"
    said = json.loads((directory / "report.json").read_text())
    assert (said["verdict"], said["ran"], said["planned"], said["exit_status"]) == ("interrupted", 1, 3, 2)
    assert said["command"].endswith("-k code e2e")
    shown = (directory / "index.html").read_text()
    assert "interrompus\u00a0: 1 sur 3" in shown
    assert "interrupted: 1 of 3" in shown
    assert "Toutes les exigences" not in shown


def test_folder_in_which_nothing_is_cached_has_its_report(suite: pytest.Pytester) -> None:
    suite.makefile(".toml", pyproject=(ROOT / "pyproject.toml").read_text())
    (suite.path / "tox.ini").unlink()
    (suite.path / "occupied").touch()
    without_cache = ("-o", "cache_dir=occupied/cache", "-o", "addopts=", "-o", "minversion=9")
    plugins = PLUGIN[:-2]
    suite.runpytest(*plugins, *without_cache, "-k", "chromium", "e2e").assert_outcomes(passed=2, warnings=1)
    said = json.loads((suite.path / "reports" / "e2e" / "report.json").read_text())
    assert said["verdict"] == "passed"


def test_run_that_stops_at_its_first_failure_is_interrupted_too(suite: pytest.Pytester) -> None:
    suite.runpytest(*PLUGIN, "-x", "-k", "webkit", "e2e").assert_outcomes(passed=1, failed=1)
    suite.runpytest(*PLUGIN, "-x", "-k", "webkit and plain or page_says", "e2e").assert_outcomes(failed=1)
    said = json.loads((suite.path / "reports" / "e2e" / "report.json").read_text())
    assert (said["verdict"], said["interrupted"], said["ran"], said["planned"]) == ("failed", True, 1, 2)


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "two workers"])
def test_run_that_dies_in_its_collection_leaves_no_former_report_standing(
    suite: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    suite.runpytest(*PLUGIN, "-k", "chromium", "e2e").assert_outcomes(passed=2)
    said = suite.path / "reports" / "e2e" / "report.json"
    assert json.loads(said.read_text())["verdict"] == "passed"
    suite.makepyfile(**{"e2e/test_broken": "import nothing_like_it"})
    suite.runpytest(*PLUGIN, *workers, "-k", "chromium", "e2e")
    assert json.loads(said.read_text())["verdict"] == "interrupted"


def test_worker_that_dies_is_told_in_its_place_and_takes_no_evidence_with_it(suite: pytest.Pytester) -> None:
    suite.makepyfile(**{"e2e/test_small": DIES})
    workers = ("-p", "xdist", "-n", "1")
    suite.runpytest(*PLAYWRIGHTS_PLUGINS, *PLUGIN, *workers, "-k", "test", "e2e").assert_outcomes(passed=2, failed=1)
    said = json.loads((suite.path / "reports" / "e2e" / "report.json").read_text())
    assert [(one["outcome"], one["requirements"]) for one in said["results"]] == [
        ("passed", ["CODE-1"]),
        ("failed", ["CODE-1"]),
        ("passed", ["CODE-1"]),
    ]
    assert (suite.path / "reports" / "e2e" / "first" / "trace.zip").exists()


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "two workers"])
def test_secrets_stand_nowhere_in_what_is_told_of_a_failure(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, workers: tuple[str, ...]
) -> None:
    monkeypatch.setenv("E2E_MAILBOX_PASSWORD", "s3cret-pass")
    suite.makepyfile(**{"e2e/test_small": GIVES_AWAY})
    run = suite.runpytest(*PLUGIN, *workers, "--showlocals", "-k", "signs", "e2e")
    run.assert_outcomes(failed=1)
    told = [run.stdout.str()]
    told += [file.read_text() for file in (suite.path / "reports" / "e2e").iterdir()]
    assert ["[secret]" in text for text in told] == [True] * 4
    assert ["s3cret-pass" in text for text in told] == [False] * 4


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "two workers"])
@pytest.mark.parametrize("secret", ["test", "CODE", "Entry"], ids=["test id", "requirement", "traceback"])
def test_secret_that_is_a_word_of_the_report_leaves_it_readable(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, workers: tuple[str, ...], secret: str
) -> None:
    monkeypatch.setenv("E2E_MAILBOX_PASSWORD", secret)
    suite.makepyfile(**{"e2e/test_small": GIVES_AWAY.replace('"s3cret-" + "pass"', f'"".join({list(secret)})')})
    suite.runpytest(*PLUGIN, *workers, "-k", "signs", "e2e").assert_outcomes(failed=1)
    (told,) = json.loads((suite.path / "reports" / "e2e" / "report.json").read_text())["results"]
    assert (told["test"], told["outcome"]) == ("e2e/test_small.py::test_signs_in", "failed")
    assert (told["requirements"], told["reason"]) == (["CODE-1"], "ValueError: [secret] is refused")


def test_page_tells_what_was_left_out_in_both_languages(report: Page) -> None:
    row = report.get_by_role("row").filter(has_text="firefox")
    expect(row).to_contain_text("laissés au premier moteur")
    report.get_by_role("link", name="Read this report in English").click()
    expect(row).to_contain_text("left to the first one")
    expect(row).to_contain_text("12")


def test_only_tables_are_wider_than_a_small_screen(report: Page) -> None:
    report.set_viewport_size({"width": 320, "height": 640})
    assert report.evaluate("document.documentElement.scrollWidth") == 320


def test_verdict_says_which_engine_was_brief(report: Page) -> None:
    expect(report.get_by_text("Des exigences ne sont pas tenues")).to_contain_text("en bref")
    expect(report.get_by_text("Des exigences ne sont pas tenues")).to_contain_text("firefox")


def test_cell_says_that_nothing_ran_there_or_that_it_cannot_be_verified(report: Page) -> None:
    row = report.get_by_role("row", name="CODE-3 Le code ouvre.")
    expect(row.get_by_text("non lancé")).to_have_count(3)
    expect(row.get_by_text("non lancé").last).to_be_visible()
    report.get_by_role("row", name="CODE-2 La page le dit.").get_by_role("link", name="non vérifiable").click()
    expect(report.get_by_role("heading", name="Ce qui n’a pas pu être vérifié")).to_be_in_viewport()


def test_run_of_other_tests_writes_no_report(suite: pytest.Pytester) -> None:
    suite.mkdir("unit").joinpath("test_free.py").write_text("def test_free(): pass")
    suite.runpytest(*PLUGIN, "unit").assert_outcomes(passed=1)
    assert not (suite.path / "reports").exists()


def test_matrix_says_the_worst_of_each_requirement() -> None:
    table = matrix.of(RUN)
    assert table.columns == (("", ""), ("chromium", "htmx"), ("chromium", "plain"))
    assert [row.whole.outcome for row in table.rows] == ["failed", "skipped", "not-run", "partial", "passed"]
    assert [cell.outcome for cell in table.rows[3].cells] == ["not-run", "partial", "partial"]


def test_tests_of_the_suite_itself_count_for_no_requirement() -> None:
    of_the_suite = (Result("e2e/t.py::test_runs"), Result("e2e/t.py::test_cannot", outcome=SKIPPED, reason="no Orca"))
    table = matrix.of(replace(RUN, results=of_the_suite))
    assert table.rows[-1].whole.outcome == "passed"
    assert [table.count(outcome) for outcome in ("passed", "partial", "not-run")] == [0, 0, 4]


def test_what_failed_is_not_told_to_be_verified_but_for_a_part(tmp_path: Path) -> None:
    failed = replace(RUN.results[1], unseen=(ACCOUNTS,))
    assert "en partie" not in page.html(replace(RUN, results=(failed,)), tmp_path).replace("tenues en partie", "")


def test_what_is_proved_in_part_is_told_in_words_with_why(report: Page) -> None:
    row = report.get_by_role("row", name="CODE-6 Quatre essais.")
    expect(row.get_by_role("link", name="en partie")).to_have_count(2)
    row.get_by_role("link", name="en partie").last.click()
    why = report.get_by_role("heading", name="les comptes de ce déploiement")
    expect(why).to_be_visible()
    expect(why.locator("+ ul")).to_contain_text(
        "no account (5 tries) (chromium, sans JavaScript) – en partie, le reste est vérifié"
    )
    expect(report.get_by_text("1 exigences tenues en partie")).to_be_visible()


def test_only_boundaries_that_a_test_was_at_are_told_with_the_engine(report: Page) -> None:
    told = report.get_by_text("Valeurs limites essayées")
    expect(told).to_have_text("Valeurs limites essayées : 3 tries (chromium) – 5 tries (chromium)")


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (slice(3, 5), "tenues, dont 1 en partie seulement"),
        (slice(5, 6), "tenues, dont 1 en partie seulement"),
        (slice(3, 4), "Toutes les exigences vérifiées sont tenues</p>"),
    ],
    ids=["a test was skipped", "a test saw a part", "all was seen"],
)
def test_verdict_says_that_something_holds_in_part_only(tmp_path: Path, kept: slice, told: str) -> None:
    assert (told in page.html(replace(RUN, results=RUN.results[kept], left_out=()), tmp_path)) is True


def test_report_shows_failure_reason_and_artefacts(report: Page) -> None:
    expect(report.get_by_text("Des exigences ne sont pas tenues")).to_be_visible()
    expect(report.get_by_role("heading", name="CODE-1 – code goes out (a <row>)")).to_be_visible()
    screenshot = report.get_by_role("link", name="Capture d’écran").first
    expect(screenshot).to_have_attribute("href", re.compile("out/one/test-failed-1.png$"))
    expect(report.get_by_role("heading", name="the clock cannot be moved")).to_be_visible()


def test_report_is_read_in_french_or_in_english(report: Page) -> None:
    expect(report.get_by_role("heading", level=1)).to_have_text("Rapport de conformité")
    report.get_by_role("link", name="Read this report in English").click()
    expect(report.get_by_role("heading", level=1)).to_have_text("Conformance report")
    report.get_by_role("row", name="CODE-1 A code goes out.").get_by_role("link").click()
    expect(report.get_by_role("heading", name="CODE-1", exact=True)).to_be_in_viewport()
    expect(report.get_by_role("heading", level=1)).to_have_text("Conformance report")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_report_is_accessible(report: Page, language: str) -> None:
    report.goto(f"{report.url}#{language}")
    assert Axe().run(report).response["violations"] == []


def test_report_asks_for_nothing_else(report: Page) -> None:
    assert report.locator("script, link, img, iframe").count() == 0
