"""The visitor's answer about cookies, the only thing that may be known before there is a session (COOKIE-1..3)."""

from typing import Literal

from flask import Response, current_app, request

COOKIE_NAME = "consentement"
# The French data protection authority recommends to keep an answer for six months.
COOKIE_LIFETIME_SECONDS = 182 * 24 * 3600

Answer = Literal["accepted", "refused"]
# What the form's two buttons send is what the cookie holds.
ACCEPT, REFUSE = "accepter", "refuser"
_WRITTEN: dict[str, Answer] = {ACCEPT: "accepted", REFUSE: "refused"}


def answer() -> Answer | None:
    """Return what the visitor answered, or None before any answer."""
    return _WRITTEN.get(request.cookies.get(COOKIE_NAME, ""))


def has_accepted() -> bool:
    """Tell whether cookies may be written."""
    return answer() == "accepted"


def remember(choice: str, response: Response) -> None:
    """Keep the visitor's answer in the one cookie that it allows."""
    response.set_cookie(
        COOKIE_NAME,
        choice,
        max_age=COOKIE_LIFETIME_SECONDS,
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        samesite="Lax",
    )


def is_choice(value: str) -> bool:
    """Tell whether ``value`` is one of the two answers of the form."""
    return value in _WRITTEN
