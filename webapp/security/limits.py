"""Rate limits that every process and machine counts together, in the database.

The rules are settings in the notation of the « limits » library; its fixed windows are kept here in one table, one
atomic statement a hit. What is counted is named by keyed digests: the table holds no address and no number.
"""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from limits import parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case, delete, select
from sqlalchemy.exc import SQLAlchemyError

from webapp.clock import Clock
from webapp.database import Database, upsert
from webapp.errors import TooManyRequests
from webapp.models import Counter
from webapp.security.keyring import Keyring

IPV6_NETWORK_BITS = 64
UNKNOWN_NETWORK = "unknown"


def network_of(address: str | None) -> str:
    """Return what is counted as one network: an IPv4 address, or the /64 of an IPv6 one.

    What a proxy wrote that is neither counts as one network too.
    """
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return UNKNOWN_NETWORK
    if isinstance(parsed, IPv6Address):
        # A server that listens to both families sees IPv4 addresses written as IPv6: « ::ffff:192.0.2.1 ».
        return str(parsed.ipv4_mapped or ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
    return str(parsed)


class CounterStorage(Storage):
    """The storage of the « limits » library on our own table and clock."""

    STORAGE_SCHEME = ["inscription"]  # noqa: RUF012 - the library's own attribute

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__()
        self._database = database
        self._clock = clock

    @property
    def base_exceptions(self) -> type[Exception]:
        """What this storage raises when it is out of order."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count ``amount`` hits in a window of ``expiry`` seconds and return the hits in it so far."""
        now = self._clock.now()
        fresh = {"key": key, "hits": amount, "expires_at": now + timedelta(seconds=expiry)}
        is_over = Counter.expires_at <= now
        with self._database.write() as session:
            statement = upsert(session, Counter).values(**fresh)
            counted = statement.on_conflict_do_update(
                index_elements=[Counter.key],
                set_={
                    "hits": case((is_over, amount), else_=Counter.hits + amount),
                    "expires_at": case((is_over, fresh["expires_at"]), else_=Counter.expires_at),
                },
            )
            return session.execute(counted.returning(Counter.hits)).scalar_one()

    def get(self, key: str) -> int:
        """Return the hits of the present window."""
        counter = self._read(key)
        return counter.hits if counter and counter.expires_at > self._clock.now() else 0

    def get_expiry(self, key: str) -> float:
        """Return the end of the present window, in seconds since 1970."""
        counter = self._read(key)
        return (counter.expires_at if counter else self._clock.now()).timestamp()

    def check(self) -> bool:
        """Tell whether the storage answers."""
        self._read("")
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        with self._database.write() as session:
            session.execute(delete(Counter))
        return None

    def clear(self, key: str) -> None:
        """Forget the hits of one key."""
        with self._database.write() as session:
            session.execute(delete(Counter).where(Counter.key == key))

    def _read(self, key: str) -> Counter | None:
        with self._database.read() as session:
            return session.scalar(select(Counter).where(Counter.key == key))


class Limits:
    """Counts, and refuses what is over its rule."""

    def __init__(self, database: Database, clock: Clock, keyring: Keyring) -> None:
        self._storage = CounterStorage(database, clock)
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._keyring = keyring

    def hit(self, rules: str, subject: str, *who: str) -> None:
        """Count one event of ``subject`` by ``who``.

        Raises:
            TooManyRequests: the event is over one of the rules, a string such as « 5 per 15 minutes ».

        """
        name = self._name(subject, who)
        for rule in parse_many(rules):
            if not self._limiter.hit(rule, name):
                ends = self._limiter.get_window_stats(rule, name).reset_time
                raise TooManyRequests(datetime.fromtimestamp(ends, UTC))

    def forget(self, rules: str, subject: str, *who: str) -> None:
        """Forget the events counted so far."""
        for rule in parse_many(rules):
            self._limiter.clear(rule, self._name(subject, who))

    def _name(self, subject: str, who: tuple[str, ...]) -> str:
        digest = self._keyring.digest("\n".join(who), "limits")
        return f"{subject}/{digest.hex()}"
