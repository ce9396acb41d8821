"""Makes pytest write the report at the end of a run of the suite, also when workers ran it."""

import json
import shutil
import signal
import subprocess
import time
from collections.abc import Generator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from e2e import catalogue, configuration
from e2e.configuration import PLAYWRIGHTS_OWN_OUTPUT
from e2e.parameters import parameters_of
from e2e.report import command_line, deselection, page
from e2e.report.redaction import redacted
from e2e.report.results import BOUNDARY, ENGINE, RENDERING, REQUIREMENT, VERSION, Gathering, LeftOut

OF_SUITE = f"{catalogue.SUITE.as_posix()}/"
HTML, JSON, JUNIT = "index.html", "report.json", "junit.xml"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose where artefacts and reports stand, before the plugins that write them read it."""
    if not catalogue.concerns_suite(config):
        return
    if getattr(config.option, "output", PLAYWRIGHTS_OWN_OUTPUT) == PLAYWRIGHTS_OWN_OUTPUT:
        config.option.output = configuration.read().artefacts
    if getattr(config.option, "screenshot", None) == "off" and not command_line.says(config, "--screenshot"):
        config.option.screenshot = "only-on-failure"
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        config.option.xmlpath = config.option.xmlpath or str(Path(config.option.output) / JUNIT)
        config.pluginmanager.register(Reporter(config), "conformance report")
        _end_as_by_hand(config)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Take the former run's report and artefacts away: none of this run must look like it, however this run ends."""
    config = session.config
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    output = Path(getattr(config.option, "output", PLAYWRIGHTS_OWN_OUTPUT))
    for former in output.iterdir() if output.is_dir() else ():
        if former.is_dir() and not former.is_symlink():
            shutil.rmtree(former)
        else:
            former.unlink()


@pytest.fixture(scope="session", autouse=True)
def delete_output_dir() -> None:
    """Stand for pytest-playwright's, by which a worker that starts in a dead one's place deletes what others left."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note on the test what the report tells of it: its properties travel from a worker with its reports."""
    parameters = parameters_of(item)
    item.user_properties.extend((REQUIREMENT, identifier) for identifier in catalogue.requirements_of(item))
    item.user_properties.extend((BOUNDARY, boundary) for boundary in catalogue.boundaries_of(item))
    item.user_properties.append((ENGINE, parameters.get("browser_name", "")))
    item.user_properties.append((RENDERING, parameters.get("rendering", "")))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Hide secrets before anything tells of the test: the terminal, a worker, or a file."""
    return redacted(item.config, (yield))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Note the version of the browser, which is known once it runs."""
    had = getattr(item, "funcargs", {})
    version = _version(had.get("browser"), had.get("engine"))
    if version:
        item.user_properties.append((VERSION, version))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a worker hand over what it left out."""
    deselection.hand_over(session.config)


class Reporter:
    """Gathers what comes of the tests and writes it at the end, where nothing but the controller stands."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._started = time.time()
        self._gathering = Gathering()
        self._left_out: Sequence[LeftOut] = ()
        self._planned: set[str] = set()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Count the tests that are to run."""
        self._plan([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Count them where workers collect: each collects all."""
        self._plan(ids)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what came of one phase of one test."""
        if report.nodeid.startswith(OF_SUITE):
            self._gathering.take(report)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a worker left out: all workers leave the same out."""
        self._left_out = deselection.of_worker(node) or self._left_out

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the page and the JSON, also where the run was interrupted."""
        directory = Path(self._config.option.output)
        directory.mkdir(parents=True, exist_ok=True)
        run = self._gathering.run(
            self._started,
            time.time(),
            target=self._config.getoption("base_url", default=None) or "",
            commit=_commit(self._config.rootpath),
            requirements=tuple(catalogue.read(self._config.rootpath / catalogue.FILE).values()),
            left_out=tuple(self._left_out or deselection.noted(self._config)),
            planned=len(self._planned | self._gathering.ended),
            exit_status=int(exitstatus),
            command=command_line.said(self._config),
        )
        (directory / HTML).write_text(page.html(run, directory), encoding="utf-8")
        (directory / JSON).write_text(json.dumps(run.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell where the report stands."""
        terminalreporter.write_sep("-", f"conformance report: {Path(self._config.option.output) / HTML}")

    def _plan(self, nodeids: Sequence[str]) -> None:
        self._planned = {nodeid for nodeid in nodeids if nodeid.startswith(OF_SUITE)}


def _end_as_by_hand(config: pytest.Config) -> None:
    """Have SIGTERM (« timeout », a cancelled job) end a run as Ctrl-C does: with its report, and all put back."""
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.add_cleanup(lambda: signal.signal(signal.SIGTERM, former or signal.SIG_DFL))


def _version(browser: Any, engine: Any) -> str:
    """Return a version: the shared browser's, else what the engine says where each context has a browser of its own."""
    if browser is not None:
        return str(browser.version)
    return "" if engine is None else _said_by(engine)


@cache
def _said_by(engine: Any) -> str:
    return str(engine.version())


def _commit(root: Path) -> str:
    """Return the commit of a working copy, with a « + » where it was changed since; empty without git."""
    try:
        commit, changes = _git(root, "rev-parse", "--short=12", "HEAD"), _git(root, "status", "--porcelain")
    except (OSError, subprocess.CalledProcessError):
        return ""
    return f"{commit}{'+' if changes else ''}"


def _git(root: Path, *arguments: str) -> str:
    command: Sequence[str] = ("git", "-C", str(root), *arguments)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - git alone
