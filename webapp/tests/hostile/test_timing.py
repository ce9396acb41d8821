"""How long an answer takes says nothing of whether a number has an account (enumeration by timing).

Wall clocks say little on a busy machine. Compared are the statements sent to the database and the hashes made, which
must be the same, and the processor's time of many answers taken in turns.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import NormalDist
from typing import Any
from unittest import mock

import pytest
from sqlalchemy import event

from webapp.account.hashing import HashLane
from webapp.services import Services
from webapp.statements import Prepared, Row
from webapp.tests.citizen import NIR, Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.hostile.crowd import Newcomer, moved, number

UNKNOWN = number(700)
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


def first_step(citizen: Citizen, social_number: str) -> None:
    assert citizen.fill_identity(nir=social_number).status_code == 303
    citizen.get("/inscription/code")
    citizen.post("/inscription/recommencer", {})


GESTURES: dict[str, Gesture] = {"wrong sign-in": wrong_sign_in, "first step": first_step}


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
    """Return somebody who may try as often as they like, of whose two numbers one has an account."""
    return prepared(newcomer, make_app, CHEAP)


def prepared(newcomer: Newcomer, make_app: MakeApp, hash_memory_kib: int) -> Citizen:
    app = make_app(**dict.fromkeys(COUNTED, "100000 per hour") | {"argon2_memory_kib": hash_memory_kib})
    moved(newcomer("203.0.113.2"), app).to_account()
    return moved(newcomer("203.0.113.1"), app)


def asked_for(gesture: Gesture, citizen: Citizen, social_number: str) -> list[str]:
    with statements_of(citizen.client.application.extensions["services"]) as statements:
        gesture(citizen, social_number)
    return statements


@pytest.mark.parametrize("gesture", GESTURES.values(), ids=GESTURES)
def test_database_is_asked_the_same_for_a_known_number(attacker: Citizen, gesture: Gesture) -> None:
    gesture(attacker, UNKNOWN)
    known, unknown = asked_for(gesture, attacker, NIR), asked_for(gesture, attacker, UNKNOWN)
    assert known == unknown
    assert len(known) > 5


def processor_seconds(gesture: Gesture, citizen: Citizen, social_number: str) -> float:
    before = time.process_time()
    gesture(citizen, social_number)
    return time.process_time() - before


def wins(gesture: Gesture, citizen: Citizen) -> int:
    """Return in how many pairs the known number took longer; who comes first changes from pair to pair."""
    counted = 0
    for pair in range(PAIRS):
        order = (NIR, UNKNOWN) if pair % 2 else (UNKNOWN, NIR)
        spent = {social_number: processor_seconds(gesture, citizen, social_number) for social_number in order}
        counted += spent[NIR] > spent[UNKNOWN]
    return counted


def deviation(won: int) -> float:
    """Return how many standard deviations a count is from the half that chance gives (sign test)."""
    return abs(won - PAIRS / 2) / (PAIRS**0.5 / 2)


@pytest.mark.parametrize("gesture", GESTURES.values(), ids=GESTURES)
def test_known_number_takes_longer_no_more_often_than_chance_has_it(attacker: Citizen, gesture: Gesture) -> None:
    gesture(attacker, UNKNOWN)
    assert deviation(wins(gesture, attacker)) < DOUBT


def test_measure_sees_a_hash_that_is_left_out(
    newcomer: Newcomer, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same measure, with the fault that it is there to find."""
    attacker, verify = prepared(newcomer, make_app, PRODUCTION), HashLane.verify
    monkeypatch.setattr(
        HashLane, "verify", lambda lane, known, password, **_: bool(known) and verify(lane, known, password)
    )
    assert deviation(wins(wrong_sign_in, attacker)) > DOUBT
