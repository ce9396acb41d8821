"""The rule of the requirement catalogue, on suites of a few lines."""

import pytest

from e2e import catalogue

pytestmark = pytest.mark.machinery

PLUGIN = ("-p", "e2e.catalogue", "-p", "no:cacheprovider")
REQUIREMENTS = """
[CODE-1]
fr = "Un code part."
en = "A code goes out."
boundaries = ["6 digits"]

[CODE-2]
fr = "La page le dit."
en = "The page says so."
"""
AT_BOUNDARY = "@pytest.mark.boundary('6 digits')\n"
PROVED = f"import pytest\n{AT_BOUNDARY}" + "".join(
    f"@pytest.mark.requirement('CODE-{number}')\ndef test_code_{number}(): pass\n" for number in (1, 2)
)


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a directory with a catalogue of two requirements and tests that prove both."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\nmarkers = requirement(id): of the catalogue")
    pytester.mkdir("fixtures").joinpath("requirements.toml").write_text(REQUIREMENTS)
    pytester.mkdir("e2e").joinpath("test_proved.py").write_text(PROVED)
    return pytester


def add(suite: pytest.Pytester, *lines: str) -> None:
    """Add a test file to the suite."""
    (suite.path / "e2e" / "test_more.py").write_text("\n".join(("import pytest", *lines)))


def test_suite_that_proves_everything_runs(suite: pytest.Pytester) -> None:
    suite.runpytest(*PLUGIN, "e2e").assert_outcomes(passed=2)


def test_test_without_a_requirement_stops_the_run(suite: pytest.Pytester) -> None:
    add(suite, "def test_of_nothing(): pass")
    result = suite.runpytest(*PLUGIN, "e2e")
    result.stdout.fnmatch_lines("*test_more.py::test_of_nothing: @pytest.mark.requirement*is missing*")
    result.assert_outcomes(errors=1)


def test_unknown_requirement_stops_the_run(suite: pytest.Pytester) -> None:
    add(suite, "@pytest.mark.requirement('CODE-99')", "def test_of_something(): pass")
    result = suite.runpytest(*PLUGIN, "e2e/test_more.py")
    result.stdout.fnmatch_lines("*test_of_something: CODE-99: no such requirement in fixtures/requirements.toml*")
    result.assert_outcomes(errors=1)


def test_table_without_a_requirement_is_told_once(suite: pytest.Pytester) -> None:
    add(suite, "@pytest.mark.parametrize('row', [1, 2, 3])", "def test_table(row): pass")
    suite.runpytest(*PLUGIN, "e2e").assert_outcomes(errors=1)


def test_test_of_the_machinery_needs_no_requirement(suite: pytest.Pytester) -> None:
    add(suite, "@pytest.mark.machinery", "def test_of_the_suite(): pass")
    suite.runpytest(*PLUGIN, "e2e").assert_outcomes(passed=3)


def test_requirement_without_a_test_stops_the_run(suite: pytest.Pytester) -> None:
    (suite.path / "e2e" / "test_proved.py").write_text(PROVED.replace("CODE-2", "CODE-1"))
    result = suite.runpytest(*PLUGIN, "e2e")
    result.stdout.fnmatch_lines("fixtures/requirements.toml: no test carries: CODE-2")
    result.assert_outcomes(errors=1)


def test_boundary_that_no_test_is_at_stops_the_run(suite: pytest.Pytester) -> None:
    (suite.path / "e2e" / "test_proved.py").write_text(PROVED.replace(AT_BOUNDARY, ""))
    result = suite.runpytest(*PLUGIN, "e2e")
    result.stdout.fnmatch_lines("fixtures/requirements.toml: no test of CODE-1 is at: 6 digits")
    result.assert_outcomes(errors=1)


def test_row_that_is_named_as_a_boundary_is_at_it(suite: pytest.Pytester) -> None:
    row = "@pytest.mark.parametrize('typed', [pytest.param(1, id='6 digits')])\n"
    rows = PROVED.replace(AT_BOUNDARY, row).replace("code_1()", "code_1(typed)")
    (suite.path / "e2e" / "test_proved.py").write_text(rows)
    suite.runpytest(*PLUGIN, "e2e").assert_outcomes(passed=2)


def test_unknown_boundary_stops_the_run(suite: pytest.Pytester) -> None:
    add(suite, "@pytest.mark.boundary('7 digits')", "@pytest.mark.requirement('CODE-1')", "def test_of_it(): pass")
    result = suite.runpytest(*PLUGIN, "e2e")
    result.stdout.fnmatch_lines("*test_of_it: 7 digits: no such boundary of CODE-1 in fixtures/requirements.toml*")
    result.assert_outcomes(errors=1)


def test_run_without_the_tests_of_the_suite_itself_proves_everything_all_the_same(suite: pytest.Pytester) -> None:
    (suite.path / "e2e" / "test_proved.py").write_text(PROVED.replace("CODE-2", "CODE-1"))
    result = suite.runpytest(*PLUGIN, "e2e", "-m", "not machinery")
    result.stdout.fnmatch_lines("fixtures/requirements.toml: no test carries: CODE-2")


@pytest.mark.parametrize(
    "narrowed",
    [("e2e", "-k", "code_1"), ("e2e/test_proved.py",), ("e2e", "--requirement", "CODE-1")],
    ids=["by a word", "to a file", "to a requirement"],
)
def test_narrowed_run_need_not_prove_everything(suite: pytest.Pytester, narrowed: tuple[str, ...]) -> None:
    (suite.path / "e2e" / "test_proved.py").write_text(PROVED.replace("CODE-2", "CODE-1"))
    assert suite.runpytest(*PLUGIN, *narrowed).ret == pytest.ExitCode.OK


def test_rule_holds_with_workers(suite: pytest.Pytester) -> None:
    add(suite, "def test_of_nothing(): pass")
    result = suite.runpytest(*PLUGIN, "-p", "xdist", "e2e", "-n", "1")
    result.stdout.fnmatch_lines("*test_more.py::test_of_nothing: @pytest.mark.requirement*is missing*")
    assert result.ret != pytest.ExitCode.OK


def test_tests_outside_of_the_suite_are_free(suite: pytest.Pytester) -> None:
    suite.mkdir("unit").joinpath("test_free.py").write_text("def test_free(): pass")
    suite.runpytest(*PLUGIN, ".").assert_outcomes(passed=3)


def test_one_requirement_can_be_run_alone(suite: pytest.Pytester) -> None:
    suite.runpytest(*PLUGIN, "--requirement", "CODE-2").assert_outcomes(passed=1, deselected=1)


def test_catalogue_reads_ids_languages_and_boundaries(suite: pytest.Pytester) -> None:
    assert list(catalogue.read(suite.path / catalogue.FILE).values()) == [
        catalogue.Requirement("CODE-1", "Un code part.", "A code goes out.", ("6 digits",)),
        catalogue.Requirement("CODE-2", "La page le dit.", "The page says so."),
    ]
