"""How gunicorn serves the application: ``gunicorn --config python:webapp.gunicorn_conf "webapp:create_app()"``.

Settings are environment variables (``WEB_…``, webapp/settings.py); gunicorn's own command line goes over them.
"""

import signal
from types import FrameType
from typing import Any

from webapp.operations import draining, metrics
from webapp.settings import ServerSettings

_settings = ServerSettings()

bind = _settings.bind
worker_class = "gthread"
workers = _settings.processes
threads = _settings.threads
max_requests = _settings.requests_per_process
max_requests_jitter = max_requests // 10
graceful_timeout = _settings.stop_seconds
timeout = 60
# A proxy on the same network opens a connection a request: none that it keeps can be closed under a form being sent.
keepalive = 5
backlog = 512
# The application logs each request itself, by route and without address.
accesslog = None
loglevel = "warning"
# Several instances may run on one machine under one account.
control_socket_disable = True
# Forwarded headers are believed by the application alone, as far as TRUSTED_PROXIES says.
forwarded_allow_ips = ""


def on_starting(_server: Any) -> None:
    """Count from nothing."""
    metrics.forget_former_processes()


def when_ready(server: Any) -> None:
    """Let SIGTERM tell the proxies first: /health/ready says no, and the instance stops a while later."""

    def drain(signum: int, frame: FrameType | None) -> None:
        if draining.is_under_way() or not _settings.stop_delay_seconds:
            server.signal(signum, frame)
            return
        draining.begin()
        signal.setitimer(signal.ITIMER_REAL, _settings.stop_delay_seconds)

    signal.signal(signal.SIGTERM, drain)
    signal.signal(signal.SIGALRM, lambda _, frame: server.signal(signal.SIGTERM, frame))
