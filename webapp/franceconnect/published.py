"""What the provider publishes: its endpoints and its signing keys, fetched once and kept for an hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from webapp.clock import Clock
from webapp.errors import FranceConnectUnavailable
from webapp.settings import Settings

KEPT_FOR = timedelta(hours=1)
# A key id that nobody knows must not make us ask at every request.
KEYS_REFRESH_INTERVAL = timedelta(seconds=30)


@dataclass(frozen=True)
class Fetched:
    """A published document, and when it was fetched."""

    content: Any
    at: datetime


class Published:
    """The provider's discovery document and keys.

    Two threads may fetch the same document at once: the last one stays, and both are right.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._issuer_url = settings.franceconnect_issuer.rstrip("/")
        self._timeout_seconds = settings.franceconnect_timeout_seconds
        self._clock = clock
        self._discovery: Fetched | None = None
        self._keys: Fetched | None = None

    def forget(self) -> None:
        """Drop what was fetched."""
        self._discovery = self._keys = None

    @property
    def issuer(self) -> str:
        """The issuer that tokens must name."""
        return self.endpoint("issuer")

    def endpoint(self, name: str) -> str:
        """Return a URL of the discovery document.

        Raises:
            FranceConnectUnavailable: discovery does not answer, or lacks it.

        """
        url = self._discovered().get(name)
        if not isinstance(url, str):
            raise FranceConnectUnavailable(f"discovery {name}")
        return url

    def known_keys(self) -> KeySet:
        """Return the keys at hand, fetched where there are none."""
        kept = self._keys
        return kept.content if kept and self._is_younger(kept, KEPT_FOR) else self._fetch_keys()

    def fresh_keys(self) -> KeySet:
        """Return the keys as they are published now: a token is signed by one that is not at hand."""
        kept = self._keys
        return kept.content if kept and self._is_younger(kept, KEYS_REFRESH_INTERVAL) else self._fetch_keys()

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

    def _discovered(self) -> Mapping[str, Any]:
        kept = self._discovery
        if kept is None or not self._is_younger(kept, KEPT_FOR):
            url = f"{self._issuer_url}/.well-known/openid-configuration"
            kept = self._discovery = Fetched(self._get_json(url), self._clock.now())
        found: Mapping[str, Any] = kept.content
        return found

    def _fetch_keys(self) -> KeySet:
        try:
            keys = KeySet.import_key_set(self._get_json(self.endpoint("jwks_uri")))
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise FranceConnectUnavailable(f"jwks {type(error).__name__}") from None
        self._keys = Fetched(keys, self._clock.now())
        return keys

    def _get_json(self, url: str) -> Any:
        try:
            content = self.get(url, {"Accept": "application/json"}).json()
        except ValueError:
            raise FranceConnectUnavailable("malformed JSON") from None
        if not isinstance(content, dict):
            raise FranceConnectUnavailable("malformed JSON")
        return content

    def _is_younger(self, fetched: Fetched, age: timedelta) -> bool:
        # What is from a time to come was fetched under a clock that was ahead.
        return timedelta(0) <= self._clock.now() - fetched.at < age
