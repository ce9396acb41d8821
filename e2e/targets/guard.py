"""Keeps browsers from asking hosts that nobody named, and read-only tests from sending anything."""

import re
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import APIResponse, BrowserContext, Page, Request, Route

from e2e import deployment
from e2e.engines.reach import LOOPBACK

READING = frozenset({"GET", "HEAD"})
NETWORK = frozenset({"http", "https", "ws", "wss"})
RESOLVER_RULES = "--host-resolver-rules="
# What a service worker asks passes by every watch; tests of the worker itself take a context of their own.
_WITHOUT_WORKERS = "delete Navigator.prototype.serviceWorker"


class Guard:
    """Watches what browser contexts ask.

    Args:
        hosts: those that may be asked.
        only_reads: whether nothing may be sent.

    """

    def __init__(self, hosts: frozenset[str], *, only_reads: bool = False) -> None:
        self._hosts = hosts
        self._only_reads = only_reads
        self._complaints: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        """Watch a context from now on."""
        context.on("request", self._note)
        context.add_init_script(_WITHOUT_WORKERS)

    def complaints(self) -> list[str]:
        """Return the requests to other hosts, and those that are more than reading where pages are read alone."""
        return self._complaints

    def _note(self, request: Request) -> None:
        where = urlsplit(request.url)
        asked = f"{request.method} {where.scheme}://{where.netloc}{where.path}"
        is_elsewhere = where.scheme in NETWORK and where.hostname not in self._hosts
        if is_elsewhere or (self._only_reads and request.method not in READING):
            self._complaints.append(asked)


class Barrier(Guard):
    """Lets nothing leave for other hosts either; what no route sees, the engines hold back (e2e/engines/reach.py)."""

    def watch(self, context: BrowserContext) -> None:
        """Guard a context from now on."""
        super().watch(context)
        names = "|".join(re.escape(host) for host in sorted(self._hosts))
        context.route(re.compile(rf"^https?://(?!(?:{names})(?:[:/?#]|$))"), _stop)


class NotNamed(RuntimeError):
    """A page names a file of a host that nobody named."""


def fetched(page: Page, address: str) -> APIResponse:
    """Return a file that a page names, with the cookies of the page: such a question passes by every watch and route.

    Where it leads is not followed, to a host perhaps that nobody named.

    Raises:
        NotNamed: it stands elsewhere.

    """
    whole = urljoin(page.url, address)
    if urlsplit(whole).hostname not in named_hosts(page.url, deployment.read().hosts):
        raise NotNamed(f"{urlsplit(whole).hostname} is asked for a file")
    return page.request.get(whole, max_redirects=0)


def named_hosts(url: str, others: tuple[str, ...]) -> frozenset[str]:
    """Return the hosts that may be asked: the service's, and those that were named beside it."""
    return frozenset({urlsplit(url).hostname or "", *others})


def with_resolved(argument: str, hosts: frozenset[str]) -> str:
    """Return an argument of Chromium that forbids names so that these hosts are found."""
    if not argument.startswith(RESOLVER_RULES):
        return argument
    return ", ".join([argument, *(f"EXCLUDE {host}" for host in sorted(hosts - LOOPBACK))])


def _stop(route: Route) -> None:
    route.abort("accessdenied")
