"""The provider's endpoints, found by discovery, and the three exchanges of a sign-in.

FranceConnect+ and FranceConnect speak the same protocol; they differ in level, signature and encryption.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from webapp.clock import Clock
from webapp.errors import FranceConnectRefused, FranceConnectUnavailable
from webapp.franceconnect import encryption_keys, identity
from webapp.franceconnect.connection import Connection, SignIn
from webapp.franceconnect.published import Published
from webapp.franceconnect.tokens import Claims, TokenReader
from webapp.settings import Settings

SCOPE = "openid given_name family_name preferred_username birthdate gender email"

# What differs between the two: the level asked for, those accepted, and the signatures.
_ACCEPTED_LEVELS = {"plus": ["eidas2", "eidas3"], "standard": ["eidas1", "eidas2", "eidas3"]}
_SIGNATURES = {"plus": ("ES256",), "standard": ("ES256", "RS256")}


class Provider:
    """One FranceConnect or FranceConnect+, as the settings name it.

    Raises:
        ValueError: the encryption keys of FranceConnect+ cannot be read.

    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._level = settings.franceconnect_level
        self._our_keys = encryption_keys.from_settings(settings) if self._level == "plus" else None
        self._published = Published(settings, clock)
        self._reader = TokenReader(self._our_keys, self._published, _SIGNATURES[self._level])

    @property
    def published_keys(self) -> dict[str, Any]:
        """Our public encryption keys: only the first is offered, the others still open what is under way."""
        if self._our_keys is None:
            return {"keys": []}
        first = self._our_keys.keys[0]
        return {"keys": [first.as_dict(private=False)]}

    def forget_published(self) -> None:
        """Ask again for what the provider publishes, at the next need."""
        self._published.forget()

    def authorization_url(self, sign_in: SignIn) -> str:
        """Return where the browser signs in.

        Raises:
            FranceConnectUnavailable: discovery does not answer.

        """
        url, _ = self._client().create_authorization_url(
            self._published.way_to("authorization_endpoint"),
            state=sign_in.state,
            nonce=sign_in.nonce,
            acr_values=_ACCEPTED_LEVELS[self._level][0],
        )
        return str(url)

    def check_issuer(self, named: Sequence[str]) -> None:
        """Check that a callback which names its issuer comes from this one: mix-up attacks (RFC 9207, section 2.4).

        Raises:
            FranceConnectRefused: it names another one.
            FranceConnectUnavailable: discovery does not answer.

        """
        if set(named) - {self._published.issuer if named else ""}:
            raise FranceConnectRefused("iss")

    def connect(self, code: str, sign_in: SignIn) -> Connection:
        """Exchange the callback's code for the citizen's identity.

        Raises:
            FranceConnectUnavailable: an endpoint does not answer, or answers what cannot be read.
            FranceConnectRefused: an answer does not hold.

        """
        tokens = self._exchange(code)
        id_token = self._reader.signed(_text(tokens, "id_token"))
        access_token = _text(tokens, "access_token")
        claims = self._read_id_token(id_token, sign_in)
        _check_binding(claims, access_token)
        person = self._userinfo(access_token, str(claims["sub"]))
        return Connection(identity.from_claims(person), id_token)

    def logout_url(self, id_token: str, state: str) -> str:
        """Return where the browser ends its session at the provider: all three parameters are mandatory.

        Raises:
            FranceConnectUnavailable: discovery does not answer.

        """
        query = urlencode(
            {
                "id_token_hint": id_token,
                "state": state,
                "post_logout_redirect_uri": self._settings.franceconnect_logout_uri,
            }
        )
        return f"{self._published.way_to('end_session_endpoint')}?{query}"

    def _client(self) -> OAuth2Session:
        settings = self._settings
        return OAuth2Session(
            settings.franceconnect_client_id,
            settings.franceconnect_client_secret.get_secret_value(),
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method
            scope=SCOPE,
            redirect_uri=settings.franceconnect_redirect_uri,
            leeway=0,
            default_timeout=settings.franceconnect_timeout_seconds,
        )

    def _exchange(self, code: str) -> Mapping[str, Any]:
        try:
            tokens: Mapping[str, Any] = self._client().fetch_token(
                self._published.endpoint("token_endpoint"), code=code, grant_type="authorization_code"
            )
        except OAuthError as error:
            raise FranceConnectRefused(f"token {error.error}") from None
        except (requests.RequestException, ValueError) as error:
            raise FranceConnectUnavailable(f"token {type(error).__name__}") from None
        return tokens

    def _read_id_token(self, id_token: str, sign_in: SignIn) -> Claims:
        checks = {
            **self._origin(),
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
            "nonce": {"essential": True, "value": sign_in.nonce},
            "acr": {"essential": True, "values": _ACCEPTED_LEVELS[self._level]},
        }
        return self._reader.read(id_token, self._clock.now(), checks)

    def _userinfo(self, access_token: str, sub: str) -> Claims:
        url = self._published.endpoint("userinfo_endpoint")
        answer = self._published.get(url, {"Authorization": f"Bearer {access_token}"})
        checks = {**self._origin(), "sub": {"essential": True, "value": sub}}
        return self._reader.read(self._reader.signed(answer.text.strip()), self._clock.now(), checks)

    def _origin(self) -> dict[str, Any]:
        return {
            "iss": {"essential": True, "value": self._published.issuer},
            "aud": {"essential": True, "value": self._settings.franceconnect_client_id},
        }


def _text(tokens: Mapping[str, Any], name: str) -> str:
    value = tokens.get(name)
    if not isinstance(value, str):
        raise FranceConnectRefused(f"{name} missing")
    return value


def _check_binding(claims: Claims, access_token: str) -> None:
    """Refuse an access token other than the one that the id_token names, where it names one (OpenID Connect 3.1.3.8).

    The digest is SHA-256's: every accepted signature is one of the 256 family.
    """
    digest = hashlib.sha256(access_token.encode()).digest()
    expected = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    named = claims.get("at_hash", expected)
    if not isinstance(named, str) or not hmac.compare_digest(named.encode(), expected.encode()):
        raise FranceConnectRefused("at_hash")
