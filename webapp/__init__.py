"""The sign-up of a training-account service.

Its mail worker is of this package too: nothing is imported here that the worker does not need, a quarter of its memory.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask
    from huey import Huey

    from webapp.clock import Clock
    from webapp.settings import Settings


def create_app(
    settings: "Settings | None" = None, *, clock: "Clock | None" = None, queue: "Huey | None" = None
) -> "Flask":
    """Build the application.

    Args:
        settings: those of the environment where none are given.
        clock: what tells the time.
        queue: where the ids of mails to deliver are put for the worker.

    Raises:
        pydantic.ValidationError: a setting is missing, malformed or too weak.

    """
    from webapp.application import build  # noqa: PLC0415 - not for who imports another part

    return build(settings, clock=clock, queue=queue)
