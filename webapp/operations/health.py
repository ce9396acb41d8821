"""What proxies and orchestrators ask: whether the process lives, and whether to send it requests."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import structlog
from flask import Blueprint
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from webapp import current
from webapp.operations import draining

PREFIX = "/health/"
TEXT = {"Content-Type": "text/plain; charset=utf-8"}

blueprint = Blueprint("health", __name__, url_prefix="/health")
log = structlog.get_logger(__name__)

Answer = tuple[str, int, dict[str, str]]


class AskedByAnyName:
    """Lets an instance be asked for its health by its own address, which is no host that citizens type.

    Args:
        application: what answers.
        host: that of citizens, the only one that is answered otherwise.

    """

    def __init__(self, application: WSGIApplication, host: str) -> None:
        self._application = application
        self._host = host

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Hand the request on, as if it came by the name of citizens where it asks for nothing but health."""
        if environ.get("PATH_INFO", "").startswith(PREFIX):
            environ["HTTP_HOST"] = self._host
        return self._application(environ, start_response)


@blueprint.get("/live")
def live() -> Answer:
    """Tell that the process answers. A process that does not should be started again."""
    return "ok\n", 200, TEXT


@blueprint.get("/ready")
def ready() -> Answer:
    """Tell whether to send requests here: not while it stops, and not while its database does not answer.

    Without Redis the service goes on, and so it stays ready.
    """
    if draining.is_under_way():
        return "draining\n", 503, TEXT
    try:
        with current.services().database.read() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        log.error("database.down", error=type(error).__name__)
        return "database\n", 503, TEXT
    return "ok\n", 200, TEXT
