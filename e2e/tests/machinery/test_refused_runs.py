"""Runs that cannot be: one sentence says why before any test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from e2e.deployment import Deployment
from e2e.targets import surroundings
from e2e.tests.machinery.runs import asked_of
from e2e.tests.machinery.serving import LOOPBACK, serving

pytestmark = pytest.mark.machinery


@pytest.fixture
def broken() -> Iterator[str]:
    """Return the address of a service that answers all with an error."""
    web = make_server(LOOPBACK, 0, lambda _, start: (start("500 Internal Server Error", []), [b""])[1])
    with serving(web) as port:
        yield f"http://{LOOPBACK}:{port}"


def test_service_that_is_not_there_is_told_before_any_test() -> None:
    with pytest.raises(pytest.UsageError, match=r"--base-url http://127\.0\.0\.1:1: no service answers there"):
        surroundings.ask_service(Deployment(), "http://127.0.0.1:1")


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
