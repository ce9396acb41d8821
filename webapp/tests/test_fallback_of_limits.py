"""Limits are counted elsewhere for a pause where Redis fails, and for no longer whatever a clock has said."""

from datetime import timedelta
from unittest.mock import Mock

from limits.storage import MemoryStorage
from redis.exceptions import ConnectionError as RedisGone

from fixtures.clock import ControllableClock
from webapp.pause import PAUSE
from webapp.security.counters import FallbackStorage


def test_redis_is_asked_again_after_a_clock_that_was_ahead_is_set_right(app_clock: ControllableClock) -> None:
    first = Mock(incr=Mock(side_effect=[RedisGone(), 1, 2]))
    storage = FallbackStorage(first, MemoryStorage(), app_clock, Mock())
    app_clock.advance(timedelta(days=7))
    storage.incr("key", 60)
    app_clock.advance(timedelta(days=-7))
    storage.incr("key", 60)
    assert first.incr.call_count == 2


def test_redis_is_left_alone_for_a_pause(app_clock: ControllableClock) -> None:
    first = Mock(incr=Mock(side_effect=[RedisGone(), 1, 2]))
    storage = FallbackStorage(first, MemoryStorage(), app_clock, Mock())
    storage.incr("key", 60)
    app_clock.advance(PAUSE - timedelta(seconds=1))
    storage.incr("key", 60)
    assert first.incr.call_count == 1
    app_clock.advance(timedelta(seconds=1))
    storage.incr("key", 60)
    assert first.incr.call_count == 2


def test_redis_that_is_asked_again_keeps_one_thread_waiting_and_no_other(app_clock: ControllableClock) -> None:
    first = Mock(incr=Mock(side_effect=RedisGone))
    storage = FallbackStorage(first, MemoryStorage(), app_clock, Mock())

    def fail_late(*_: object) -> int:
        first.incr.side_effect = RedisGone
        storage.incr("of another thread meanwhile", 60)
        raise RedisGone

    storage.incr("key", 60)
    app_clock.advance(PAUSE)
    first.incr.side_effect = fail_late
    storage.incr("key", 60)
    assert first.incr.call_count == 2
