"""What was written while a clock was ahead holds for no longer once it is set right."""

from datetime import timedelta
from unittest.mock import Mock

import pytest

from fixtures.clock import ControllableClock
from webapp.errors import TooManyRequests
from webapp.franceconnect.published import Published
from webapp.services import Services
from webapp.settings import Settings
from webapp.tests.citizen import Citizen
from webapp.tests.conftest import KEY

AHEAD = timedelta(days=7)
RULE = "1 per hour"


def test_limit_that_was_reached_is_so_no_more(services: Services, app_clock: ControllableClock) -> None:
    app_clock.advance(AHEAD)
    services.limits.hit(RULE, "signup-global")
    app_clock.advance(-AHEAD)
    services.limits.check(RULE, "signup-global")
    services.limits.hit(RULE, "signup-global")
    with pytest.raises(TooManyRequests) as refusal:
        services.limits.hit(RULE, "signup-global")
    assert refusal.value.possible_at == app_clock.now() + timedelta(hours=1)


def test_limit_is_one_for_instances_whose_clocks_differ_by_seconds(
    services: Services, app_clock: ControllableClock
) -> None:
    services.limits.hit(RULE, "signup-global")
    app_clock.advance(timedelta(seconds=-20))
    with pytest.raises(TooManyRequests):
        services.limits.check(RULE, "signup-global")
    with pytest.raises(TooManyRequests):
        services.limits.hit(RULE, "signup-global")


def test_account_is_closed_after_half_an_hour_without_activity(citizen: Citizen, app_clock: ControllableClock) -> None:
    app_clock.advance(AHEAD)
    citizen.to_account()
    app_clock.advance(-AHEAD)
    assert citizen.get("/compte").status_code == 200
    app_clock.advance(timedelta(minutes=30))
    assert citizen.get("/compte").status_code == 303


def test_account_is_closed_after_twelve_hours_of_activity(citizen: Citizen, app_clock: ControllableClock) -> None:
    app_clock.advance(AHEAD)
    citizen.to_account()
    app_clock.advance(-AHEAD)
    citizen.get("/compte")
    assert [after_twenty_minutes(citizen, app_clock) for _ in range(36)] == [200] * 35 + [303]


def after_twenty_minutes(citizen: Citizen, clock: ControllableClock) -> int:
    clock.advance(timedelta(minutes=20))
    return citizen.get("/compte").status_code


def test_keys_of_the_provider_are_fetched_again(settings: Settings, app_clock: ControllableClock) -> None:
    published = Published(settings, app_clock)
    documents = [{"jwks_uri": "https://fc.example/keys"}, {"keys": [{"kty": "oct", "k": KEY.rstrip("=")}]}] * 3
    published.get = Mock(return_value=Mock(json=Mock(side_effect=documents)))  # type: ignore[method-assign]
    app_clock.advance(AHEAD)
    published.known_keys()
    app_clock.advance(-AHEAD)
    published.known_keys()
    assert published.get.call_count == 4
    app_clock.advance(timedelta(hours=-1))
    published.fresh_keys()
    assert published.get.call_count == 6
    published.fresh_keys()
    assert published.get.call_count == 6


def test_code_that_was_issued_ahead_is_over_and_another_may_be_sent(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    app_clock.advance(AHEAD)
    citizen.to_code()
    code = citizen.code()
    app_clock.advance(-AHEAD)
    citizen.get("/inscription/code")
    assert "Ce code a expiré" in citizen.page
    citizen.post("/inscription/code", {"code": code, "entry": "a form kept since"})
    assert "Ce code a expiré" in citizen.errors()
    assert citizen.post("/inscription/code/renvoi", {}).location == "/inscription/code?renvoi=1"
    assert citizen.enter(code).status_code == 422
    assert citizen.enter(citizen.code()).location == "/inscription/coordonnees"


def test_code_is_good_for_instances_whose_clocks_differ_by_seconds(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    citizen.to_code()
    app_clock.advance(timedelta(seconds=-59))
    assert citizen.post("/inscription/code/renvoi", {}).status_code == 422
    assert citizen.enter(citizen.code()).location == "/inscription/coordonnees"
