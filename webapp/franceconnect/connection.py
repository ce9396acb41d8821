"""A sign-in at FranceConnect and what comes of it, as a session remembers them, without the protocol."""

from dataclasses import dataclass, field

from webapp.franceconnect.identity import Identity


@dataclass(frozen=True)
class SignIn:
    """A sign-in under way: what the answer must come back with. Bound to one session and good for one callback."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)


@dataclass(frozen=True)
class Connection:
    """A finished sign-in: who it is, and what ends it at the provider."""

    identity: Identity
    id_token: str = field(repr=False)
