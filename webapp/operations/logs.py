"""Structured logs: facts as JSON lines; never what a citizen typed."""

import logging
import sys

import structlog


def configure() -> None:
    """Write one JSON line an event to the standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


class Brief(logging.Handler):
    """Tells what a library logs by its words and the kind of failure: what goes in between may hold what was typed."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write it as one of our lines."""
        kind = record.exc_info[0] if record.exc_info else None
        log = structlog.get_logger(record.name)
        log.error("library.failed", library=record.name, said=str(record.msg), error=kind.__name__ if kind else "")
