"""The keys to which FranceConnect+ encrypts: made here, kept in the settings, published as JWKS.

Rotation without an outage: append the new key on every instance, then put it in front (it is published), then drop
the former one once FranceConnect has fetched the new one and no token of before is under way.
"""

import json
from datetime import datetime

from joserfc.jwk import ECKey, KeySet

from webapp.settings import Settings


def new_key_set(now: datetime) -> str:
    """Return a JWK set that holds one new private key, named by its day, as the setting takes it."""
    key = ECKey.generate_key("P-256", {"use": "enc", "alg": "ECDH-ES", "kid": f"{now:%Y%m%d%H%M%S}"})
    return json.dumps(KeySet([key]).as_dict(private=True), separators=(",", ":"))


def from_settings(settings: Settings) -> KeySet:
    """Return the private keys of a deployment.

    Raises:
        ValueError: they are no JWK set.

    """
    return KeySet.import_key_set(json.loads(settings.franceconnect_encryption_keys.get_secret_value()))
