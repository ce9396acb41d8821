"""BREACH: what stays secret in a page does not show in its compressed size, since it is never the same twice."""

import re
import zlib
from itertools import pairwise

import pytest

from webapp.tests.citizen import NIR, Citizen

LONGEST_CHANCE = 6


def tokens(page: str) -> list[str]:
    return re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)


def longest_common(one: str, other: str) -> int:
    pieces = range(1, min(len(one), len(other)) + 1)
    return max(
        [size for size in pieces if any(one[at : at + size] in other for at in range(len(one) - size + 1))], default=0
    )


def test_no_two_tokens_have_more_in_common_than_chance_gives(citizen: Citizen) -> None:
    citizen.get("/identification")
    shown = [tokens(citizen.get("/identification").get_data(as_text=True))[-1] for _ in range(6)]
    assert len(set(shown)) == 6
    assert max(longest_common(one, other) for one, other in pairwise(shown)) <= LONGEST_CHANCE


def test_every_token_of_the_session_sends_a_form(citizen: Citizen) -> None:
    shown = [tokens(citizen.get("/identification").get_data(as_text=True))[-1] for _ in range(2)]
    answers = [
        citizen.client.post("/identification", data={"csrf_token": token, "nir": NIR, "password": "x"}).status_code
        for token in shown
    ]
    assert answers == [422, 422]
    assert citizen.client.post("/inscription/recommencer", data={"csrf_token": shown[0]}).status_code == 303


def test_right_guess_of_a_token_shrinks_no_page(citizen: Citizen) -> None:
    """The measure of the attack itself: a page that repeats a token of the page before is no smaller for it."""
    first = tokens(citizen.get("/identification").get_data(as_text=True))[-1]
    page = citizen.get("/identification").get_data(as_text=True)
    right, wrong = (len(zlib.compress(f"{page}{guess}".encode(), 9)) for guess in (first, first[::-1]))
    assert abs(right - wrong) <= LONGEST_CHANCE


@pytest.mark.parametrize("path", ["/compte", "/compte/suppression", "/inscription/terminee"])
def test_pages_with_personal_data_repeat_nothing_of_their_address(citizen: Citizen, path: str) -> None:
    citizen.to_account()
    answer = citizen.get(f"{path}?devine={NIR[:9]}X")
    assert answer.status_code == 200
    assert f"{NIR[:9]}X" not in citizen.page
    assert "devine" not in citizen.page
