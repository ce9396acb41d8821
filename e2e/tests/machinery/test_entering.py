"""Deployments behind a password, or with a certificate that nobody vouches for."""

import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import BrowserContext
from werkzeug.serving import make_server

from e2e import conftest, engines
from e2e.deployment import Deployment
from e2e.engines import Capability, Setting
from e2e.network import LostAnswer
from e2e.targets import access, choice, surroundings
from e2e.targets.clocks import clock
from e2e.targets.not_verifiable import NotVerifiable
from e2e.tests.machinery.mail_servers import certified
from e2e.tests.machinery.serving import LOOPBACK, serving

pytestmark = pytest.mark.machinery

ENTERS = Deployment(user="qa", password="s3cret", ignore_https_errors=True)
ENTERING = "Basic cWE6czNjcmV0"  # « qa:s3cret »


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
    with serving(make_server(LOOPBACK, 0, enter, threaded=True, ssl_context=context)) as port:
        yield f"https://{LOOPBACK}:{port}", certificate


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
    told = replace(ENTERS, clock="faketime", clock_file=str(tmp_path / "clock"))
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
