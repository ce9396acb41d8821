"""Which tests a deployment of others is not asked for."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from e2e.report import deselection
from e2e.report.results import OF_OUR_OWN, LeftOut
from e2e.targets.choice import pytest_collection_modifyitems

pytestmark = pytest.mark.machinery


def left_out(request: pytest.FixtureRequest, *, url: str, is_asked: bool) -> tuple[Sequence[pytest.Item], Any]:
    """Return what is left out where a test is of how our own service does it, and what the report has of that."""
    options: dict[str, Any] = {"base_url": url, "--own": is_asked, "--destructive": True}
    gone: list[pytest.Item] = []

    def deselect(items: Sequence[pytest.Item]) -> None:
        gone.extend(items)

    config: Any = SimpleNamespace(
        stash=pytest.Stash(),
        getoption=lambda name, default=None: options.get(name, default),
        hook=SimpleNamespace(pytest_deselected=deselect),
    )
    test = pytest.Function.from_parent(request.node.parent, name="test_of_our_own", callobj=lambda: None)
    test.own_markers, test.keywords["own"] = [pytest.mark.own.mark], True
    # As others carry it: it is no test of the suite itself.
    test.get_closest_marker = lambda name: pytest.mark.own if name == "own" else None
    items: list[pytest.Item] = [test]
    pytest_collection_modifyitems(config, items)
    assert len(items) + len(gone) == 1
    return gone, deselection.noted(config)


@pytest.mark.parametrize(
    ("url", "is_asked", "count"),
    [
        ("https://essai.example", False, 1),
        ("https://essai.example", True, 0),
        ("", False, 0),
    ],
    ids=["of others", "asked for", "our own"],
)
def test_how_our_own_service_does_it_is_asked_of_others_on_demand(
    request: pytest.FixtureRequest, url: str, count: int, *, is_asked: bool
) -> None:
    gone, told = left_out(request, url=url, is_asked=is_asked)
    assert len(gone) == count
    assert told == [LeftOut(OF_OUR_OWN, "", "", 1)] * count
