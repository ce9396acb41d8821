"""What a worker does every quarter of an hour: forget what is over, seal again under the new key, note the chain."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from webapp.clock import Clock
from webapp.database import Database, upsert
from webapp.models import UpkeepJob
from webapp.operations import audit, retention
from webapp.operations.rotation import Rotation
from webapp.security.keyring import Keyring

# Less than the quarter of an hour between two turns: what is promised to be forgotten waits for no rotation, which
# takes hours where there are millions of values.
ROTATION_SHARE = timedelta(minutes=10)

log = structlog.get_logger(__name__)


class Upkeep:
    """The work on one database that nobody waits for."""

    def __init__(self, database: Database, keyring: Keyring, clock: Clock) -> None:
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._rotation = Rotation(database, keyring)
        self._jobs: dict[str, Callable[[], object]] = {
            "purge": self._purge,
            "journal_purge": self._purge_journal,
            "rotation": self._rotate_share,
            "journal_head": self._log_head,
        }

    def run(self) -> None:
        """Do it once, each job whatever became of the others. Several workers may."""
        for name, job in self._jobs.items():
            self._attempt(name, job)

    def _attempt(self, name: str, job: Callable[[], object]) -> None:
        try:
            job()
            self._note_success(name)
        except Exception as error:  # noqa: BLE001 - whatever broke, the other jobs are to be done
            log.error("housekeeping.failed", job=name, error=type(error).__name__)

    def _note_success(self, name: str) -> None:
        now = {"succeeded_at": self._clock.now()}
        with self._database.write() as session:
            noting = upsert(session.dialect, UpkeepJob).values(name=name, **now)
            session.execute(noting.on_conflict_do_update(index_elements=[UpkeepJob.name], set_=now))

    def _purge(self) -> None:
        purged = retention.purge(self._database, self._clock)
        log.info("upkeep.purged", drafts=purged.drafts, sessions=purged.sessions, mails=purged.mails)

    def _purge_journal(self) -> None:
        audit.purge(self._database, self._keyring, self._clock)

    def _log_head(self) -> None:
        log.info(audit.HEAD_EVENT, **audit.head(self._database)._asdict())

    def _rotate_share(self) -> None:
        began = self._clock.now()
        # Either way: a clock that is set right ends this share, and no more.
        self.rotate(lambda: abs(self._clock.now() - began) < ROTATION_SHARE)

    def rotate(self, goes_on: Callable[[], bool] = lambda: True) -> int:
        """Seal again what a former key sealed, as long as it ``goes_on``, and return how many values.

        What was left in the middle is gone on with; anew, it begins from the front.
        """
        if not self._keyring.has_former_keys:
            return 0
        rotated = self._rotation.go_on(goes_on)
        if rotated:
            log.info("keys.rotated", values=rotated)
            happening = audit.Happening(audit.Kind.KEYS_ROTATED, detail=str(rotated))
            with self._database.write() as session:
                audit.record(session, self._keyring, self._clock, happening)
        return rotated
