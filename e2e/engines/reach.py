"""Keeps a browser from hosts that nobody named: what it asks of them goes to a proxy that is not there.

This is the browser's own setting. Playwright's routes see neither what a redirect leads to nor what a worker asks, and
in Firefox and WebKit those left for anywhere. Chromium has rules for its resolver instead (playwright.config).
"""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import ProxySettings

LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_NOWHERE = "127.0.0.1", 9  # the port of « discard », which nothing listens on
_BY_HAND = 1


def preferences_of_firefox(hosts: frozenset[str]) -> Mapping[str, Any]:
    """Return the preferences of a Firefox that reaches these hosts alone."""
    address, port = _NOWHERE
    return {
        "network.proxy.type": _BY_HAND,
        "network.proxy.http": address,
        "network.proxy.http_port": port,
        "network.proxy.ssl": address,
        "network.proxy.ssl_port": port,
        "network.proxy.no_proxies_on": ", ".join(sorted(hosts)),
        # Else the loopback's whole network goes past the proxy, and so does what the proxy does not answer.
        "network.proxy.allow_hijacking_localhost": True,
        "network.proxy.failover_direct": False,
    }


def arguments_of_minibrowser(hosts: frozenset[str]) -> list[str]:
    """Return the arguments of a MiniBrowser that reaches these hosts alone."""
    return [f"--proxy=http://{_NOWHERE[0]}:{_NOWHERE[1]}", *(f"--ignore-host={host}" for host in sorted(hosts))]


def proxy_of_playwright(hosts: frozenset[str]) -> ProxySettings:
    """Return Playwright's option for a browser of its own that reaches these hosts alone."""
    return {"server": f"http://{_NOWHERE[0]}:{_NOWHERE[1]}", "bypass": ",".join(sorted(hosts))}
