"""Rate limits that every process and machine counts together (counters.py says where).

The rules are settings in the notation of the « limits » library, with its fixed windows. What is counted is named by
keyed digests: no counter holds an address or a number.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network

import structlog
from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from webapp.errors import TooManyRequests
from webapp.security.counters import Hit, first_over
from webapp.security.keyring import Keyring

# What one subscriber line has at least, and what one site has at most, as networks are given out.
IPV6_NETWORK_BITS = 64
NEIGHBOURHOOD_BITS = {4: 24, 6: 48}
UNKNOWN_NETWORK = "unknown"
DAY_SECONDS = 86_400

log = structlog.get_logger(__name__)


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


def neighbourhood_of(network: str) -> str:
    """Return what stands around a network of :func:`network_of`: a /24 of IPv4, a /48 of IPv6."""
    if network == UNKNOWN_NETWORK:
        return UNKNOWN_NETWORK
    address = ip_address(network.partition("/")[0])
    return str(ip_network((address, NEIGHBOURHOOD_BITS[address.version]), strict=False))


@dataclass(frozen=True)
class Event:
    """What a limit counts: its rules, a string such as « 5 per 15 minutes », its name, and by whom it is."""

    rules: str
    subject: str
    who: str = field(default="", repr=False)


class Limits:
    """Counts, and refuses what is over its rule.

    Args:
        storage: where hits are counted.
        keyring: names what is counted.
        on_refusal: hears which limit was reached.

    """

    def __init__(
        self, storage: Storage, keyring: Keyring, on_refusal: Callable[[str], None] = lambda _: None
    ) -> None:
        self._storage = storage
        self._limiter = FixedWindowRateLimiter(storage)
        self._keyring = keyring
        self._on_refusal = on_refusal

    def hit(self, rules: str, subject: str, *who: str) -> None:
        """Count one event of ``subject`` by ``who``.

        Raises:
            TooManyRequests: the event is over one of the rules, a string such as « 5 per 15 minutes ».

        """
        self.hit_in_turn(Event(rules, subject, "\n".join(who)))

    def hit_in_turn(self, *events: Event) -> None:
        """Count several events that happen at once, the first refusal leaving those after it uncounted.

        Raises:
            TooManyRequests: one of them is over one of its rules.

        """
        refused = first_over(self._storage, self._hits(events))
        if refused:
            raise self._refusal(refused.rule, refused.subject, refused.name)

    def is_repeated(self, rules: str, subject: str, *who: str) -> bool:
        """Count an event, and tell whether it is over one of the rules: where that is no reason to refuse anything."""
        return first_over(self._storage, self._hits([Event(rules, subject, "\n".join(who))])) is not None

    def check(self, rules: str, subject: str, *who: str) -> None:
        """Refuse where one event more would be over a rule, and count none.

        Raises:
            TooManyRequests: one of the rules is used up.

        """
        name = self._name(subject, who)
        for rule in _parsed(rules):
            if not self._limiter.test(rule, name):
                raise self._refusal(rule, subject, name)

    def give_back(self, *events: Event) -> None:
        """Uncount events that proved to be none of those that their rules are about."""
        first_over(self._storage, self._hits(events, amount=-1))

    def forget(self, rules: str, subject: str, *who: str) -> None:
        """Forget the events counted so far."""
        for rule in _parsed(rules):
            self._limiter.clear(rule, self._name(subject, who))

    def _hits(self, events: Iterable[Event], amount: int = 1) -> list[Hit]:
        named = ((event, self._name(event.subject, (event.who,))) for event in events)
        return [Hit(rule, event.subject, name, amount) for event, name in named for rule in _parsed(event.rules)]

    def _refusal(self, rule: RateLimitItem, subject: str, name: str) -> TooManyRequests:
        ends = self._limiter.get_window_stats(rule, name).reset_time
        log.warning("limit.reached", limit=subject)
        self._on_refusal(subject)
        is_daily = rule.get_expiry() >= DAY_SECONDS
        return TooManyRequests(datetime.fromtimestamp(ends, UTC), subject, is_daily=is_daily)

    def _name(self, subject: str, who: tuple[str, ...]) -> str:
        digest = self._keyring.digest("\n".join(who), "limits")
        return f"{subject}/{digest.hex()}"


@cache
def _parsed(rules: str) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(rules))
