"""Keys and what is done with them: sealing personal data, and finding it again without opening it.

Sealing is AES-256-GCM. The first byte names the key, so that a new key can be put in front while the former
ones still open what they sealed. The place of a value (table, column and row) is its associated data: a sealed
value moved elsewhere does not open.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from webapp.settings import Settings, key_bytes

NONCE_BYTES = 12


class SealBroken(Exception):
    """A sealed value was altered, moved, or sealed under a key that is not here."""


class Keyring:
    """The keys of a deployment.

    Args:
        encryption_keys: master keys of 32 bytes or more by id (1 to 255); the first one seals.
        index_key: master key of the blind indexes and digests, 32 bytes or more.

    """

    def __init__(self, encryption_keys: Mapping[int, bytes], index_key: bytes) -> None:
        self.active_id = next(iter(encryption_keys))
        self._ciphers = {
            identifier: AESGCM(_derive(key, "seal")) for identifier, key in encryption_keys.items()
        }
        self._index_key = index_key
        self._digest_keys: dict[str, bytes] = {}

    @property
    def has_former_keys(self) -> bool:
        """Whether values sealed under another key than the first may be about."""
        return len(self._ciphers) > 1

    @classmethod
    def from_settings(cls, settings: Settings) -> "Keyring":
        """Build the keyring of a deployment."""
        keys = {identifier: key_bytes(key) for identifier, key in settings.encryption_keys.items()}
        return cls(keys, key_bytes(settings.index_key))

    def seal(self, plain: bytes, place: str) -> bytes:
        """Return ``plain`` encrypted for ``place`` (« table.column:row »)."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self.active_id].encrypt(nonce, plain, place.encode())
        return bytes([self.active_id]) + nonce + sealed

    def open(self, sealed: bytes, place: str) -> bytes:
        """Return what was sealed for ``place``.

        Raises:
            SealBroken: altered, moved from another place, or sealed under a key that is not here.

        """
        try:
            cipher = self._ciphers[sealed[0]]
            return cipher.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], place.encode())
        except (IndexError, KeyError, InvalidTag, ValueError) as error:
            raise SealBroken(place.partition(":")[0]) from error

    def seal_json(self, value: Any, place: str) -> bytes:
        """Seal ``value`` as JSON."""
        return self.seal(json.dumps(value, ensure_ascii=False).encode(), place)

    def open_json(self, sealed: bytes, place: str) -> Any:
        """Return the JSON value sealed for ``place``, or raise :class:`SealBroken`."""
        return json.loads(self.open(sealed, place))

    def digest(self, value: str, purpose: str) -> bytes:
        """Return a keyed digest of 32 bytes: equal values have equal digests, for one purpose only."""
        key = self._digest_keys.get(purpose)
        if key is None:
            key = self._digest_keys[purpose] = _derive(self._index_key, purpose)
        return hmac.digest(key, value.encode(), hashlib.sha256)


def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(master)
