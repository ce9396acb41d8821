"""The process that delivers the mails and sweeps what is left over: ``python -m webapp.mail.worker``.

Ctrl-C and SIGTERM both let it finish the mail under way, so that a clean stop sends none twice.
"""

import logging

from huey.consumer import Consumer

from webapp.clock import Clock, SystemClock
from webapp.database import Database
from webapp.mail.delivery import Delivery
from webapp.mail.housekeeping import Housekeeping
from webapp.mail.queue import MailQueue, open_queue
from webapp.operations import logs
from webapp.operations.upkeep import Upkeep
from webapp.security.keyring import Keyring
from webapp.settings import Settings

IDLE_SECONDS = 0.5


class MailConsumer(Consumer):  # type: ignore[misc] # huey has no types
    """huey's consumer, which says what kind of thing went wrong and not where in its own code."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        logging.getLogger("huey.consumer").addFilter(_without_traceback)


def main(clock: Clock | None = None) -> None:
    """Deliver mails until a signal says to stop, by the machine's clock unless another is given."""
    logging.basicConfig(level=logging.WARNING)
    logs.configure()
    settings = Settings()  # type: ignore[call-arg] # the environment gives the rest
    clock, database, huey = clock or SystemClock(), Database.from_settings(settings), open_queue(settings)
    keyring = Keyring.from_settings(settings)
    delivery = Delivery(settings, database, keyring, clock)
    upkeep = Upkeep(database, keyring, clock)
    housekeeping = Housekeeping(clock, delivery, MailQueue(huey, delivery), upkeep.run)
    consumer = MailConsumer(huey, workers=settings.mail_threads, max_delay=IDLE_SECONDS, periodic=False)
    housekeeping.start()
    consumer.run()
    # huey only waits for its threads after one of the two signals; this waits after both.
    consumer.stop(graceful=True)
    housekeeping.stop()


def _without_traceback(record: logging.LogRecord) -> bool:
    if record.exc_info and record.exc_info[0]:
        record.msg, record.args = f"{record.getMessage()} {record.exc_info[0].__name__}", ()
        record.exc_info = None
    return True


if __name__ == "__main__":
    main()
