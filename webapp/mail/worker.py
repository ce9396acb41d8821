"""The process that delivers the mails and sweeps what is left over: ``python -m webapp.mail.worker``.

Ctrl-C, SIGTERM and SIGHUP let it finish the mail under way, so that a clean stop sends none twice.
"""

import signal

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
    """huey's consumer, which stops at a SIGHUP too: to start itself anew it would run this file, which is no script."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self._signal_actions[signal.SIGHUP] = self._signal_actions[signal.SIGINT]


def main(clock: Clock | None = None) -> None:
    """Deliver mails until a signal says to stop, by the machine's clock unless another is given."""
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


if __name__ == "__main__":
    main()
