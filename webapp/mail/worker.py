"""The process that delivers the mails and sweeps what is left over: ``python -m webapp.mail.worker``.

Ctrl-C and SIGTERM both let it finish the mail under way, so that a clean stop sends none twice.
"""

import logging
from datetime import datetime

from huey import Huey
from huey.consumer import Consumer, Scheduler

from webapp.clock import SystemClock
from webapp.database import Database
from webapp.mail.delivery import Delivery
from webapp.mail.queue import MailQueue, open_queue
from webapp.operations import logs
from webapp.operations.retention import purge
from webapp.security.keyring import Keyring
from webapp.settings import Settings

WORKERS = 2
IDLE_SECONDS = 0.5
SWEEP_SECONDS = 10
PURGE_MINUTES = 15


class SweepScheduler(Scheduler):  # type: ignore[misc] # huey has no types
    """huey's scheduler, looking at periodic tasks often enough for a citizen who waits for a code."""

    periodic_task_seconds = SWEEP_SECONDS


class MailConsumer(Consumer):  # type: ignore[misc] # huey has no types
    """huey's consumer with that scheduler."""

    scheduler_class = SweepScheduler


def build(settings: Settings) -> Huey:
    """Return the queue of a deployment with all its tasks."""
    clock, database, huey = SystemClock(), Database(settings.database_url), open_queue(settings)
    delivery = Delivery(settings, database, Keyring.from_settings(settings), clock)
    queue = MailQueue(huey, delivery)

    @huey.periodic_task(lambda _: True, name="sweep_mails")  # type: ignore[untyped-decorator] # huey has no types
    def sweep() -> None:
        delivery.sweep(queue.enqueue)

    @huey.periodic_task(_is_purge_time, name="purge")  # type: ignore[untyped-decorator] # huey has no types
    def forget() -> None:
        purge(database, clock)

    return huey


def main() -> None:
    """Deliver mails until a signal says to stop."""
    logging.basicConfig(level=logging.WARNING)
    logs.configure()
    settings = Settings()  # type: ignore[call-arg] # the environment gives the rest
    consumer = MailConsumer(build(settings), workers=WORKERS, max_delay=IDLE_SECONDS)
    consumer.run()
    # huey only waits for its threads after one of the two signals; this waits after both.
    consumer.stop(graceful=True)


def _is_purge_time(now: datetime) -> bool:
    return now.minute % PURGE_MINUTES == 0 and now.second < SWEEP_SECONDS


if __name__ == "__main__":
    main()
