"""As many browsers as a test wants, each from the network that it names."""

from itertools import count

import pytest
from flask import Flask
from huey import Huey

from fixtures.mailbox import Mailbox
from webapp.tests.citizen import Citizen
from webapp.tests.hostile.crowd import Newcomer, at

_victims = count(1)


@pytest.fixture
def newcomer(app: Flask, queue: Huey, mails: Mailbox) -> Newcomer:
    return lambda network: at(Citizen(app, queue, mails), network).accept_cookies()


@pytest.fixture
def victim() -> str:
    """Return the address of somebody who asked for nothing."""
    return f"victime{next(_victims)}@exemple.fr"
