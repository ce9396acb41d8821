"""One attacker behind an address that many share: what the others can still do, in numbers (docs/limits.md)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from fixtures.clock import ControllableClock
from webapp.models import Counter
from webapp.security.limits import neighbourhood_of
from webapp.services import Services
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.hostile.crowd import Newcomer, at, moved, number

SHARED, NEIGHBOUR, ELSEWHERE = "192.0.2.1", "192.0.2.2", "198.51.100.1"
WRONG = "Autre-chose-7-Autre"


def begun(newcomer: Newcomer, network: str, order: int) -> int:
    """Begin a sign-up that nobody goes on with; return the status of the answer."""
    return newcomer(network).fill_identity(nir=number(order)).status_code


def wrong_sign_ins(attacker: Citizen, orders: range) -> list[int]:
    return [attacker.sign_in(number(order), WRONG).status_code for order in orders]


def test_sign_ups_that_are_confirmed_take_no_place_from_those_behind_the_same_address(newcomer: Newcomer) -> None:
    [newcomer(SHARED).to_contact(nir=number(order)) for order in range(25)]
    assert begun(newcomer, SHARED, 25) == 303


def test_sign_ups_that_nobody_finishes_close_the_address_for_ten_minutes_at_most(
    newcomer: Newcomer, app_clock: ControllableClock
) -> None:
    statuses = [begun(newcomer, SHARED, order) for order in range(21)]
    citizen = newcomer(SHARED)
    refused = citizen.fill_identity(nir=number(30))
    assert statuses == [303] * 20 + [429]
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    assert "réessayez à 10 h 40" in citizen.errors().replace("\u00a0", " ")
    assert (citizen.value("birth_name"), citizen.deliver()) == ("Le Goff", [])
    app_clock.advance(timedelta(minutes=10))
    assert citizen.fill_identity(nir=number(30)).status_code == 303


def test_signups_confirmed_from_another_network_open_no_place_there(newcomer: Newcomer) -> None:
    [confirmed_elsewhere(newcomer(SHARED), order) for order in range(5)]
    statuses = [begun(newcomer, ELSEWHERE, order) for order in range(10, 31)]
    assert statuses == [303] * 20 + [429]


def confirmed_elsewhere(citizen: Citizen, order: int) -> None:
    citizen.to_code(nir=number(order))
    at(citizen, ELSEWHERE).enter(citizen.code())


def test_neighbours_of_an_attacker_lose_nothing_by_what_was_refused(newcomer: Newcomer) -> None:
    [begun(newcomer, SHARED, order) for order in range(40)]
    assert begun(newcomer, NEIGHBOUR, 41) == 303


def test_refused_sign_in_says_when_and_keeps_the_other_ways_open(newcomer: Newcomer) -> None:
    attacker = newcomer(SHARED)
    wrong_sign_ins(attacker, range(101))
    assert "vous pourrez réessayer à 11 h 30" in attacker.errors().replace("\u00a0", " ")
    assert 'href="/inscription/identite"' in attacker.page


def test_wrong_sign_ins_of_an_attacker_do_not_lock_out_who_signed_in_here_before(
    citizen: Citizen, newcomer: Newcomer
) -> None:
    at(citizen, SHARED).to_account()
    citizen.post("/deconnexion", {})
    statuses = wrong_sign_ins(newcomer(SHARED), range(110))
    assert (statuses[:100], statuses[100:]) == ([422] * 100, [429] * 10)
    assert at(citizen, SHARED).sign_in().location == "/compte"


def test_refusals_do_not_tell_whose_account_was_opened_here_before(citizen: Citizen, newcomer: Newcomer) -> None:
    at(citizen, SHARED).to_account()
    attacker = newcomer(SHARED)
    wrong_sign_ins(attacker, range(100))
    answers = [attacker.sign_in(tried, WRONG) for tried in (NIR, number(200))]
    assert [answer.status_code for answer in answers] == [429, 429]


def test_who_never_signed_in_here_waits_an_hour_at_most_and_signs_in_elsewhere(
    citizen: Citizen, newcomer: Newcomer, app_clock: ControllableClock
) -> None:
    at(citizen, ELSEWHERE).to_account()
    citizen.post("/deconnexion", {})
    wrong_sign_ins(newcomer(SHARED), range(100))
    refused = at(citizen, SHARED).sign_in()
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert at(citizen, NEIGHBOUR).sign_in().location == "/compte"
    citizen.post("/deconnexion", {})
    app_clock.advance(timedelta(hours=1))
    assert at(citizen, SHARED).sign_in().location == "/compte"


def test_right_sign_ins_take_no_place_from_those_behind_the_same_address(
    citizen: Citizen, services: Services
) -> None:
    at(citizen, SHARED).to_account()
    statuses = [signed_in_again(citizen) for _ in range(30)]
    assert set(statuses) == {303}
    with services.database.read() as session:
        counted = session.execute(select(Counter.key, Counter.hits).where(Counter.hits > 0)).all()
    assert [key for key, _ in counted if "sign-in" in key] == []


def test_right_sign_in_that_its_network_would_refuse_gives_no_place_of_the_others_back(
    make_app: MakeApp, citizen: Citizen, newcomer: Newcomer, services: Services
) -> None:
    limited = make_app(sign_in_network_limit="2 per hour")
    at(citizen, SHARED).to_account()
    wrong_sign_ins(moved(newcomer(SHARED), limited), range(2))
    assert moved(at(citizen, SHARED), limited).sign_in().location == "/compte"
    with services.database.read() as session:
        around = session.scalars(select(Counter.hits).where(Counter.key.contains("sign-in-neighbourhood"))).all()
    assert around == [2]


def signed_in_again(citizen: Citizen) -> int:
    citizen.post("/deconnexion", {})
    return citizen.sign_in().status_code


def test_number_attacked_from_everywhere_still_opens_where_it_was_opened_before(
    citizen: Citizen, newcomer: Newcomer
) -> None:
    at(citizen, SHARED).to_account()
    citizen.post("/deconnexion", {})
    attacker = newcomer(ELSEWHERE)
    statuses = [at(attacker, f"203.0.113.{host}").sign_in(NIR, WRONG).status_code for host in range(60)]
    assert (statuses[:50], statuses[50:]) == ([422] * 50, [429] * 10)
    assert at(attacker, ELSEWHERE).sign_in(NIR, PASSWORD).status_code == 429
    assert at(citizen, SHARED).sign_in().location == "/compte"


def test_known_network_is_no_door_for_guessing(
    citizen: Citizen, newcomer: Newcomer, app_clock: ControllableClock
) -> None:
    at(citizen, SHARED).to_account()
    attacker = newcomer(SHARED)
    statuses = [status for _ in range(20) for status in quarter_of_guesses(attacker, app_clock)]
    assert statuses.count(422) == 30


def quarter_of_guesses(attacker: Citizen, clock: ControllableClock) -> list[int]:
    statuses = [attacker.sign_in(NIR, WRONG).status_code for _ in range(6)]
    clock.advance(timedelta(minutes=15))
    return statuses


def test_only_the_last_five_networks_are_known(citizen: Citizen, newcomer: Newcomer) -> None:
    at(citizen, SHARED).to_account()
    later = [f"192.0.2.{host}" for host in range(10, 15)]
    [signed_in_again(at(citizen, network)) for network in later]
    attacker = newcomer(ELSEWHERE)
    [at(attacker, f"203.0.113.{host}").sign_in(NIR, WRONG) for host in range(50)]
    assert signed_in_again(at(citizen, SHARED)) == 429
    assert signed_in_again(at(citizen, later[0])) == 303


@pytest.mark.parametrize(
    ("network", "around"),
    [
        ("192.0.2.1", "192.0.2.0/24"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("unknown", "unknown"),
        ("::/64", "::/48"),
    ],
)
def test_neighbourhood_of_a_network(network: str, around: str) -> None:
    assert neighbourhood_of(network) == around


def test_attacker_with_many_addresses_reaches_the_limit_of_the_neighbourhood(
    make_app: MakeApp, newcomer: Newcomer
) -> None:
    limited = make_app(signup_network_limit="5 per hour", signup_neighbourhood_limit="12 per hour")
    networks = [f"2001:db8:1:{place:x}::{order}" for place in range(3) for order in range(5)]
    attackers = [moved(newcomer(network), limited) for network in networks]
    statuses = [attacker.fill_identity(nir=number(order)).status_code for order, attacker in enumerate(attackers)]
    assert statuses == [303] * 12 + [429] * 3
    assert moved(newcomer("2001:db8:2::1"), limited).fill_identity(nir=number(30)).status_code == 303


def test_limit_of_all_together_holds_too(make_app: MakeApp, newcomer: Newcomer) -> None:
    limited = make_app(signup_global_limit="3 per hour")
    citizens = [moved(newcomer(f"198.51.{order}.1"), limited) for order in range(4)]
    statuses = [citizen.fill_identity(nir=number(order)).status_code for order, citizen in enumerate(citizens)]
    assert statuses == [303, 303, 303, 429]
