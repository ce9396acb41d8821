"""How engines share the tests of a run."""

import pytest

from e2e.sharing import Proof, deal

pytestmark = pytest.mark.machinery
BOTH = ("firefox", "webkit")


def proof_of(*requirements: str, engines: tuple[str, ...] = BOTH, rendering: str = "htmx") -> Proof:
    return Proof(frozenset((rendering, requirement) for requirement in requirements), engines)


def test_requirement_is_shown_in_every_engine_before_tests_are_shared() -> None:
    assert list(deal([proof_of("CODE-1"), proof_of("CODE-1"), proof_of("CODE-1")])) == [BOTH, ("firefox",), ("webkit",)]


def test_test_of_two_requirements_runs_where_one_of_them_is_new() -> None:
    tests = [proof_of("CODE-1"), proof_of("CODE-2", engines=("webkit",)), proof_of("CODE-1", "CODE-2")]
    assert list(deal(tests)) == [BOTH, ("webkit",), ("firefox",)]


def test_requirement_is_shown_in_every_rendering() -> None:
    assert list(deal([proof_of("CODE-1"), proof_of("CODE-1", rendering="plain")])) == [BOTH, BOTH]


def test_what_one_engine_alone_can_run_is_left_to_no_other() -> None:
    tests = [proof_of("CODE-1", engines=("webkit",)), proof_of("CODE-1", engines=("webkit",))]
    assert list(deal(tests)) == [("webkit",), ("webkit",)]
