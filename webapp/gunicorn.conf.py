# ruff: noqa: N999 - the name that gunicorn gives its configuration
"""How gunicorn serves the application: ``gunicorn --config webapp/gunicorn.conf.py "webapp:create_app()"``.

Settings are environment variables (``WEB_…``); gunicorn's own command line goes over them. This file is gunicorn's, not
the application's: the first process reads it, and stays small because it imports nothing of the application.
"""

import itertools
import json
import logging
import mmap
import os
import re
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from gunicorn.glogging import Logger

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))
# A process is replaced after so many requests, more or less a tenth: whatever grows in it does not grow for ever.
max_requests = int(os.environ.get("WEB_REQUESTS_PER_PROCESS", "20000"))
max_requests_jitter = max_requests // 10
# How long /health/ready says no before an instance that was told to stop does so; longer than proxies ask.
stop_delay_seconds = float(os.environ.get("WEB_STOP_DELAY_SECONDS", "5"))
# How long requests under way may still take then.
graceful_timeout = int(os.environ.get("WEB_STOP_SECONDS", "30"))
timeout = 60
# The proxy opens a connection a request: none that it keeps can be closed under a form being sent.
keepalive = 5
# As long an address as the proxy lets through: gunicorn's own refusal says nothing that a citizen could read.
limit_request_line = 8190
backlog = 512
# The application logs each request itself, by route and without address.
accesslog = None
loglevel = "warning"


class OneLine(logging.Formatter):
    """Writes what gunicorn says as the application's own lines, by its kind: its words hold requests and addresses."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a JSON line."""
        kind, error, _ = record.exc_info or sys.exc_info()
        line = {
            "event": "gunicorn",
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "said": _without_content(record),
            "error": kind.__name__ if kind else "",
        }
        if record.msg == "Exception in worker process":
            # Before any request: a setting that is missing or refused, whose value the message leaves out.
            line["why"] = str(error)
        return json.dumps(line, ensure_ascii=False)


class BriefLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's own, in our words."""

    def setup(self, cfg: Any) -> None:
        """Take our form for what gunicorn says of itself."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(OneLine())


def _without_content(record: logging.LogRecord) -> str:
    """Return the words with numbers and signals alone in their places."""
    words = str(record.msg).partition(" from ip=")[0]
    given = record.args if isinstance(record.args, tuple) else ()
    safe = (isinstance(value, int) or re.fullmatch(r"SIG\w+", str(value)) for value in given)
    return words % tuple(value if is_safe else "…" for value, is_safe in zip(given, safe, strict=True))


logger_class = BriefLogger
# Several instances may run on one machine under one account.
control_socket_disable = True
# Forwarded headers are believed by the application alone, as far as TRUSTED_PROXIES says.
forwarded_allow_ips = ""

# One byte that all processes of the instance share, since they are made by fork: whether it is about to stop.
_draining = mmap.mmap(-1, 1)


def on_starting(_server: Any) -> None:
    """Begin to count anew: what processes of a former start have counted is over. The folder is this instance's own."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        # What we count alone: the folder may hold a database too.
        [file.unlink() for kind in ("counter", "histogram") for file in Path(folder).glob(f"{kind}_*.db")]


def pre_fork(server: Any, worker: Any) -> None:
    """Give a new process the first number that none has: it counts on in the files of the one whose place it takes."""
    taken = {other.number for other in server.WORKERS.values()}
    worker.number = next(number for number in itertools.count() if number not in taken)


def post_fork(_server: Any, worker: Any) -> None:
    """Tell the new process its number, before it imports the application (metrics.py)."""
    os.environ["WEB_PROCESS_NUMBER"] = str(worker.number)


def when_ready(server: Any) -> None:
    """Let SIGTERM tell the proxies first: /health/ready says no, and the instance stops a while later."""

    def drain(signum: int, frame: FrameType | None) -> None:
        if _draining[0] or not stop_delay_seconds:
            server.signal(signum, frame)
            return
        _draining[0] = 1
        signal.setitimer(signal.ITIMER_REAL, stop_delay_seconds)

    signal.signal(signal.SIGTERM, drain)
    signal.signal(signal.SIGALRM, lambda _, frame: server.signal(signal.SIGTERM, frame))


def post_worker_init(worker: Any) -> None:
    """Tell the application of a new process where to look, and have its files ready before the first request."""
    from webapp.operations import draining  # noqa: PLC0415 - not in the first process

    draining.look_at(_draining)
    worker.wsgi.jinja_env.globals["static"].compress()
