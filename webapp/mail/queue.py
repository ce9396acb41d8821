"""The queue between the web processes, which post mails, and the worker, which delivers them.

It carries the ids of rows and nothing else: no address, no value. What it holds is plain JSON, signed, so
that whoever can write in it can neither forge a task nor run code (huey's own format is pickle).
"""

import hashlib
import hmac
import json
import sqlite3
from datetime import datetime
from math import nan
from pathlib import Path
from typing import Any

import structlog
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.registry import Message
from sqlalchemy import make_url

from webapp import redis
from webapp.database import make_private, postgresql_limits
from webapp.mail.delivery import Delivery
from webapp.settings import Settings, key_bytes

NAME = "mails"
WRITABLE = "writable"
log = structlog.get_logger(__name__)

_SIGNATURE_BYTES = hashlib.sha256().digest_size


class TaskForged(ValueError):
    """A task in the queue was not signed by this deployment."""


class SignedJson:
    """The written form of tasks: JSON behind its HMAC-SHA256."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"queue of mails", hashlib.sha256)

    def serialize(self, message: Message) -> bytes:
        """Return a signed task."""
        written = json.dumps(message._asdict(), default=datetime.isoformat).encode()
        return self._sign(written) + written

    def deserialize(self, data: bytes) -> Message:
        """Return the task of a signed one.

        Raises:
            TaskForged: the signature is not ours.

        """
        signature, written = bytes(data[:_SIGNATURE_BYTES]), bytes(data[_SIGNATURE_BYTES:])
        if not hmac.compare_digest(signature, self._sign(written)):
            raise TaskForged
        fields: dict[str, Any] = json.loads(written)
        eta = fields["eta"] and datetime.fromisoformat(fields["eta"])
        return Message(**fields | {"eta": eta})

    def _sign(self, written: bytes) -> bytes:
        return hmac.digest(self._key, written, hashlib.sha256)


class MailQueue:
    """The queue of mails to deliver, for those who post (``enqueue``) and those who deliver (the task)."""

    def __init__(self, huey: Huey, delivery: Delivery) -> None:
        self._task = huey.task(name="deliver_mail")(self._deliver)
        self._delivery = delivery

    def enqueue(self, mail_id: str) -> None:
        """Ask for the delivery of a mail, now."""
        self._task(mail_id)

    def pending(self) -> int:
        """Return how many deliveries wait for a worker now.

        Raises whatever its store does while that is gone, or refuses what workers do: where nothing can be written,
        nobody takes what waits.
        """
        huey = self._task.huey
        huey.storage.put_data(WRITABLE, b"")
        return int(huey.pending_count())

    def waiting(self) -> float:
        """Return how many deliveries wait, those planned for later included; not a number while the queue is gone."""
        try:
            return float(self._task.huey.pending_count() + self._task.huey.scheduled_count())
        except Exception as error:  # noqa: BLE001 - Redis, PostgreSQL and SQLite each have their own
            log.warning("queue.unavailable", error=type(error).__name__)
            return nan

    def _deliver(self, mail_id: str) -> None:
        wait = self._delivery.deliver(mail_id)
        if wait is not None:
            self._task.schedule(args=(mail_id,), delay=wait.total_seconds())


class _OwnConnection(sqlite3.Connection):
    """A connection that ends with its thread: huey opens one for each thread and closes none.

    It waits for the disk as the accounts' own does: what a loss of power takes out of the queue, the sweep finds again.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.execute("PRAGMA synchronous=NORMAL")

    def __del__(self) -> None:
        self.close()


def open_queue(settings: Settings) -> Huey:
    """Return the queue of a deployment: in Redis where there is one, in PostgreSQL, or in a file beside SQLite."""
    usual = {"serializer": SignedJson(key_bytes(settings.index_key)), "results": False, "utc": True}
    if settings.redis_url.get_secret_value():
        return RedisHuey(NAME, connection_pool=redis.connections(settings), **usual)
    if (url := make_url(settings.database_url)).get_backend_name() == "postgresql":
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        # The tables are those of migration 0003.
        # One connection a process, behind a lock: it must not wait for a server that fell silent.
        limits = postgresql_limits(settings.database_statement_timeout_seconds)
        return PostgresHuey(NAME, dsn=address, create_tables=False, **limits, **usual)
    Path(settings.queue_path).parent.mkdir(parents=True, exist_ok=True)
    make_private(Path(settings.queue_path))
    return SqliteHuey(NAME, filename=settings.queue_path, factory=_OwnConnection, **usual)


def drain(huey: Huey) -> int:
    """Run in this process what the queue holds now, and return the number of tasks run."""
    for task in huey.read_schedule():
        huey.enqueue(task)
    done = 0
    while huey.pending_count() and (task := huey.dequeue()) is not None:
        huey.execute(task)
        done += 1
    return done
