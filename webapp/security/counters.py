"""Where the hits of rate limits are counted: in Redis where there is one, else in the database.

Both count together for every process and machine, one atomic statement a hit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

import structlog
from limits import RateLimitItem
from limits.storage import RedisStorage, Storage
from limits.util import granularity_from_string
from redis import RedisError
from sqlalchemy import ColumnElement, Executable, bindparam, case, delete, or_, select
from sqlalchemy.exc import SQLAlchemyError

from webapp import redis
from webapp.clock import CLOCKS_DIFFER, Clock
from webapp.database import Database, Transaction, upsert
from webapp.models import Counter
from webapp.pause import Pause
from webapp.settings import Settings
from webapp.statements import Row

Result = TypeVar("Result")

log = structlog.get_logger(__name__)


_BY_KEY = select(Counter.hits, Counter.expires_at).where(Counter.key == bindparam("key"))


@dataclass(frozen=True)
class Hit:
    """An event that one rule counts: ``subject`` is the limit, ``name`` what it counts for, -1 gives one back."""

    rule: RateLimitItem
    subject: str
    name: str
    amount: int = 1

    @property
    def key(self) -> str:
        """Under which it is counted."""
        return self.rule.key_for(self.name)

    @property
    def seconds(self) -> int:
        """How long the rule's window is."""
        return self.rule.get_expiry()

    def is_over(self, counted: int) -> bool:
        """Tell whether the rule refuses it, being that many in its window; what is given back never is."""
        return self.amount > 0 and counted > self.rule.amount


def first_over(storage: Storage, hits: Sequence[Hit]) -> Hit | None:
    """Count in turn up to the first hit that goes over its rule, and return that one: those after it are not counted.

    What was never counted cannot be given back: a place given up in one network opens none in another.
    The database takes all in one transaction. They come in the same order everywhere, so that none waits in a circle.
    """
    if isinstance(storage, CounterStorage | FallbackStorage):
        return storage.first_over(hits)
    # Between the question and the answer another process may have given the last one back: -1 at worst, for a window.
    counted = (hit for hit in hits if hit.amount > 0 or storage.get(hit.key) > 0)
    return next((hit for hit in counted if hit.is_over(storage.incr(hit.key, hit.seconds, hit.amount))), None)


def counters(
    settings: Settings, database: Database, clock: Clock, on_failure: Callable[[], None] = lambda: None
) -> Storage:
    """Return the counters of a deployment; ``on_failure`` hears of each time that Redis does not answer."""
    in_database = CounterStorage(database, clock)
    address = settings.redis_url.get_secret_value()
    if not address:
        return in_database
    first = RedisStorage(address, redis.connections(settings))
    return FallbackStorage(first, in_database, clock, on_failure)


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
        with self._database.execute() as transaction:
            return self._count(transaction, key, expiry, amount)

    def first_over(self, hits: Sequence[Hit]) -> Hit | None:
        """Count in turn, in one transaction, up to the first that goes over its rule, and return that one."""
        with self._database.execute() as transaction:
            counted = ((hit, self._count(transaction, hit.key, hit.seconds, hit.amount)) for hit in hits)
            return next((hit for hit, count in counted if hit.is_over(count)), None)

    def get(self, key: str) -> int:
        """Return the hits of the present window."""
        counter = self._read(key)
        now = self._clock.now()
        return counter.hits if counter and now < counter.expires_at <= _farthest_end(now + _window_of(key)) else 0

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

    def _count(self, transaction: Transaction, key: str, expiry: float, amount: int) -> int:
        now = self._clock.now()
        end = now + timedelta(seconds=expiry)
        values = {"key": key, "amount": amount, "now": now, "end": end, "farthest": _farthest_end(end)}
        counter: Row = transaction.run(_counting(transaction.dialect), **values)
        hits: int = counter.hits
        return hits

    def _read(self, key: str) -> Row | None:
        return self._database.fetch(_BY_KEY, key=key)


@cache
def _counting(dialect_name: str) -> Executable:
    """Return the statement that counts: it is built once, for it runs several times a form."""
    amount, end = bindparam("amount", type_=Counter.hits.type), bindparam("end", type_=Counter.expires_at.type)
    is_over = or_(Counter.expires_at <= bindparam("now"), Counter.expires_at > bindparam("farthest"))
    begun, gone_on = _not_below_zero(amount), _not_below_zero(Counter.hits + amount)
    fresh = upsert(dialect_name, Counter).values(key=bindparam("key"), hits=begun, expires_at=end)
    counted = fresh.on_conflict_do_update(
        index_elements=[Counter.key],
        set_={
            "hits": case((is_over, begun), else_=gone_on),
            "expires_at": case((is_over, end), else_=Counter.expires_at),
        },
    )
    return counted.returning(Counter.hits)


def _farthest_end(end: datetime) -> datetime:
    """Return the latest end of a window under way, where one that began now had this end."""
    return end + CLOCKS_DIFFER


def _window_of(key: str) -> timedelta:
    """Return how long the window is that a key of the « limits » library ends with: « …/5/15/minute »."""
    _, multiples, granularity = key.rsplit("/", 2)
    return int(multiples) * timedelta(seconds=granularity_from_string(granularity).GRANULARITY.seconds)


def _not_below_zero(hits: ColumnElement[int]) -> ColumnElement[int]:
    return case((hits < 0, 0), else_=hits)


class FallbackStorage(Storage):
    """Counts in ``first``, and in ``second`` while the first does not answer.

    The second starts from nothing: whoever is counted gets each limit once more when the first goes, and once more
    when it comes back empty; never without limit.
    """

    STORAGE_SCHEME = ["inscription-fallback"]  # noqa: RUF012 - the library's own attribute

    def __init__(self, first: Storage, second: Storage, clock: Clock, on_failure: Callable[[], None]) -> None:
        super().__init__()
        self._first = first
        self._second = second
        self._pause = Pause(clock)
        self._on_failure = on_failure

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """What this storage raises when both are out of order."""
        return self._second.base_exceptions

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count ``amount`` hits in a window of ``expiry`` seconds and return the hits in it so far."""
        return self._ask(lambda storage: storage.incr(key, expiry, amount))

    def first_over(self, hits: Sequence[Hit]) -> Hit | None:
        """Count in turn up to the first that goes over its rule, and return that one."""
        return self._ask(lambda storage: first_over(storage, hits))

    def get(self, key: str) -> int:
        """Return the hits of the present window."""
        return self._ask(lambda storage: storage.get(key))

    def get_expiry(self, key: str) -> float:
        """Return the end of the present window, in seconds since 1970."""
        return self._ask(lambda storage: storage.get_expiry(key))

    def check(self) -> bool:
        """Tell whether one of the two answers."""
        return self._ask(lambda storage: storage.check())

    def reset(self) -> int | None:
        """Forget everything."""
        return self._ask(lambda storage: storage.reset())

    def clear(self, key: str) -> None:
        """Forget the hits of one key."""
        self._ask(lambda storage: storage.clear(key))

    def _ask(self, question: Callable[[Storage], Result]) -> Result:
        if not self._pause.lets_ask():
            return question(self._second)
        try:
            answer = question(self._first)
        except RedisError as error:
            self._leave_alone(error)
            return question(self._second)
        if self._pause.end():
            log.info("limits.back")
        return answer

    def _leave_alone(self, error: RedisError) -> None:
        self._on_failure()
        self._pause.begin()
        log.warning("limits.fell_back", error=type(error).__name__)
