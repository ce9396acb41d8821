"""A stranger's address cannot be flooded with codes, from however many networks and browsers."""

from datetime import timedelta

from fixtures.clock import ControllableClock
from webapp.tests.citizen import NIR, Citizen
from webapp.tests.hostile.crowd import Newcomer, number

MAILS_A_DAY = 15


def bombed(newcomer: Newcomer, clock: ControllableClock, victim: str, order: int) -> list[int]:
    """Begin a sign-up with the victim's address from a network of its own, and ask for another code twice."""
    attacker = newcomer(f"203.0.{order}.1")
    attacker.email = victim
    return [attacker.fill_identity(nir=number(order)).status_code, *(asked_again(attacker, clock) for _ in range(2))]


def asked_again(attacker: Citizen, clock: ControllableClock) -> int:
    attacker.deliver()
    clock.advance(timedelta(minutes=1))
    attacker.get("/inscription/code")
    return attacker.post("/inscription/code/renvoi", {}).status_code


def test_address_gets_fifteen_codes_a_day_at_most(
    newcomer: Newcomer, citizen: Citizen, app_clock: ControllableClock, victim: str
) -> None:
    answers = [status for order in range(12) for status in bombed(newcomer, app_clock, victim, order)]
    citizen.email = victim
    assert 429 in answers
    assert len(citizen.deliver()) == MAILS_A_DAY


def test_spelling_the_address_otherwise_changes_nothing(newcomer: Newcomer, victim: str) -> None:
    spellings = [victim.upper(), victim.title(), f" {victim} ", victim]
    statuses = [
        newcomer(f"203.0.{order}.1").fill_identity(nir=number(order), email=spellings[order % 4]).status_code
        for order in range(12)
    ]
    assert statuses == [303] * 10 + [429] * 2


def test_sub_addresses_of_one_mailbox_are_one_address_and_mails_go_to_each_as_written(
    newcomer: Newcomer, citizen: Citizen, victim: str
) -> None:
    name = victim.partition("@")[0]
    statuses = [
        newcomer(f"203.0.{order}.1").fill_identity(nir=number(order), email=f"{name}+{order}@exemple.fr").status_code
        for order in range(12)
    ]
    assert statuses == [303] * 10 + [429] * 2
    assert newcomer("198.51.100.1").fill_identity(nir=number(20), email=victim).status_code == 429
    citizen.email = f"{name}+3@exemple.fr"
    assert len(citizen.deliver()) == 1


def test_refused_mail_is_told_to_who_asked(
    newcomer: Newcomer, app_clock: ControllableClock, victim: str
) -> None:
    [bombed(newcomer, app_clock, victim, order) for order in range(5)]
    attacker = newcomer("203.0.113.1")
    attacker.email = victim
    refused = attacker.fill_identity(nir=number(500))
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) <= 24 * 3600
    assert "Trop de codes ont été envoyés à cette adresse" in attacker.errors()


def test_owner_of_a_number_gets_four_warnings_a_day_at_most(
    citizen: Citizen, newcomer: Newcomer
) -> None:
    citizen.to_account()
    before = len(citizen.deliver())
    [newcomer(f"203.0.{order}.1").fill_identity(nir=NIR) for order in range(12)]
    assert len(citizen.deliver()) - before == 4
