"""The requirement catalogue, and its rule: no test without a requirement, no requirement or boundary without a test.

A pytest plugin. What breaks the rule is an error of the collection, so that no test runs before it is mended.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

FILE = Path("fixtures/requirements.toml")
SUITE = Path("e2e")
# What leaves out tests of the suite itself, which prove no requirement.
WITHOUT_MACHINERY = ("markexpr", "not machinery")
# Options that leave tests out: the tests that remain need not prove every requirement.
NARROWING_OPTIONS = ("keyword", "markexpr", "requirement", "lf", "deselect", "ignore", "ignore_glob")


@dataclass(frozen=True)
class Requirement:
    """A behaviour that the service promises.

    Attributes:
        id: as markers, the report and the help page's restatement name it.
        fr: for the readers of the report.
        en: for the readers of the code.
        boundaries: the values at which it turns, each as a test that carries it says.

    """

    id: str
    fr: str
    en: str
    boundaries: tuple[str, ...] = ()


def read(path: Path) -> Mapping[str, Requirement]:
    """Return the catalogue by id, in its own order.

    Raises:
        KeyError: a requirement lacks a language.

    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        identifier: Requirement(identifier, said["fr"], said["en"], tuple(said.get("boundaries", ())))
        for identifier, said in tables.items()
    }


def requirements_of(item: pytest.Item) -> list[str]:
    """Return the ids that a test carries, each once."""
    return list(dict.fromkeys(identifier for marker in item.iter_markers("requirement") for identifier in marker.args))


def boundaries_of(item: pytest.Item) -> list[str]:
    """Return the values that a test's marker says it is at."""
    return [boundary for marker in item.iter_markers("boundary") for boundary in marker.args]


def boundaries_at(requirement: Requirement, test: str, marked: Collection[str]) -> list[str]:
    """Return the boundaries of a requirement that a test of it is at: by its marker, or by the name of its row."""
    row = f"-{test.partition('[')[2].removesuffix(']')}-"
    return [boundary for boundary in requirement.boundaries if boundary in marked or f"-{boundary}-" in row]


def concerns_suite(config: pytest.Config) -> bool:
    """Tell whether the command line asks for tests of the suite, some or all."""
    return concerns(config, SUITE)


def concerns(config: pytest.Config, folder: Path) -> bool:
    """Tell whether the command line asks for tests of a folder, some or all."""
    whole = config.rootpath / folder
    asked = [_asked_path(config, argument) for argument in config.args]
    return any(path.is_relative_to(whole) or whole.is_relative_to(path) for path in asked)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("conformance").addoption(
        "--requirement", action="append", metavar="ID", help="run the tests of this requirement alone; may be repeated"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "boundary(*values): those of its requirement's boundaries that the test is at")
    config.addinivalue_line("markers", "machinery: a test of the suite itself, which proves no requirement")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse a requirement that there is not: no test of it would be taken for no fault in it."""
    config = session.config
    wanted = config.getoption("--requirement")
    unknown = sorted(set(wanted) - set(read(config.rootpath / FILE))) if wanted else []
    if unknown:
        raise pytest.UsageError(f"--requirement {', '.join(unknown)}: no such requirement in {FILE.as_posix()}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Hold the rule, then leave the tests of other requirements out."""
    tests = [item for item in items if item.path.is_relative_to(config.rootpath / SUITE)]
    if tests:
        _hold_rule(session, tests)
    wanted = config.getoption("--requirement")
    if wanted:
        left_out = [item for item in items if not set(requirements_of(item)) & set(wanted)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _hold_rule(session: pytest.Session, tests: list[pytest.Item]) -> None:
    catalogue = read(session.config.rootpath / FILE)
    for nodeid, complaint in dict(_complaints_about_tests(tests, catalogue)).items():
        _report(session.config, nodeid, complaint)
    if session.testsfailed == 0 and _is_whole(session.config):
        unproved = sorted(set(catalogue) - {identifier for item in tests for identifier in requirements_of(item)})
        if unproved:
            _report(session.config, FILE.as_posix(), f"no test carries: {', '.join(unproved)}")
        for complaint in _complaints_about_boundaries(tests, catalogue):
            _report(session.config, FILE.as_posix(), complaint)


def _complaints_about_boundaries(tests: list[pytest.Item], catalogue: Mapping[str, Requirement]) -> Iterator[str]:
    reached = {
        (identifier, boundary)
        for item in tests
        for identifier in requirements_of(item)
        for boundary in boundaries_at(catalogue[identifier], item.nodeid, boundaries_of(item))
    }
    for requirement in catalogue.values():
        missed = [boundary for boundary in requirement.boundaries if (requirement.id, boundary) not in reached]
        if missed:
            yield f"no test of {requirement.id} is at: {', '.join(missed)}"


def _complaints_about_tests(
    tests: list[pytest.Item], catalogue: Mapping[str, Requirement]
) -> Iterator[tuple[str, str]]:
    for item in tests:
        function, ids = item.nodeid.partition("[")[0], requirements_of(item)
        unknown = [identifier for identifier in ids if identifier not in catalogue]
        if unknown:
            yield function, f"{', '.join(unknown)}: no such requirement in {FILE.as_posix()}"
        known = {
            boundary for identifier in ids if identifier in catalogue for boundary in catalogue[identifier].boundaries
        }
        strange = [boundary for boundary in boundaries_of(item) if boundary not in known]
        if strange and not unknown:
            yield function, f"{', '.join(strange)}: no such boundary of {', '.join(ids)} in {FILE.as_posix()}"
        if not ids and item.get_closest_marker("machinery") is None:
            yield function, '@pytest.mark.requirement("…") is missing (or machinery, for a test of the suite itself)'


def _report(config: pytest.Config, nodeid: str, complaint: str) -> None:
    """Report an error of the collection: unlike an exception, it reaches the terminal from a worker of xdist too."""
    config.hook.pytest_collectreport(
        report=pytest.CollectReport(nodeid, "failed", longrepr=f"{nodeid}: {complaint}", result=[])
    )


def _is_whole(config: pytest.Config) -> bool:
    narrowed = [(name, value) for name in NARROWING_OPTIONS if (value := config.getoption(name, default=None))]
    if narrowed not in ([], [WITHOUT_MACHINERY]):
        return False
    suite = config.rootpath / SUITE
    return any(suite.is_relative_to(_asked_path(config, argument)) for argument in config.args)


def _asked_path(config: pytest.Config, argument: str) -> Path:
    return (config.invocation_params.dir / argument.partition("::")[0]).resolve()
