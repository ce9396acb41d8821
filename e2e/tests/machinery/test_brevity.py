"""What brief engines leave to the first one."""

import pytest

from e2e.brevity import showing_nothing_new

pytestmark = pytest.mark.machinery


@pytest.mark.parametrize(
    ("tests", "left_out"),
    [
        pytest.param([{"CODE-1"}, {"CODE-1"}], [False, True], id="one requirement twice"),
        pytest.param([{"CODE-1"}, {"CODE-2"}, {"CODE-1", "CODE-2"}], [False, False, True], id="two that were shown"),
        pytest.param([{"CODE-1"}, {"CODE-1", "CODE-2"}], [False, False], id="two, of which one is new"),
        pytest.param([set(), {"CODE-1"}], [True, False], id="nothing"),
    ],
)
def test_test_is_left_out_once_all_that_it_shows_was_shown(tests: list[set[str]], left_out: list[bool]) -> None:
    shows = [frozenset(("htmx", requirement) for requirement in test) for test in tests]
    assert list(showing_nothing_new(shows)) == left_out


def test_requirement_is_shown_in_every_rendering() -> None:
    in_both = [frozenset({("htmx", "CODE-1")}), frozenset({("plain", "CODE-1")})]
    assert list(showing_nothing_new(in_both)) == [False, False]
