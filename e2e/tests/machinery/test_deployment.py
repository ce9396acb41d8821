"""The suite on a deployment that it did not start: separate processes, reached by --base-url and adapters."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from e2e.report import end_of_run
from e2e.targets.captchas import key_of
from e2e.targets.choice import SENDS
from e2e.tests.machinery.runs import SECONDS, asked_of
from e2e.tests.machinery.serving import LOOPBACK, serving
from fixtures.mailbox import Mailbox
from fixtures.mailbox.page import create_page
from fixtures.server_process import ROOT, ServerProcess

pytestmark = pytest.mark.machinery

CLOCK_FILE = "clock"
# As README.md says. The folder mends time.sleep.
LIBFAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
UNDER_FAKETIME = {
    "LD_PRELOAD": str(LIBFAKETIME),
    "FAKETIME_NO_CACHE": "1",
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    "NO_FAKE_STAT": "1",
    "PYTHONPATH": str(ROOT / "fixtures" / "faketime"),
}
WHOLE_JOURNEY = "test_done.py::test_citizen_goes_from_the_header_to_an_account_and_signs_in_to_it_later"
MAIL = "test_code_mail.py::test_mail_with_six_digits_goes_to_the_address_given"
LAST_SECOND = "test_code.py::test_code_is_accepted_in_its_last_second"
ACCOUNT_LOOKED_UP = "test_done.py::test_no_account_exists_before_the_last_button"
ACCOUNT_BESIDE = "test_situation.py::test_terms_must_be_accepted"
LOG_BESIDE = "test_identity.py::test_number_is_in_no_log_whether_refused_or_accepted"
FOOTER = "test_help.py::test_help_is_reached_from_every_footer"


class RunningDeployment:
    """A deployment, and what a tester is given of it."""

    def __init__(self, url: str, given: Mapping[str, str], output: Path) -> None:
        self.url = url
        self.given = given
        self._output = output

    def run(self, tests: tuple[str, ...], *options: str, **environment: str) -> dict[str, dict[str, Any]]:
        """Run tests on it without JavaScript, as a tester does, and return what the report says of each."""
        usual = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "E2E"))}
        chosen = ("-k", "plain", "--browser", "chromium", "--output", str(self._output), "-p", "no:cacheprovider")
        nodes = (f"e2e/tests/{test}" for test in tests)
        subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "pytest", "-q", "--base-url", self.url, *chosen, *options, *nodes],
            cwd=ROOT,
            env=usual | environment,
            timeout=SECONDS,
            check=False,
        )
        said = json.loads((self._output / "report.json").read_text())
        assert said["target"] == self.url
        return {result["test"].partition("[")[0].removeprefix("e2e/tests/"): result for result in said["results"]}


@pytest.fixture
def deployment(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[RunningDeployment]:
    """Return the service in processes of its own, with the page of its mailbox."""
    changes = getattr(request, "param", {})
    changes |= {"FAKETIME_TIMESTAMP_FILE": str(tmp_path / CLOCK_FILE)} if changes else {}
    with Mailbox() as mailbox, ServerProcess(tmp_path, mailbox, **changes) as server:
        web = make_server(LOOPBACK, 0, create_page(mailbox), threaded=True)
        with serving(web) as port:
            server.start().start_worker()
            adapters = {
                "E2E_MAILBOX": "sink",
                "E2E_MAILBOX_URL": f"http://{LOOPBACK}:{port}",
                "E2E_CAPTCHA": "sealed",
                "E2E_CAPTCHA_KEY": key_of(server.environment["INDEX_KEY"]),
            }
            yield RunningDeployment(server.url, adapters, tmp_path / "report")


def test_adapters_prove_what_they_reach_and_the_rest_is_not_verifiable(deployment: RunningDeployment) -> None:
    asked = (WHOLE_JOURNEY, MAIL, LAST_SECOND, ACCOUNT_LOOKED_UP, ACCOUNT_BESIDE, LOG_BESIDE)
    results = deployment.run(asked, "--destructive", **deployment.given)
    assert {test: result["outcome"] for test, result in results.items()} == {
        WHOLE_JOURNEY: "passed",
        MAIL: "passed",
        LAST_SECOND: "skipped",
        ACCOUNT_LOOKED_UP: "skipped",
        ACCOUNT_BESIDE: "passed",
        LOG_BESIDE: "passed",
        end_of_run.TEST: "passed",
    }
    assert results[LAST_SECOND]["reason"].startswith("the clock of this deployment")
    assert results[ACCOUNT_LOOKED_UP]["reason"].startswith("the accounts of this deployment")
    assert results[ACCOUNT_BESIDE]["unseen"] == ["the accounts of this deployment cannot be looked up"]
    assert results[LOG_BESIDE]["unseen"] == ["the log of this deployment cannot be read"]
    assert results[MAIL]["unseen"] == []
    assert results[end_of_run.TEST]["unseen"] == ["the log and the files of this deployment cannot be read"]


@pytest.mark.skipif(LIBFAKETIME is None, reason="Debian's package libfaketime is not installed")
@pytest.mark.parametrize("deployment", [pytest.param(UNDER_FAKETIME, id="libfaketime")], indirect=True)
def test_clock_moved_by_libfaketime_proves_the_last_second(deployment: RunningDeployment, tmp_path: Path) -> None:
    clock = {"E2E_CLOCK": "faketime", "E2E_CLOCK_FILE": str(tmp_path / CLOCK_FILE)}
    results = deployment.run((MAIL, LAST_SECOND), "--destructive", **deployment.given, **clock)
    moved = [results[MAIL], results[LAST_SECOND]]
    assert [(result["outcome"], result["reason"]) for result in moved] == [("passed", "")] * 2


def test_clock_that_moves_nothing_is_not_verifiable(deployment: RunningDeployment, tmp_path: Path) -> None:
    clock = {"E2E_CLOCK": "faketime", "E2E_CLOCK_FILE": str(tmp_path / CLOCK_FILE)}
    results = deployment.run((LAST_SECOND,), "--destructive", **deployment.given, **clock)
    assert results[LAST_SECOND]["outcome"] == "skipped"
    assert results[LAST_SECOND]["reason"].startswith("the clock of this deployment does not follow")


def test_without_adapters_what_needs_them_is_not_verifiable(deployment: RunningDeployment) -> None:
    results = deployment.run((MAIL, FOOTER), "--destructive", E2E_ADDRESSES="qa+{unique}@example.fr")
    assert results[MAIL]["reason"].startswith("nothing says how this deployment's security control")
    assert (results[MAIL]["outcome"], results[FOOTER]["outcome"]) == ("skipped", "passed")


def test_nothing_is_sent_unless_it_is_allowed(deployment: RunningDeployment) -> None:
    results = deployment.run((MAIL, FOOTER), **deployment.given)
    assert "--destructive" in results[MAIL]["reason"]
    assert (results[MAIL]["outcome"], results[FOOTER]["outcome"]) == ("skipped", "passed")


def test_audit_of_a_page_behind_forms_sends_none_either(deployment: RunningDeployment) -> None:
    state = "accessibility/tests/test_states.py::test_state_has_no_finding[chromium-code-faux]"
    run = asked_of(state, "--browser", "chromium", "--base-url", deployment.url, "-rs")
    assert (run.returncode, SENDS in run.stdout) == (pytest.ExitCode.OK, True)
    assert "1 skipped" in run.stdout


def test_audit_reads_the_pages_of_a_deployment_and_tells_of_which(
    deployment: RunningDeployment, tmp_path: Path
) -> None:
    state = "accessibility/tests/test_states.py::test_state_has_no_finding[chromium-aide]"
    run = asked_of(state, "--browser", "chromium", "--evidence", str(tmp_path), E2E_URL=deployment.url)
    assert (run.returncode, "1 passed" in run.stdout) == (pytest.ExitCode.OK, True)
    assert json.loads((tmp_path / "seen" / "chromium-aide.json").read_text())["target"] == deployment.url


def test_audit_of_a_deployment_that_is_not_there_is_no_audit_of_our_own() -> None:
    run = asked_of("accessibility/tests/test_states.py", "-k", "nothing", E2E_URL="http://127.0.0.1:1")
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "http://127.0.0.1:1: no service answers there" in run.stderr


def test_one_clock_is_moved_by_one_worker_alone(deployment: RunningDeployment, tmp_path: Path) -> None:
    clock = {"E2E_CLOCK": "faketime", "E2E_CLOCK_FILE": str(tmp_path / CLOCK_FILE)}
    run = asked_of("e2e", "--base-url", deployment.url, "--output", str(tmp_path), "-n", "2", **clock)
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "ERROR: one clock is moved for all: with faketime, leave -n out" in run.stderr
