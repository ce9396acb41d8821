"""Wires the parts of the application that serves pages together, and does nothing else."""

import hmac
import json
from collections.abc import MutableMapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask.templating import Environment
from huey import Huey
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.account import views as account_views
from webapp.account.hashing import HashLane
from webapp.clock import Clock, SystemClock, date_in_words
from webapp.compression import compress_pages
from webapp.database import Database
from webapp.franceconnect import linking_views
from webapp.franceconnect import views as franceconnect_views
from webapp.languages import choice, dates, texts
from webapp.languages.catalogues import Catalogues
from webapp.mail.delivery import Delivery
from webapp.mail.outbox import Outbox
from webapp.mail.queue import MailQueue, open_queue
from webapp.operations import health, logs
from webapp.operations.command_line import Commands
from webapp.operations.health import AskedByAnyName
from webapp.operations.metrics import Metrics, MetricsPage, StoredState
from webapp.operations.request_log import log_requests
from webapp.public import errors as error_pages
from webapp.public import offline
from webapp.public import views as public_views
from webapp.public.statement import Declared
from webapp.security.counters import counters
from webapp.security.headers import secure_responses
from webapp.security.keyring import Keyring
from webapp.security.limits import Limits
from webapp.security.sessions import DatabaseSessions
from webapp.services import Services
from webapp.settings import Settings, key_bytes
from webapp.signup import nir
from webapp.signup import views as signup_views
from webapp.signup.captcha import ChallengeSealer
from webapp.static_files import serve_files
from webapp.themes import theme_of

if TYPE_CHECKING:
    from webapp.franceconnect.provider import Provider

MAX_BODY_BYTES = 1024 * 1024
HTMX_CONFIG = {
    "historyCacheSize": 0,
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    # A request that a tunnel swallowed is told as lost; as long as gunicorn's own.
    "timeout": 60_000,
    "historyRestoreAsHxRequest": False,
    "scrollBehavior": "auto",
    "responseHandling": [{"code": "204", "swap": False}, {"code": "...", "swap": True}],
}


class Templates(Environment):
    """Templates whose globals are those of all: Jinja would look each up in two places, for each part of each page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of one template."""
        return super().make_globals(d) if d else self.globals


def build(settings: Settings | None = None, *, clock: Clock | None = None, queue: Huey | None = None) -> Flask:
    """Build the application: see :func:`webapp.create_app`."""
    settings = settings or Settings()  # type: ignore[call-arg]  # the environment gives the rest
    app = Flask("webapp", static_folder=None)
    logs.configure()
    app.logger.handlers, app.logger.propagate = [logs.Brief()], False
    _configure(app, settings)
    services = assemble(settings, clock or SystemClock(), queue)
    app.extensions["services"] = services
    _expose_metrics(app, services)
    app.wsgi_app = AskedByAnyName(app.wsgi_app, settings.host)  # type: ignore[method-assign]
    longest = timedelta(hours=settings.account_session_hours)
    sessions = DatabaseSessions(services.database, services.keyring, services.clock, longest=longest)
    app.session_interface = sessions
    _prepare_templates(app, settings)
    _add_views(app, sessions)
    app.cli = Commands(app, services.database)
    return app


def assemble(settings: Settings, clock: Clock, queue: Huey | None = None) -> Services:
    """Put the parts of an application together."""
    database = Database.from_settings(settings)
    keyring = Keyring.from_settings(settings)
    mails = MailQueue(queue or open_queue(settings), Delivery(settings, database, keyring, clock))
    metrics = Metrics()
    return Services(
        settings=settings,
        clock=clock,
        database=database,
        keyring=keyring,
        passwords=HashLane(settings),
        metrics=metrics,
        stored=StoredState(database, mails.waiting, clock.now),
        outbox=Outbox(keyring, clock, mails.enqueue),
        challenges=ChallengeSealer(key_bytes(settings.index_key), clock),
        limits=Limits(
            counters(settings, database, clock, metrics.fallbacks.inc),
            keyring,
            lambda limit: metrics.limits.labels(limit).inc(),
        ),
        franceconnect=_provider(settings, clock) if settings.offers_franceconnect else None,
    )


def _provider(settings: Settings, clock: Clock) -> "Provider":
    from webapp.franceconnect.provider import Provider  # noqa: PLC0415 - its libraries take ten megabytes a process

    return Provider(settings, clock)


def _configure(app: Flask, settings: Settings) -> None:
    keys = [key.get_secret_value() for key in settings.secret_keys]
    app.config.update(
        SECRET_KEY=keys[0],
        SECRET_KEY_FALLBACKS=keys[1:],
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "session",
        SESSION_COOKIE_SECURE=settings.is_https,
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=settings.account_idle_minutes),
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=100,
        TRUSTED_HOSTS=[settings.host.partition(":")[0]],
        # The token is tied to the session, and lives as long. Privacy tools strip the Referer: it proves nothing.
        WTF_CSRF_TIME_LIMIT=None,
        # Of a key that is not rotated: forms of open pages go on while instances differ. The session holds what counts.
        WTF_CSRF_SECRET_KEY=hmac.digest(key_bytes(settings.index_key), b"form tokens", "sha256").hex(),
        WTF_CSRF_SSL_STRICT=False,
        ALEMBIC={"script_location": str(Path(__file__).parent / "migrations"), "version_locations": []},
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]


def _expose_metrics(app: Flask, services: Services) -> None:
    token = services.settings.metrics_token.get_secret_value()
    if token:
        page = MetricsPage(app.wsgi_app, token, lambda: services.metrics.render(services.stored))
        app.wsgi_app = page  # type: ignore[method-assign]


def _prepare_templates(app: Flask, settings: Settings) -> None:
    app.jinja_environment = Templates
    # All of them, in a dictionary: to note which was used last takes a lock, for each part of each page.
    app.jinja_options = {"cache_size": -1}
    # The first that is told here is the last that sees an answer.
    compress_pages(app)
    theme = theme_of(settings)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(service=settings, franceconnect_name=settings.franceconnect_name)
    app.jinja_env.globals.update(theme=theme, htmx_config=json.dumps(HTMX_CONFIG))
    app.jinja_env.globals.update(accessibility=Declared.from_settings(settings, app.extensions["services"].clock))
    app.jinja_env.filters.update(paris_hour=dates.hour, paris_second=dates.second, paris_date=dates.day)
    app.jinja_env.filters.update(day=date_in_words, nir=nir.spaced)
    choice.speak(app, Catalogues(settings.translations, settings.languages))
    texts.speak_in_templates(app)
    app.context_processor(public_views.template_globals)
    secure_responses(app, settings, theme.stylesheet)
    serve_files(app, theme.prefix, theme.folder)


def _add_views(app: Flask, sessions: DatabaseSessions) -> None:
    log_requests(app, app.extensions["services"].metrics)
    error_pages.handle_errors(app)
    # The former id has no session left that could prove a form: who sends the very one that replaced it has proved it.
    app.before_request(sessions.answer_again)
    public_views.csrf.init_app(app)
    for blueprint in (
        public_views.blueprint,
        offline.blueprint,
        signup_views.blueprint,
        signup_views.control,
        account_views.blueprint,
        franceconnect_views.blueprint,
        linking_views.blueprint,
        health.blueprint,
    ):
        app.register_blueprint(blueprint)
