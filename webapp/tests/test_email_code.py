"""Entering a code: CODE-1 to CODE-7, without a browser."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from fixtures.clock import ControllableClock
from webapp.errors import ServiceError, WrongCode
from webapp.models import Draft
from webapp.services import Services
from webapp.signup import email_code
from webapp.signup.actions import CONFIRMATION
from webapp.signup.email_code import EmailCodes, Entry, Passage
from webapp.tests.citizen import Citizen
from webapp.tests.signups import draft_of, kill_code, mail_count


def test_code_counts_its_leading_zeros(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email_code.secrets, "randbelow", lambda _: 42)
    assert email_code.draw() == "000042"


def test_right_code_opens_the_contact_step(citizen: Citizen) -> None:
    citizen.to_code()
    assert citizen.enter(citizen.code()).location == "/inscription/coordonnees"


@pytest.mark.parametrize(
    "typed", ["{0}{1}{2} {3}{4}{5}", " {0} {1} {2} {3} {4} {5} ", "{0}{1}{2}\u00a0{3}{4}{5}", "{0}{1}{2}-{3}{4}{5}"]
)
def test_spaces_in_the_typed_code_are_tolerated(citizen: Citizen, typed: str) -> None:
    citizen.to_code()
    assert citizen.enter(typed.format(*citizen.code())).status_code == 303


def test_code_is_accepted_one_second_before_its_fifteen_minutes(citizen: Citizen, app_clock: ControllableClock) -> None:
    citizen.to_code()
    app_clock.advance(timedelta(minutes=14, seconds=59))
    assert citizen.enter(citizen.code()).status_code == 303


def test_code_is_expired_at_fifteen_minutes_and_costs_no_try(
    citizen: Citizen, app_clock: ControllableClock, services: Services
) -> None:
    code = citizen.to_code().code()
    entry = citizen.hidden("entry")
    app_clock.advance(timedelta(minutes=15))
    answer = citizen.post("/inscription/code", {"code": code, "entry": entry})
    assert answer.status_code == 422
    assert "expiré" in citizen.errors()
    assert draft_of(services).tries == 0
    assert draft_of(services).code_used_at is None


@pytest.mark.parametrize("typed", ["", "   ", "12345", "1234567", "12345a", "１２３４５６", "12 34 5"])
def test_what_is_not_six_digits_costs_no_try(citizen: Citizen, services: Services, typed: str) -> None:
    citizen.to_code()
    assert citizen.enter(typed).status_code == 422
    assert draft_of(services).tries == 0


def test_wrong_code_tells_the_tries_left(citizen: Citizen) -> None:
    citizen.to_code()
    citizen.enter(citizen.wrong_code())
    assert "il vous reste 3 essais" in citizen.errors()
    assert "expiré" not in citizen.errors()


def test_right_code_still_works_after_three_wrong_ones(citizen: Citizen) -> None:
    wrong = citizen.to_code().wrong_code()
    citizen.enter(wrong)
    citizen.enter(wrong)
    citizen.enter(wrong)
    assert "il vous reste 1 essai." in citizen.errors()
    assert citizen.enter(citizen.code()).status_code == 303


def test_fourth_wrong_entry_kills_the_code(citizen: Citizen, services: Services) -> None:
    code, wrong = citizen.to_code().code(), citizen.wrong_code()
    citizen.get("/inscription/code")
    former_entry = citizen.hidden("entry")
    citizen.enter(wrong)
    citizen.enter(wrong)
    citizen.enter(wrong)
    assert citizen.enter(wrong).status_code == 422
    assert "Quatre codes erronés" in citizen.errors()
    refused = citizen.post("/inscription/code", {"code": code, "entry": former_entry})
    assert refused.status_code == 422
    assert draft_of(services).code_used_at is None
    assert draft_of(services).tries == 4


def test_a_dead_code_is_not_revived_by_a_new_one(
    citizen: Citizen, app_clock: ControllableClock, services: Services
) -> None:
    kill_code(citizen.to_code())
    app_clock.advance(timedelta(minutes=2))
    assert citizen.post("/inscription/code/renvoi", {}).status_code == 422
    assert mail_count(services) == 1


def test_same_form_sent_twice_costs_one_try(citizen: Citizen, services: Services) -> None:
    citizen.to_code()
    fields = {"code": citizen.wrong_code(), "entry": citizen.hidden("entry")}
    token = citizen.hidden("csrf_token")
    citizen.post("/inscription/code", fields)
    again = citizen.client.post("/inscription/code", data={**fields, "csrf_token": token})
    assert again.status_code == 422
    assert draft_of(services).tries == 1


def test_two_guesses_from_the_same_form_cost_two_tries(citizen: Citizen, services: Services) -> None:
    citizen.to_code()
    entry, code = citizen.hidden("entry"), int(citizen.code())
    citizen.post("/inscription/code", {"code": f"{(code + 1) % 10**6:06}", "entry": entry})
    citizen.post("/inscription/code", {"code": f"{(code + 2) % 10**6:06}", "entry": entry})
    assert draft_of(services).tries == 2


def test_right_form_sent_twice_goes_on_twice(citizen: Citizen) -> None:
    citizen.to_code()
    fields = {"code": citizen.code(), "entry": citizen.hidden("entry"), "csrf_token": citizen.hidden("csrf_token")}
    first = citizen.client.post("/inscription/code", data=fields)
    second = citizen.client.post("/inscription/code", data=fields)
    assert first.location == second.location == "/inscription/coordonnees"


@pytest.mark.parametrize(
    ("passage", "proves", "opened"),
    [
        (CONFIRMATION, "jean@exemple.fr", True),
        (CONFIRMATION, "autre@exemple.fr", False),
        (Passage(at="identity", opens="contact"), "jean@exemple.fr", False),
    ],
    ids=["what it was sent for", "another address", "a step that was left"],
)
def test_code_proves_what_it_was_sent_for_where_it_is_asked_for(
    citizen: Citizen, services: Services, passage: Passage, proves: str, *, opened: bool
) -> None:
    citizen.to_code()
    codes = EmailCodes(services.database, services.keyring, services.clock)
    with services.database.write() as session:
        draft = session.scalars(select(Draft)).one()
        codes.issue(draft, "042042", proves="jean@exemple.fr")
        draft_id = draft.id
    with suppress(WrongCode):
        codes.enter(draft_id, Entry("042042", "", proves), passage)
    assert (draft_of(services).step == "contact") == opened


def test_parallel_wrong_entries_count_exactly_four(citizen: Citizen, services: Services) -> None:
    right = int(citizen.to_code().code())
    draft_id = draft_of(services).id
    codes = EmailCodes(services.database, services.keyring, services.clock)

    def guess(number: int) -> str:
        with pytest.raises(ServiceError) as refusal:
            codes.enter(draft_id, Entry(f"{(right + number) % 10**6:06}", "", proves=""), CONFIRMATION)
        return refusal.typename

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(guess, range(1, 51)))
    assert outcomes.count("WrongCode") == 3
    assert outcomes.count("CodeDead") == 47
    assert draft_of(services).tries == 4
