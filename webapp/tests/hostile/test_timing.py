"""How long an answer takes says nothing of whether a number or an address has an account (enumeration by timing).

Wall clocks say little on a busy machine. Compared are the statements sent to the database and the hashes made, which
must be the same, and the processor's time of many answers taken in turns.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import event

from webapp.account import accounts
from webapp.account.hashing import HashLane
from webapp.database import Statements
from webapp.services import Services
from webapp.statements import Prepared, Row
from webapp.tests.citizen import NIR, Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.hostile.crowd import Newcomer, moved, number

UNKNOWN = number(700)
OWN_ADDRESS, UNKNOWN_ADDRESS = "titulaire@exemple.fr", "personne@exemple.fr"
WRONG = "Autre-chose-7-Autre"
PAIRS = 40
# One false alarm in ten million runs.
DOUBT = NormalDist().inv_cdf(1 - 1e-7 / 2)
COUNTED = (
    "sign_in_number_network_limit",
    "sign_in_number_limit",
    "sign_in_network_limit",
    "sign_in_neighbourhood_limit",
    "signup_network_limit",
    "signup_neighbourhood_limit",
    "signup_address_limit",
    "code_mail_limit",
)
# A hash as in production would drown everything else; a smaller one leaves differences in the rest to be seen.
CHEAP, PRODUCTION = 1024, 19_456

Gesture = Callable[[Citizen, str], object]


def wrong_sign_in(citizen: Citizen, social_number: str) -> None:
    assert citizen.sign_in(social_number, WRONG).status_code == 422


def first_step(citizen: Citizen, social_number: str, address: str = UNKNOWN_ADDRESS) -> None:
    assert citizen.fill_identity(nir=social_number, email=address).status_code == 303
    citizen.get("/inscription/code")
    citizen.post("/inscription/recommencer", {})


def first_step_at(citizen: Citizen, address: str) -> None:
    first_step(citizen, UNKNOWN, address)


@dataclass(frozen=True)
class Trial:
    """What an attacker does with something that has an account, and with something that has none."""

    gesture: Gesture
    known: str
    unknown: str


SIGN_IN = Trial(wrong_sign_in, NIR, UNKNOWN)
WITH_ADDRESS = Trial(first_step_at, OWN_ADDRESS, UNKNOWN_ADDRESS)
TRIALS = {
    "wrong sign-in": SIGN_IN,
    "first step with a number": Trial(first_step, NIR, UNKNOWN),
    "first step with an address": WITH_ADDRESS,
}


@contextmanager
def statements_of(services: Services) -> Iterator[list[str]]:
    """Collect the statements that are sent to the database, by SQLAlchemy and by ourselves."""
    sent: list[str] = []
    run = Prepared.run

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    def noted(prepared: Prepared, *given: Any) -> Row | None:
        sent.append(prepared.text)
        return run(prepared, *given)

    event.listen(services.database.engine, "before_cursor_execute", note)
    with mock.patch.object(Prepared, "run", noted):
        yield sent
    event.remove(services.database.engine, "before_cursor_execute", note)


@pytest.fixture
def attacker(newcomer: Newcomer, make_app: MakeApp) -> Citizen:
    """Return somebody who may try as often as they like, one of whose numbers and addresses has an account."""
    return prepared(newcomer, make_app, CHEAP)


def prepared(newcomer: Newcomer, make_app: MakeApp, hash_memory_kib: int) -> Citizen:
    app = make_app(**dict.fromkeys(COUNTED, "100000 per hour") | {"argon2_memory_kib": hash_memory_kib})
    owner = moved(newcomer("203.0.113.2"), app)
    owner.email = OWN_ADDRESS
    owner.to_account()
    return moved(newcomer("203.0.113.1"), app)


def asked_for(gesture: Gesture, citizen: Citizen, tried: str) -> list[str]:
    with statements_of(citizen.client.application.extensions["services"]) as statements:
        gesture(citizen, tried)
    return statements


def asked_in(trial: Trial, citizen: Citizen) -> tuple[list[str], list[str]]:
    """Return the statements for what has an account, and for what has none."""
    trial.gesture(citizen, trial.unknown)
    return asked_for(trial.gesture, citizen, trial.known), asked_for(trial.gesture, citizen, trial.unknown)


@pytest.mark.parametrize("trial", TRIALS.values(), ids=TRIALS)
def test_database_is_asked_the_same_for_what_has_an_account(attacker: Citizen, trial: Trial) -> None:
    known, unknown = asked_in(trial, attacker)
    assert known == unknown
    assert len(known) > 5


def processor_seconds(gesture: Gesture, citizen: Citizen, tried: str) -> float:
    before = time.process_time()
    gesture(citizen, tried)
    return time.process_time() - before


def wins(trial: Trial, citizen: Citizen) -> int:
    """Return in how many pairs the known one took longer; who comes first changes from pair to pair."""
    counted = 0
    for pair in range(PAIRS):
        order = (trial.known, trial.unknown) if pair % 2 else (trial.unknown, trial.known)
        spent = {tried: processor_seconds(trial.gesture, citizen, tried) for tried in order}
        counted += spent[trial.known] > spent[trial.unknown]
    return counted


def deviation(won: int) -> float:
    """Return how many standard deviations a count is from the half that chance gives (sign test)."""
    return abs(won - PAIRS / 2) / (PAIRS**0.5 / 2)


@pytest.mark.parametrize("trial", TRIALS.values(), ids=TRIALS)
def test_what_has_an_account_takes_longer_no_more_often_than_chance_has_it(attacker: Citizen, trial: Trial) -> None:
    trial.gesture(attacker, trial.unknown)
    assert deviation(wins(trial, attacker)) < DOUBT


def test_measure_sees_a_hash_that_is_left_out(
    newcomer: Newcomer, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same measure, with the fault that it is there to find."""
    attacker, verify = prepared(newcomer, make_app, PRODUCTION), HashLane.verify
    monkeypatch.setattr(
        HashLane, "verify", lambda lane, known, password, **_: bool(known) and verify(lane, known, password)
    )
    assert deviation(wins(SIGN_IN, attacker)) > DOUBT


@pytest.fixture
def told_by_work(newcomer: Newcomer, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> Citizen:
    """Return an attacker of a service that asks once more, and makes a hash, where an address has an account."""
    attacker, has_address = prepared(newcomer, make_app, PRODUCTION), accounts.has_address
    passwords = attacker.client.application.extensions["services"].passwords

    def tell(transaction: Statements, index: bytes) -> bool:
        return has_address(transaction, index) and bool(passwords.hash("more")) and has_address(transaction, index)

    monkeypatch.setattr(accounts, "has_address", tell)
    return attacker


def test_measures_see_what_is_done_for_an_address_alone(told_by_work: Citizen) -> None:
    known, unknown = asked_in(WITH_ADDRESS, told_by_work)
    assert known != unknown
    assert deviation(wins(WITH_ADDRESS, told_by_work)) > DOUBT
