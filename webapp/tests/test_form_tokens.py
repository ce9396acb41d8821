"""The token of forms: never the same twice in a page, and worth nothing once touched."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.security.form_tokens import cover, uncover
from webapp.signup.wording import FORM_KEPT, FORM_KEPT_BUT_PASSWORD
from webapp.tests.citizen import PASSWORD, Citizen
from webapp.tests.markup import Markup

TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=120)


@given(TOKENS)
def test_covered_token_is_found_again(token: str) -> None:
    assert uncover(cover(token)) == token


@pytest.mark.parametrize("sent", ["", "x", "é", "abc", "====", "YWJj", "a" * 5000, "\x00"])
def test_what_was_never_covered_uncovers_to_nothing_that_is_accepted(citizen: Citizen, sent: str) -> None:
    citizen.get("/identification")
    answer = citizen.client.post("/identification", data={"nir": "1", "password": "x", "csrf_token": sent})
    assert answer.status_code == 422
    said = Markup(answer.get_data(as_text=True)).text("error-summary")
    assert said.endswith(str(FORM_KEPT_BUT_PASSWORD).replace("\u00a0", " "))


@pytest.mark.parametrize(
    ("typed", "wording"), [("", FORM_KEPT), (PASSWORD, FORM_KEPT_BUT_PASSWORD)], ids=["kept", "typed anew"]
)
def test_password_that_is_recorded_is_not_asked_for_again(citizen: Citizen, typed: str, wording: str) -> None:
    citizen.fill_identity(captcha="000000")
    form = citizen.identity(password=typed) | {"csrf_token": "stale"}
    answer = citizen.client.post("/inscription/identite", data=form)
    said = Markup(answer.get_data(as_text=True)).text("error-summary")
    assert said.endswith(str(wording).replace("\u00a0", " "))


def test_two_pages_share_no_part_of_their_tokens(citizen: Citizen) -> None:
    citizen.get("/identification")
    former = citizen.hidden("csrf_token")
    citizen.get("/identification")
    latter = citizen.hidden("csrf_token")
    pieces = {former[start : start + 8] for start in range(len(former) - 8)}
    assert [piece for piece in pieces if piece in latter] == []


def test_forms_of_one_page_carry_one_token(citizen: Citizen) -> None:
    citizen.to_account()
    citizen.get("/compte/suppression")
    tokens = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', citizen.page)
    assert len(tokens) > 1
    assert len(set(tokens)) == 1


def test_token_of_an_older_page_still_sends_its_form(citizen: Citizen) -> None:
    citizen.to_contact()
    older = citizen.hidden("csrf_token")
    citizen.get("/inscription/coordonnees")
    answer = citizen.client.post("/inscription/coordonnees", data={**citizen.contact(), "csrf_token": older})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("prepare", "path"),
    [
        (Citizen.to_code, "/inscription/code"),
        (Citizen.to_contact, "/inscription/coordonnees"),
        (Citizen.to_situation, "/inscription/situation"),
        (Citizen.to_account, "/inscription/terminee"),
        (Citizen.to_account, "/compte"),
        (Citizen.to_account, "/compte/suppression"),
        (Citizen.to_account, "/aide"),
    ],
)
def test_page_with_something_personal_repeats_nothing_of_its_address(
    citizen: Citizen, prepare: Callable[[Citizen], Citizen], path: str
) -> None:
    """Its compressed length would else tell whether what somebody else put there stands in the page (BREACH)."""
    prepare(citizen)
    citizen.get(f"{path}?suite=zQ7xK&x=zQ7xK")
    assert Markup(citizen.page).by_id("main")
    assert "zQ7xK" not in citizen.page
