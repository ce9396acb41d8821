"""What the request or the command under way stands on: the parts of its application, and its session.

Flask's proxies have no types of ours; they are told here, once.
"""

from typing import cast

from flask import Response, current_app, session
from werkzeug.wrappers import Response as BaseResponse

from webapp.security.sessions import DatabaseSessions, ServerSession
from webapp.services import Services


def services() -> Services:
    """Return the parts of the application."""
    return cast(Services, current_app.extensions["services"])


def server_session() -> ServerSession:
    """Return what the server remembers of the browser that asks."""
    return cast(ServerSession, session)


def end_session(response: BaseResponse) -> None:
    """Forget the session on both sides."""
    sessions = cast(DatabaseSessions, current_app.session_interface)
    sessions.end(current_app, server_session(), cast(Response, response))
