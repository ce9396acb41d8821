"""Password hashes: argon2id, one at a time.

A hash takes twenty milliseconds of one core. Several at once in a process make every light page wait behind them,
and each holds its 19 MiB; so a process has one lane for them, a thread of lower priority.
"""

import os
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.settings import Settings

LANE_NICENESS = 5


def _lower_priority() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LANE_NICENESS)


class HashLane:
    """Makes and verifies argon2id hashes with the cost of the settings, one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.argon2_time_cost, memory_cost=settings.argon2_memory_kib, parallelism=1
        )
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="hash-lane", initializer=_lower_priority)

    @cached_property
    def _nobody(self) -> str:
        """A hash that no password matches, so that an unknown account takes as long as a known one."""
        return self._hasher.hash(secrets.token_urlsafe())

    def hash(self, password: str) -> str:
        """Return the argon2id hash of a normalised password, with its parameters and salt."""
        return self._lane.submit(self._hasher.hash, password).result()

    def verify(self, known_hash: str | None, password: str, *, stand_in: str | None = None) -> bool:
        """Tell whether the password made the hash; where there is none, takes the time of the one that stands in."""
        matches = self._lane.submit(self._verify, known_hash or stand_in or self._nobody, password).result()
        return matches and known_hash is not None

    def is_outdated(self, known_hash: str) -> bool:
        """Tell whether the hash was made with other parameters than those in force."""
        return self._hasher.check_needs_rehash(known_hash)

    def _verify(self, known_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(known_hash, password)
        except (VerificationError, InvalidHashError):
            return False
