"""What a test did to the service that the suite starts, no other test meets; and all of it is looked through."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from e2e.targets import Target
from e2e.targets.local import LocalTarget
from fixtures.personas import People

pytestmark = pytest.mark.machinery


@pytest.fixture
def after_a_failed_test(target: Target) -> Iterator[None]:
    """See that the page is well once the fixture after this one is torn down: nobody has asked for it meanwhile."""
    yield
    assert requests.get(f"{target.url}/aide", timeout=10).status_code == requests.codes.ok


def test_failure_that_nobody_met_is_gone_with_its_test(
    after_a_failed_test: None,  # noqa: ARG001 - it is asked at the end
    fail_once: Callable[[str, int], None],
) -> None:
    fail_once("/aide", 503)


def test_service_fails_once(target: Target, fail_once: Callable[[str, int], None]) -> None:
    fail_once("/aide", 503)
    asked = [requests.get(f"{target.url}/aide", timeout=10).status_code for _ in range(2)]
    assert asked == [503, 200]


def test_service_registered_otherwise_is_looked_through_too() -> None:
    known, person = People().anyone(), People().anyone(nir="294037512000591")
    usual = {"log": str, "kept": list, "sent": list}
    beside = SimpleNamespace(**usual, franceconnect=SimpleNamespace(made_up=[known]))
    beside.kept = lambda: [("journal", known.nir.encode())]
    beside.sent = lambda: [(known.email, person.nir)]
    service: Any = SimpleNamespace(**usual, franceconnect=SimpleNamespace(made_up=[]), _others=[beside])
    assert LocalTarget.kept_in_clear(service, [person]) == ["journal: number", "mails: number"]
