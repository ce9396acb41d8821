"""The suite on a deployment that it did not start: separate processes, reached by --base-url and adapters."""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error
from werkzeug.serving import make_server

from e2e import conftest, engines
from e2e.deployment import Deployment
from e2e.engines import Capability, Setting
from e2e.network import LostAnswer
from e2e.report import end_of_run
from e2e.targets import access, choice, surroundings
from e2e.targets.captchas import key_of
from e2e.targets.choice import SENDS
from e2e.targets.clocks import clock
from e2e.targets.guard import Barrier
from e2e.targets.not_verifiable import NotVerifiable
from e2e.tests.machinery.mail_servers import LOOPBACK, certified
from fixtures.mailbox import Mailbox
from fixtures.mailbox.page import create_page
from fixtures.server_process import ROOT, ServerProcess

pytestmark = pytest.mark.machinery

SECONDS = 240
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
ELSEWHERE = "127.0.0.2"
ENTERS = Deployment(user="qa", password="s3cret", ignore_https_errors=True)
ENTERING = "Basic cWE6czNjcmV0"  # « qa:s3cret »
WHOLE_JOURNEY = "test_done.py::test_citizen_goes_from_the_header_to_an_account_and_signs_in_to_it_later"
MAIL = "test_code_mail.py::test_mail_with_six_digits_goes_to_the_address_given"
LAST_SECOND = "test_code.py::test_code_is_accepted_in_its_last_second"
ACCOUNT_LOOKED_UP = "test_done.py::test_no_account_exists_before_the_last_button"
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
        serving = Thread(target=web.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        serving.start()
        server.start().start_worker()
        adapters = {
            "E2E_MAILBOX": "sink",
            "E2E_MAILBOX_URL": f"http://{LOOPBACK}:{web.server_port}",
            "E2E_CAPTCHA": "sealed",
            "E2E_CAPTCHA_KEY": key_of(server.environment["INDEX_KEY"]),
        }
        yield RunningDeployment(server.url, adapters, tmp_path / "report")
        web.shutdown()
        serving.join()
        web.server_close()


def test_adapters_prove_what_they_reach_and_the_rest_is_not_verifiable(deployment: RunningDeployment) -> None:
    asked = (WHOLE_JOURNEY, MAIL, LAST_SECOND, ACCOUNT_LOOKED_UP)
    results = deployment.run(asked, "--destructive", **deployment.given)
    assert {test: result["outcome"] for test, result in results.items()} == {
        WHOLE_JOURNEY: "passed",
        MAIL: "passed",
        LAST_SECOND: "skipped",
        ACCOUNT_LOOKED_UP: "skipped",
        end_of_run.TEST: "skipped",
    }
    assert results[LAST_SECOND]["reason"].startswith("the clock of this deployment")
    assert results[ACCOUNT_LOOKED_UP]["reason"].startswith("the accounts of this deployment")
    assert results[end_of_run.TEST]["reason"].startswith("the log and the files of this deployment")


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


@pytest.fixture
def redirection() -> Iterator[tuple[str, list[str]]]:
    """Return an address that leads to a host that nobody named, and what that host was asked."""
    asked: list[str] = []

    class Host(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here = self.headers["Host"].partition(":")[0]
            if here == LOOPBACK:
                self.send_response(302)
                self.send_header("Location", f"http://{ELSEWHERE}:{self.server.server_address[1]}/")
            else:
                asked.append(self.path)
                self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("", 0), Host)
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    yield f"http://{LOOPBACK}:{server.server_port}/", asked
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.mark.needs  # nothing in particular; but every engine of a run shows it
def test_no_redirect_leads_to_a_host_that_nobody_named(
    open_browser: Callable[..., BrowserContext], redirection: tuple[str, list[str]]
) -> None:
    url, asked = redirection
    page = open_browser(Setting()).new_page()
    with suppress(Error):
        page.goto(url)
    assert asked == []


@pytest.mark.only_browser("chromium")
def test_nothing_leaves_for_a_host_that_nobody_named(
    browser: Browser, redirection: tuple[str, list[str]]
) -> None:
    url, asked = redirection
    named_by_nobody = url.replace(LOOPBACK, "localhost")
    barrier = Barrier(frozenset({"essai.example"}))
    context = browser.new_context()
    barrier.watch(context)
    with suppress(Error):
        context.new_page().goto(named_by_nobody)
    context.close()
    assert barrier.elsewhere == [f"GET {named_by_nobody}"]
    assert asked == []


@pytest.mark.needs
def test_named_host_is_reached(open_browser: Callable[..., BrowserContext], redirection: tuple[str, list[str]]) -> None:
    url, asked = redirection
    page = open_browser(Setting()).new_page()
    page.goto(url.replace(LOOPBACK, "localhost"))
    assert asked[0] == "/"


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Return the address of a service behind a password and a certificate of its own, and that certificate."""

    def enter(environment: Mapping[str, str], start: Callable[..., object]) -> list[bytes]:
        if environment.get("HTTP_AUTHORIZATION") == ENTERING:
            start("200 OK", [("Content-Type", "text/html")])
            return [b"<title>Inscription</title>"]
        start("401 Unauthorized", [("WWW-Authenticate", 'Basic realm="essai"')])
        return [b""]

    certificate = certified(LOOPBACK, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    web = make_server(LOOPBACK, 0, enter, threaded=True, ssl_context=context)
    serving = Thread(target=web.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    yield f"https://{LOOPBACK}:{web.server_port}", certificate
    web.shutdown()
    serving.join()
    web.server_close()


@pytest.mark.needs(Capability.PASSWORD)
def test_browsers_enter_behind_a_password_and_a_certificate_of_its_own(
    open_browser: Callable[..., BrowserContext], guarded: tuple[str, Path]
) -> None:
    url, _ = guarded
    page = open_browser(Setting(), **access.context_options(ENTERS, url)).new_page()
    page.goto(url)
    assert page.title() == "Inscription"


def test_we_enter_as_the_browsers_do(guarded: tuple[str, Path], tmp_path: Path) -> None:
    url, _ = guarded
    surroundings.ask_service(ENTERS, url)
    told = replace(ENTERS, clock="faketime", clock_file=str(tmp_path / CLOCK_FILE))
    with pytest.raises(NotVerifiable, match="does not follow"):
        clock(told, url).advance(timedelta(days=1))


@pytest.mark.only_browser("chromium")
def test_form_whose_answer_is_lost_enters_too(
    open_browser: Callable[..., BrowserContext], guarded: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = guarded
    monkeypatch.setenv("E2E_USER", ENTERS.user)
    monkeypatch.setenv("E2E_PASSWORD", ENTERS.password)
    monkeypatch.setenv("E2E_IGNORE_HTTPS_ERRORS", "true")
    page = open_browser(Setting(), **access.context_options(ENTERS, url)).new_page()
    page.goto(url)
    answer = LostAnswer(page, "/")
    with page.expect_event("requestfailed", timeout=10_000):
        page.evaluate("void fetch('/', {method: 'POST'})")
    assert answer.status == HTTPStatus.OK


@pytest.mark.parametrize("named", ["https://essai.fr/", "https://essai.fr:443", "https://qa@essai.fr"])
def test_contexts_of_a_deployment_have_what_they_enter_with(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("E2E_USER", ENTERS.user)
    monkeypatch.setenv("E2E_PASSWORD", ENTERS.password)
    options = conftest.browser_context_args.__wrapped__({}, SimpleNamespace(getoption=lambda *_, **__: named))
    assert options["http_credentials"] == {"username": "qa", "password": "s3cret", "origin": "https://essai.fr"}


def test_service_that_lets_nobody_in_is_told_before_any_test(guarded: tuple[str, Path]) -> None:
    with pytest.raises(pytest.UsageError, match="it is entered by a name and a password, E2E_USER and E2E_PASSWORD"):
        surroundings.ask_service(Deployment(ignore_https_errors=True), guarded[0])


def test_certificate_that_nobody_vouches_for_is_told_before_any_test(
    guarded: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, certificate = guarded
    told = replace(ENTERS, ignore_https_errors=False)
    with pytest.raises(pytest.UsageError, match="nobody vouches for its certificate"):
        surroundings.ask_service(told, url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    surroundings.ask_service(told, url)


def test_engine_that_gives_no_password_is_told_before_any_test(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = SimpleNamespace(lacks={Capability.PASSWORD: "it answers nobody"})
    monkeypatch.setattr(engines, "engine", lambda _: lacking)
    run = SimpleNamespace(option=SimpleNamespace(browser=["webkit"]))
    with pytest.raises(pytest.UsageError, match="--browser webkit: it answers nobody"):
        choice._hold_to_engines_that_enter(run)


@pytest.fixture
def broken() -> Iterator[str]:
    """Return the address of a service that answers all with an error."""
    web = make_server(LOOPBACK, 0, lambda _, start: (start("500 Internal Server Error", []), [b""])[1])
    serving = Thread(target=web.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    yield f"http://{LOOPBACK}:{web.server_port}"
    web.shutdown()
    serving.join()
    web.server_close()


def test_service_that_is_not_there_is_told_before_any_test() -> None:
    with pytest.raises(pytest.UsageError, match=r"--base-url http://127\.0\.0\.1:1: no service answers there"):
        surroundings.ask_service(Deployment(), "http://127.0.0.1:1")


def test_nobody_is_asked_where_the_first_page_leads(redirection: tuple[str, list[str]]) -> None:
    url, asked = redirection
    surroundings.ask_service(Deployment(), url)
    assert asked == []


def test_service_that_does_not_work_is_told_before_any_test(broken: str) -> None:
    with pytest.raises(pytest.UsageError, match="answers with status 500"):
        surroundings.ask_service(Deployment(), broken)


def test_mailbox_that_cannot_be_read_is_told_before_any_test(broken: str) -> None:
    with pytest.raises(pytest.UsageError, match=r"the mailbox http://127\.0\.0\.1 cannot be read: .* status 500"):
        surroundings.ask_mailbox(Deployment(mailbox="sink", mailbox_url=broken))


@pytest.mark.parametrize("mailbox", ["none", "imap"])
def test_no_mail_leaves_for_a_domain_that_nobody_named(mailbox: str) -> None:
    with pytest.raises(pytest.UsageError, match="E2E_ADDRESSES"):
        surroundings.ask_mailbox(Deployment(mailbox=mailbox, mailbox_url="imaps://127.0.0.1"))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--base-url", "http://127.0.0.1:1"), "ERROR: --base-url http://127.0.0.1:1: no service answers there"),
        (("--base-url", "http://qa:secret@127.0.0.1:1"), "ERROR: --base-url: no password stands in the address"),
        (("--base-url", "http://127.0.0.1:1/inscription"), "ERROR: --base-url http://127.0.0.1:1/inscription: no path"),
        (("--requirement", "CODE-99"), "ERROR: --requirement CODE-99: no such requirement"),
    ],
    ids=["service", "password", "path", "requirement"],
)
@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "worker"])
def test_run_that_cannot_be_ends_with_one_sentence(
    tmp_path: Path, options: tuple[str, ...], told: str, workers: tuple[str, ...]
) -> None:
    (tmp_path / "report.json").write_text("former")
    run = asked_of("e2e", "--output", str(tmp_path), *options, *workers)
    assert (run.returncode, told in run.stderr) == (pytest.ExitCode.USAGE_ERROR, True)
    assert not (tmp_path / "report.json").exists()


def test_one_clock_is_moved_by_one_worker_alone(deployment: RunningDeployment, tmp_path: Path) -> None:
    clock = {"E2E_CLOCK": "faketime", "E2E_CLOCK_FILE": str(tmp_path / CLOCK_FILE)}
    run = asked_of("e2e", "--base-url", deployment.url, "--output", str(tmp_path), "-n", "2", **clock)
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "ERROR: one clock is moved for all: with faketime, leave -n out" in run.stderr


def asked_of(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a process of its own and return what it said."""
    return subprocess.run(  # noqa: S603 - our own command
        (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments),
        cwd=ROOT,
        env=os.environ | environment,
        timeout=SECONDS,
        check=False,
        capture_output=True,
        text=True,
    )
