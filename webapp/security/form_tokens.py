"""The token that proves that a form came from our page, never written twice the same way.

Pages travel compressed. A secret that stood in each of them unchanged could be guessed from their lengths (BREACH),
so the token is covered each time by a pad of its own, which travels beside it.
"""

import base64
import binascii
import secrets

from flask import Flask, g
from flask_wtf.csrf import CSRFProtect, generate_csrf


def form_token() -> str:
    """Return the token of the page under way, covered."""
    if "form_token" not in g:
        g.form_token = cover(generate_csrf())
    token: str = g.form_token
    return token


def cover(token: str) -> str:
    """Return a token under a fresh pad."""
    pad = secrets.token_bytes(len(token))
    return base64.urlsafe_b64encode(pad + _combined(pad, token.encode())).decode()


def uncover(covered: str) -> str:
    """Return the token that was covered; nothing where there is none."""
    try:
        both = base64.b64decode(covered, altchars=b"-_", validate=True)
        return _combined(both[: len(both) // 2], both[len(both) // 2 :]).decode("ascii")
    except (binascii.Error, ValueError):
        return ""


def _combined(pad: bytes, other: bytes) -> bytes:
    if len(pad) != len(other):
        raise ValueError
    return (int.from_bytes(pad) ^ int.from_bytes(other)).to_bytes(len(pad))


class FormTokens(CSRFProtect):  # type: ignore[misc]  # Flask-WTF has no types
    """Flask-WTF's protection, with covered tokens."""

    def init_app(self, app: Flask) -> None:
        """Protect every form of the application, and let templates write the token."""
        super().init_app(app)
        app.context_processor(lambda: {"csrf_token": form_token})

    def _get_csrf_token(self) -> str:
        return uncover(super()._get_csrf_token() or "")
