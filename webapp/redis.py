"""Connections to Redis that fail soon: whoever uses it can do without, and nobody waits for it."""

from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

from webapp.settings import Settings


def connections(settings: Settings) -> ConnectionPool:
    """Return the connections of one process, made when they are needed."""
    seconds = settings.redis_timeout_seconds
    # One more try at once: the first may have met a connection that Redis closed long ago.
    return ConnectionPool.from_url(
        settings.redis_url.get_secret_value(),
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        retry=Retry(NoBackoff(), 1),
    )
