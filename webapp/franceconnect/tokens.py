"""Reading what FranceConnect signs, and what FranceConnect+ encrypts as well.

Nothing of a token is believed before all of it holds: decryption, signature, algorithm, and the claims asked for. What
fails is named by a fact for the log, never by a value.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from joserfc import jwe, jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import ClaimsOption

from webapp.errors import FranceConnectRefused

CLOCK_SKEW_SECONDS = 10
ENCRYPTION_ALGORITHMS = ("RSA-OAEP-256", "ECDH-ES")
CONTENT_ENCRYPTION = "A256GCM"
_JWE_DOTS = 4

Claims = Mapping[str, Any]


class SigningKeys(Protocol):
    """The provider's public keys."""

    def known_keys(self) -> KeySet:
        """Return the keys at hand."""
        ...

    def fresh_keys(self) -> KeySet:
        """Return the keys as they are published now."""
        ...


class TokenReader:
    """Opens and verifies tokens.

    Args:
        our_keys: the private keys that FranceConnect+ encrypts to; None for FranceConnect, which does not encrypt.
        their_keys: the provider's public keys; fresh ones are asked for, once, where a key id is unknown.
        algorithms: the signature algorithms that are accepted.

    """

    def __init__(self, our_keys: KeySet | None, their_keys: SigningKeys, algorithms: tuple[str, ...]) -> None:
        self._our_keys = our_keys
        self._their_keys = their_keys
        self._algorithms = list(algorithms)

    def signed(self, token: str) -> str:
        """Return the signed token that stands in an encrypted one; without encryption, the token itself.

        Raises:
            FranceConnectRefused: it is not encrypted where it must be, or not to one of our keys.

        """
        try:
            return self._decrypted(token)
        except (JoseError, ValueError) as error:
            raise FranceConnectRefused(f"decryption {type(error).__name__}") from None

    def read(self, signed: str, now: datetime, checks: Mapping[str, ClaimsOption]) -> Claims:
        """Return the claims of a signed token, once they pass ``checks``. Ten seconds of clock skew are allowed.

        Raises:
            FranceConnectRefused: says which check failed.

        """
        try:
            claims = self._verified(signed)
            seconds = int(now.timestamp())
            jwt.JWTClaimsRegistry(now=seconds, leeway=CLOCK_SKEW_SECONDS, **checks).validate(claims)
        except JoseError as error:
            raise FranceConnectRefused(f"{error.error} {getattr(error, 'claim', '')}".strip()) from None
        except (ValueError, TypeError, KeyError) as error:
            raise FranceConnectRefused(type(error).__name__) from None
        return claims

    def _decrypted(self, token: str) -> str:
        if self._our_keys is None:
            return token
        if token.count(".") != _JWE_DOTS:
            raise FranceConnectRefused("not encrypted")
        # The provider repeats iss and aud in the header, which a strict registry would refuse.
        registry = jwe.JWERegistry(algorithms=[*ENCRYPTION_ALGORITHMS, CONTENT_ENCRYPTION], strict_check_header=False)
        return (jwe.decrypt_compact(token, self._our_keys, registry=registry).plaintext or b"").decode()

    def _verified(self, token: str) -> dict[str, Any]:
        try:
            return jwt.decode(token, self._their_keys.known_keys(), algorithms=self._algorithms).claims
        except InvalidKeyIdError:
            return jwt.decode(token, self._their_keys.fresh_keys(), algorithms=self._algorithms).claims
