"""Structured logs: facts as JSON lines, with the id of the request; never what a citizen typed."""

import logging
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


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


def log_requests(app: Flask) -> None:
    """Log each request by its route, not by its path: a path may hold what does not belong into a log."""

    @app.before_request
    def _begin() -> None:
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=secrets.token_hex(8))

    @app.after_request
    def _end(response: Response) -> Response:
        if request.endpoint != "static":
            milliseconds = round((time.perf_counter() - g.started) * 1000, 1) if "started" in g else None
            route = request.url_rule.rule if request.url_rule else None
            log.info("request", method=request.method, route=route, status=response.status_code, ms=milliseconds)
        response.headers["X-Request-Id"] = structlog.contextvars.get_contextvars().get("request_id", "")
        return response
