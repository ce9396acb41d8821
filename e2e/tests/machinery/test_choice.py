"""Which tests a deployment of others is not asked for."""

from types import SimpleNamespace
from typing import Any

import pytest

from e2e.targets.choice import IS_OURS, pytest_collection_modifyitems

pytestmark = pytest.mark.machinery


def chosen(request: pytest.FixtureRequest, *, url: str, is_asked: bool) -> list[str]:
    """Return why a test of how our own service does something is skipped."""
    options: dict[str, Any] = {"base_url": url, "--own": is_asked, "--destructive": True}
    config: Any = SimpleNamespace(
        getoption=lambda name, default=None: options.get(name, default),
        hook=SimpleNamespace(pytest_deselected=lambda items: items),
    )
    test = pytest.Function.from_parent(request.node.parent, name="test_of_our_own", callobj=lambda: None)
    test.own_markers, test.keywords["own"] = [pytest.mark.own.mark], True
    # As others carry it: it is no test of the suite itself.
    test.get_closest_marker = lambda name: pytest.mark.own if name == "own" else None
    pytest_collection_modifyitems(config, [test])
    return [marker.kwargs["reason"] for marker in test.own_markers if marker.name == "skip"]


@pytest.mark.parametrize(
    ("url", "is_asked", "why"),
    [
        ("https://essai.example", False, [IS_OURS]),
        ("https://essai.example", True, []),
        ("", False, []),
    ],
    ids=["of others", "asked for", "our own"],
)
def test_how_our_own_service_does_it_is_asked_of_others_on_demand(
    request: pytest.FixtureRequest, url: str, why: list[str], *, is_asked: bool
) -> None:
    assert chosen(request, url=url, is_asked=is_asked) == why
