"""Structured logs: facts as JSON lines; never what a citizen typed."""

import logging
import sys
from contextlib import suppress
from typing import TextIO

import structlog


def configure(stream: TextIO | None = None) -> None:
    """Write one JSON line an event to what is the standard error now, unless another stream is given."""
    written = stream or sys.stderr
    # A line that a library could not write would else be told in full, with what stood in between.
    logging.raiseExceptions = False
    # Of all libraries, under whatever names: their tracebacks hold SQL and its values.
    logging.basicConfig(handlers=[Brief(logging.WARNING)])
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_names: Lines(written),
        cache_logger_on_first_use=False,
    )


class Lines(structlog.PrintLogger):
    """Writes lines as long as they can be: a disk that is full must not undo the work that they tell of."""

    def msg(self, message: str) -> None:
        """Write a line, or leave it out."""
        with suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


class Brief(logging.Handler):
    """Tells what a library logs by its words and the kind of failure: what goes in between may hold what was typed."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write it as one of our lines."""
        kind = record.exc_info[0] if record.exc_info else None
        log = structlog.get_logger(record.name)
        log.error("library.failed", library=record.name, said=str(record.msg), error=kind.__name__ if kind else "")
