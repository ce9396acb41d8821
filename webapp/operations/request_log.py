"""One log line a request, by its route and under an id that the response carries too.

The path itself is not logged: it may hold what does not belong into a log.
"""

import secrets
import time

import structlog
from flask import Flask, Response, g, request

from webapp.operations.metrics import Metrics

log = structlog.get_logger()


def log_requests(app: Flask, metrics: Metrics) -> None:
    """Log and count every request of the application; those for static files do not come so far."""

    @app.before_request
    def _begin() -> None:
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=secrets.token_hex(8))

    @app.after_request
    def _end(response: Response) -> Response:
        seconds = time.perf_counter() - g.started if "started" in g else 0.0
        route = request.url_rule.rule if request.url_rule else None
        metrics.observe((request.method, route, response.status_code), seconds)
        milliseconds = round(seconds * 1000, 1)
        log.info("request", method=request.method, route=route, status=response.status_code, ms=milliseconds)
        response.headers["X-Request-Id"] = structlog.contextvars.get_contextvars().get("request_id", "")
        return response
