"""What a worker does every quarter of an hour: forget what is over, seal again under the new key, note the chain."""

import structlog

from webapp.clock import Clock
from webapp.database import Database
from webapp.operations import audit, retention, rotation
from webapp.security.keyring import Keyring

log = structlog.get_logger(__name__)


class Upkeep:
    """The work on one database that nobody waits for."""

    def __init__(self, database: Database, keyring: Keyring, clock: Clock) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock

    def run(self) -> None:
        """Do it once. Several workers may."""
        purged = retention.purge(self._database, self._clock)
        log.info("upkeep.purged", drafts=purged.drafts, sessions=purged.sessions, mails=purged.mails)
        audit.purge(self._database, self._keyring, self._clock)
        self.rotate()
        number, digest = audit.head(self._database)
        log.info("audit.head", number=number, digest=digest)

    def rotate(self) -> int:
        """Seal again what a former key sealed, and return how many values."""
        if not self._keyring.has_former_keys:
            return 0
        rotated = rotation.rotate(self._database, self._keyring)
        if rotated:
            log.info("keys.rotated", values=rotated)
            happening = audit.Happening(audit.Kind.KEYS_ROTATED, detail=str(rotated))
            with self._database.write() as session:
                audit.record(session, self._keyring, self._clock, happening)
        return rotated
