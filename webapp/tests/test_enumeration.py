"""Whether a number or an address has an account is told to nobody who has not proved the address: same pages."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import extract_parameters
from flask import Flask
from sqlalchemy import select

from fixtures.clock import ControllableClock
from fixtures.mailbox import NoMailError
from webapp.models import Draft
from webapp.services import Services
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.hostile.crowd import number

UNKNOWN_NIR = "185057800608491"
# What differs from one page to the next whoever asks: tokens, controls, and what the visitor typed.
CHANGING = re.compile(
    r'(name="(?:csrf_token|captcha_token|entry)"[^>]*value=")[^"]*'
    r"|(/controle/)[\w=-]+"
    r'|(id="captcha_token"[^>]*value=")[^"]*'
)


def neutral(citizen: Citizen) -> str:
    """Return the page last shown without what differs for everybody."""
    page = CHANGING.sub(lambda found: "".join(filter(None, found.groups())), citizen.page)
    return page.replace(citizen.email, "ADRESSE").replace(NIR, "NUMERO").replace(UNKNOWN_NIR, "NUMERO")


@pytest.fixture
def owner(citizen: Citizen) -> Citizen:
    """Return someone who has an account, under NIR and an address of their own."""
    return citizen.to_account()


@pytest.fixture
def stranger(visitor: Citizen) -> Citizen:
    """Return someone whom nobody knows, to compare with."""
    return visitor.accept_cookies()


def first_step(citizen: Citizen, number: str) -> None:
    answer = citizen.fill_identity(nir=number)
    assert (answer.status_code, answer.location) == (303, "/inscription/code")
    citizen.get("/inscription/code")


def resent(citizen: Citizen, number: str, clock: ControllableClock) -> None:
    first_step(citizen, number)
    clock.advance(timedelta(minutes=1))
    citizen.post("/inscription/code/renvoi", {})
    citizen.get("/inscription/code?renvoi=1")
    clock.advance(timedelta(minutes=-1))


def wrong_entries(citizen: Citizen, number: str, entries: int) -> None:
    first_step(citizen, number)
    [citizen.enter("000000") for _ in range(entries)]


GESTURES: dict[str, Callable[[Citizen, str, ControllableClock], None]] = {
    "first step": lambda citizen, number, _: first_step(citizen, number),
    "another code": resent,
    "another code too soon": lambda citizen, number, _: (
        first_step(citizen, number),
        citizen.post("/inscription/code/renvoi", {}),
    ),
    "one wrong entry": lambda citizen, number, _: wrong_entries(citizen, number, 1),
    "four wrong entries": lambda citizen, number, _: wrong_entries(citizen, number, 4),
    "wrong sign-in": lambda citizen, number, _: citizen.sign_in(number, "Autre-chose-7-Autre"),
    "sixth wrong sign-in": lambda citizen, number, _: [citizen.sign_in(number, "Faux-1-Faux-1") for _ in range(6)],
}


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("gesture", GESTURES.values(), ids=GESTURES)
def test_page_is_the_same_for_a_number_with_and_without_an_account(
    another_citizen: Citizen,
    stranger: Citizen,
    app_clock: ControllableClock,
    gesture: Callable[[Citizen, str, ControllableClock], None],
) -> None:
    gesture(another_citizen, NIR, app_clock)
    gesture(stranger, UNKNOWN_NIR, app_clock)
    assert neutral(another_citizen) == neutral(stranger)
    assert another_citizen.heading() != ""


def test_page_is_the_same_for_an_address_with_and_without_an_account(
    owner: Citizen, another_citizen: Citizen, stranger: Citizen
) -> None:
    another_citizen.email = owner.email
    first_step(another_citizen, UNKNOWN_NIR)
    first_step(stranger, UNKNOWN_NIR)
    assert neutral(another_citizen) == neutral(stranger)


@pytest.mark.usefixtures("owner")
def test_headers_are_the_same_for_a_number_with_and_without_an_account(
    another_citizen: Citizen, stranger: Citizen
) -> None:
    known, unknown = another_citizen.fill_identity(nir=NIR), stranger.fill_identity(nir=UNKNOWN_NIR)
    names = [name for name, _ in known.headers]
    assert names == [name for name, _ in unknown.headers]
    assert (known.location, known.content_length) == (unknown.location, unknown.content_length)


@pytest.mark.usefixtures("owner")
def test_no_code_opens_a_sign_up_with_a_known_number(another_citizen: Citizen, services: Services) -> None:
    first_step(another_citizen, NIR)
    with pytest.raises(NoMailError):
        another_citizen.code()
    assert another_citizen.enter("000000").status_code == 422
    with services.database.read() as session:
        assert session.scalars(select(Draft.step)).all().count("contact") == 0


@pytest.mark.usefixtures("owner")
def test_download_of_another_account_is_nowhere(another_citizen: Citizen) -> None:
    answer = another_citizen.client.get("/compte/donnees.json")
    assert (answer.status_code, answer.location) == (303, "/identification?suite=/compte")


@pytest.mark.usefixtures("owner")
def test_same_work_is_done_for_a_wrong_password_and_an_unknown_number(
    app: Flask, another_citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = app.extensions["services"].passwords
    verified: list[bool] = []
    verify = passwords.verify

    def counted(known_hash: str | None, password: str, *, stand_in: str | None) -> bool:
        verified.append(verify(known_hash, password, stand_in=stand_in))
        return verified[-1]

    monkeypatch.setattr(passwords, "verify", counted)
    another_citizen.sign_in(NIR, "Autre-chose-7-Autre")
    another_citizen.sign_in(UNKNOWN_NIR, PASSWORD)
    assert verified == [False, False]


@pytest.mark.usefixtures("owner")
def test_cost_that_was_raised_tells_no_unknown_number_from_an_account_that_has_the_former_one(
    another_citizen: Citizen, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised = make_app(argon2_time_cost=2)
    passwords = raised.extensions["services"].passwords
    costs: list[int] = []
    verify = passwords.verify

    def told(known_hash: str | None, password: str, **near: str | None) -> bool:
        verified = known_hash or near.get("stand_in") or passwords.hash(password)
        costs.append(extract_parameters(verified).time_cost)
        return verify(known_hash, password, **near)

    monkeypatch.setattr(passwords, "verify", told)
    another_citizen.client = raised.test_client()
    another_citizen.accept_cookies()
    another_citizen.sign_in(NIR, "Autre-chose-7-Autre")
    # Of their digests some come before the account's, and some after.
    assert {another_citizen.sign_in(number(order), PASSWORD).status_code for order in range(12)} == {422}
    assert costs == [1] * 13
