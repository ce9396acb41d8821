"""A provider that does not answer keeps no thread of ours waiting at every click."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import Mock

import pytest
import requests

from fixtures.clock import ControllableClock
from webapp.errors import FranceConnectUnavailable
from webapp.franceconnect.published import KEPT_FOR, Published
from webapp.pause import PAUSE
from webapp.settings import Settings

DISCOVERY = {"authorization_endpoint": "https://fc.example/authorize", "jwks_uri": "https://fc.example/jwks"}
KEY = {"kty": "EC", "crv": "P-256", "kid": "une"} | {
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}

Ask = Callable[[Published], object]


def authorization(published: Published) -> object:
    return published.endpoint("authorization_endpoint")


def keys(published: Published) -> object:
    return published.known_keys().as_dict()


def answer(url: str, **_: object) -> Mock:
    return Mock(json=lambda: {"keys": [KEY]} if url.endswith("jwks") else DISCOVERY)


@pytest.fixture
def get(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Stand for the network, where the provider answers."""
    network = Mock(side_effect=answer)
    monkeypatch.setattr(requests, "get", network)
    return network


@pytest.fixture
def published(settings: Settings, app_clock: ControllableClock, get: Mock) -> Published:
    assert get.side_effect  # nothing here asks a real provider
    return Published(settings, app_clock)


def fall_silent(get: Mock) -> None:
    get.reset_mock()
    get.side_effect = requests.ReadTimeout


@pytest.mark.parametrize(("ask", "asked"), [(authorization, 1), (keys, 2)], ids=["endpoints", "keys"])
def test_what_is_at_hand_is_used_when_the_provider_falls_silent_and_it_is_asked_once_a_pause(
    published: Published, get: Mock, app_clock: ControllableClock, ask: Ask, asked: int
) -> None:
    known = ask(published)
    fall_silent(get)
    app_clock.advance(KEPT_FOR)
    assert [ask(published), ask(published)] == [known, known]
    assert get.call_count == asked
    app_clock.advance(PAUSE)
    assert [ask(published), ask(published)] == [known, known]
    assert get.call_count == 2 * asked


def test_nobody_is_sent_to_a_provider_that_no_longer_answers(
    published: Published, get: Mock, app_clock: ControllableClock
) -> None:
    assert published.way_to("authorization_endpoint") == DISCOVERY["authorization_endpoint"]
    fall_silent(get)
    app_clock.advance(KEPT_FOR)
    for _ in range(2):
        with pytest.raises(FranceConnectUnavailable):
            published.way_to("authorization_endpoint")
    assert get.call_count == 1


def test_provider_that_never_answered_is_not_waited_for_at_every_click(
    published: Published, get: Mock, app_clock: ControllableClock
) -> None:
    fall_silent(get)
    for _ in range(2):
        with pytest.raises(FranceConnectUnavailable):
            authorization(published)
    assert get.call_count == 1
    get.side_effect = answer
    app_clock.advance(PAUSE)
    assert authorization(published) == DISCOVERY["authorization_endpoint"]


def test_keys_that_may_be_former_ones_do_not_pass_for_those_published_now(
    published: Published, get: Mock, app_clock: ControllableClock
) -> None:
    keys(published)
    fall_silent(get)
    app_clock.advance(timedelta(minutes=1))
    with pytest.raises(FranceConnectUnavailable):
        published.fresh_keys()


def test_what_is_published_is_renewed_as_soon_as_the_provider_answers_again(
    published: Published, get: Mock, app_clock: ControllableClock
) -> None:
    authorization(published)
    fall_silent(get)
    app_clock.advance(KEPT_FOR)
    authorization(published)
    moved = {"authorization_endpoint": "https://fc.example/nouveau"}
    get.side_effect = lambda *_, **__: Mock(json=lambda: moved)
    app_clock.advance(PAUSE)
    assert authorization(published) == moved["authorization_endpoint"]
