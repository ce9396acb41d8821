"""What the provider publishes: its endpoints and its signing keys, fetched once and kept for an hour.

Where it does not answer, what is at hand goes on being used for those who come back from it: it rarely changes, and
waiting for it costs a thread. Nobody is sent to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from webapp.clock import Clock
from webapp.errors import FranceConnectUnavailable
from webapp.pause import Pause
from webapp.settings import Settings

KEPT_FOR = timedelta(hours=1)
# A key id that nobody knows must not make us ask at every request.
KEYS_REFRESH_INTERVAL = timedelta(seconds=30)

log = structlog.get_logger()


@dataclass(frozen=True)
class Fetched:
    """A published document, and when it was fetched."""

    content: Any
    at: datetime


class Document:
    """One published document, which a provider that does not answer is not asked for at every request.

    Two threads may fetch it at once: the last one stays, and both are right.
    """

    def __init__(self, fetch: Callable[[], Any], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self.forget()

    def forget(self) -> None:
        """Drop what was fetched, and that the provider did not answer."""
        self._kept: Fetched | None = None
        self._pause = Pause(self._clock)

    def known(self) -> Any:
        """Return the document at hand, fetched again after an hour where the provider answers.

        Raises:
            FranceConnectUnavailable: it does not answer, and nothing is at hand.

        """
        kept = self._kept
        if kept and self._is_younger(kept, KEPT_FOR):
            return kept.content
        try:
            return self._fetched()
        except FranceConnectUnavailable:
            if kept is None:
                raise
            return kept.content

    def fresh(self, age: timedelta) -> Any:
        """Return the document as it is published now, give or take ``age``.

        Raises:
            FranceConnectUnavailable: the provider does not answer, or did not a moment ago.

        """
        kept = self._kept
        return kept.content if kept and self._is_younger(kept, age) else self._fetched()

    def _fetched(self) -> Any:
        if not self._pause.lets_ask():
            raise FranceConnectUnavailable("left alone")
        try:
            content = self._fetch()
        except FranceConnectUnavailable as failure:
            self._pause.begin()
            log.warning("franceconnect.left_alone", reason=failure.reason)
            raise
        self._pause.end()
        self._kept = Fetched(content, self._clock.now())
        return content

    def _is_younger(self, fetched: Fetched, age: timedelta) -> bool:
        # What is from a time to come was fetched under a clock that was ahead.
        return timedelta(0) <= self._clock.now() - fetched.at < age


class Published:
    """The provider's discovery document and keys."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._issuer_url = settings.franceconnect_issuer.rstrip("/")
        self._timeout_seconds = settings.franceconnect_timeout_seconds
        self._discovery = Document(self._fetch_discovery, clock)
        self._keys = Document(self._fetch_keys, clock)

    def forget(self) -> None:
        """Drop what was fetched."""
        self._discovery.forget()
        self._keys.forget()

    @property
    def issuer(self) -> str:
        """The issuer that tokens must name."""
        return self.endpoint("issuer")

    def endpoint(self, name: str) -> str:
        """Return a URL of the discovery document.

        Raises:
            FranceConnectUnavailable: discovery does not answer, or lacks it.

        """
        return _url_of(self._discovery.known(), name)

    def way_to(self, name: str) -> str:
        """Return a URL that browsers are sent to: where nobody answers there, they are better off here.

        Raises:
            FranceConnectUnavailable: discovery does not answer, or did not a moment ago, or lacks it.

        """
        return _url_of(self._discovery.fresh(KEPT_FOR), name)

    def known_keys(self) -> KeySet:
        """Return the keys at hand, fetched where there are none."""
        keys: KeySet = self._keys.known()
        return keys

    def fresh_keys(self) -> KeySet:
        """Return the keys as they are published now: a token is signed by one that is not at hand."""
        keys: KeySet = self._keys.fresh(KEYS_REFRESH_INTERVAL)
        return keys

    def get(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        """Return the answer of an endpoint.

        Raises:
            FranceConnectUnavailable: it does not answer in time, or answers with an error.

        """
        try:
            response = requests.get(url, headers=headers, timeout=self._timeout_seconds, allow_redirects=False)
            response.raise_for_status()
        except requests.RequestException as error:
            raise FranceConnectUnavailable(f"get {type(error).__name__}") from None
        return response

    def _fetch_discovery(self) -> Any:
        return self._get_json(f"{self._issuer_url}/.well-known/openid-configuration")

    def _fetch_keys(self) -> KeySet:
        try:
            return KeySet.import_key_set(self._get_json(self.endpoint("jwks_uri")))
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise FranceConnectUnavailable(f"jwks {type(error).__name__}") from None

    def _get_json(self, url: str) -> Any:
        try:
            content = self.get(url, {"Accept": "application/json"}).json()
        except ValueError:
            raise FranceConnectUnavailable("malformed JSON") from None
        if not isinstance(content, dict):
            raise FranceConnectUnavailable("malformed JSON")
        return content


def _url_of(discovery: Mapping[str, Any], name: str) -> str:
    url = discovery.get(name)
    if not isinstance(url, str):
        raise FranceConnectUnavailable(f"discovery {name}")
    return url
