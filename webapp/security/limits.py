"""Rate limits that every process and machine counts together (counters.py says where).

The rules are settings in the notation of the « limits » library, with its fixed windows. What is counted is named by
keyed digests: no counter holds an address or a number.
"""

from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network

from limits import parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from webapp.errors import TooManyRequests
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


class Limits:
    """Counts, and refuses what is over its rule."""

    def __init__(self, storage: Storage, keyring: Keyring) -> None:
        self._limiter = FixedWindowRateLimiter(storage)
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
