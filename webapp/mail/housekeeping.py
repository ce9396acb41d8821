"""What the worker looks after beside the queue: mails that the queue lost, and rows that have outlived their use."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog

from webapp.clock import Clock
from webapp.mail.delivery import Delivery
from webapp.mail.queue import MailQueue

SWEEP_SECONDS = 5
# While the queue is gone this is all that delivers, and a citizen is waiting for a code.
SWEEP_WITHOUT_QUEUE_SECONDS = 1
PURGE_INTERVAL = timedelta(minutes=15)
TIDYING_STOP_SECONDS = 5

log = structlog.get_logger(__name__)


class Housekeeping:
    """Two threads, one that sweeps and one that purges, until they are stopped.

    What is tidied takes minutes where there are millions of rows, and a citizen waits for a code meanwhile. Neither
    one mail that fails nor one piece of work keeps the others back: it is told by its kind, and tried again at another
    look.

    Args:
        clock: tells what is due.
        delivery: delivers what the queue cannot take.
        queue: where mails are put that it has lost.
        tidy: forgets what has outlived its use, and what else is done every quarter of an hour.

    """

    def __init__(self, clock: Clock, delivery: Delivery, queue: MailQueue, tidy: Callable[[], object]) -> None:
        self._tidy = tidy
        self._clock = clock
        self._delivery = delivery
        self._queue = queue
        self._stopping = Event()
        self._has_queue = True
        self._next_purge_at: datetime | None = None
        self._sweeping = Thread(target=self._sweep_on, name="sweeping", daemon=True)
        self._tidying = Thread(target=self._tidy_on, name="tidying", daemon=True)

    def start(self) -> None:
        """Begin with both."""
        self._sweeping.start()
        self._tidying.start()

    def stop(self) -> None:
        """Finish the mail under way; what is tidied stays done row by row, and is not waited for to its end."""
        self._stopping.set()
        self._sweeping.join()
        self._tidying.join(TIDYING_STOP_SECONDS)

    def look_around(self) -> None:
        """Sweep, and purge when it is time."""
        _attempt("sweep", self._sweep)
        _attempt("upkeep", self._purge_in_time)

    def _sweep_on(self) -> None:
        _attempt("sweep", self._sweep)
        while not self._stopping.wait(SWEEP_SECONDS if self._has_queue else SWEEP_WITHOUT_QUEUE_SECONDS):
            _attempt("sweep", self._sweep)

    def _tidy_on(self) -> None:
        _attempt("upkeep", self._purge_in_time)
        while not self._stopping.wait(SWEEP_SECONDS):
            _attempt("upkeep", self._purge_in_time)

    def _sweep(self) -> None:
        self._has_queue = True
        self._delivery.sweep(self._hand_on, queued=self._queued())

    def _queued(self) -> int:
        try:
            return self._queue.pending()
        except Exception as error:  # noqa: BLE001 - whatever broke in the queue, the mails are to be delivered
            self._miss_queue(error)
            return 0

    def _hand_on(self, mail_id: str) -> None:
        if self._stopping.is_set():
            return
        if self._has_queue:
            self._try_to_enqueue(mail_id)
        if not self._has_queue:
            _attempt("mail", lambda: self._delivery.deliver(mail_id))

    def _try_to_enqueue(self, mail_id: str) -> None:
        try:
            self._queue.enqueue(mail_id)
        except Exception as error:  # noqa: BLE001 - whatever broke in the queue, the mail is to be delivered
            self._miss_queue(error)

    def _miss_queue(self, error: Exception) -> None:
        self._has_queue = False
        log.warning("queue.unavailable", error=type(error).__name__)

    def _purge_in_time(self) -> None:
        now = self._clock.now()
        # Further away than an interval it was set by a clock that was ahead.
        if self._next_purge_at is None or not now < self._next_purge_at <= now + PURGE_INTERVAL:
            self._next_purge_at = now + PURGE_INTERVAL
            self._tidy()


def _attempt(job: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - whatever broke, the rest is to be done; the message may hold an address
        log.error("housekeeping.failed", job=job, error=type(error).__name__)
