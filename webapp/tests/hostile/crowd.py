"""Citizens and attackers of one application, each on a network of their own choice."""

from collections.abc import Callable

from flask import Flask

from webapp.tests.citizen import Citizen

Newcomer = Callable[[str], Citizen]


def at(citizen: Citizen, network: str) -> Citizen:
    """Let a citizen's browser come from this address."""
    citizen.client.environ_base["REMOTE_ADDR"] = network
    return citizen


def moved(citizen: Citizen, app: Flask) -> Citizen:
    """Let a citizen go on with another application, from the same network."""
    network = citizen.client.environ_base["REMOTE_ADDR"]
    citizen.client = app.test_client()
    return at(citizen, network).accept_cookies()


def number(order: int) -> str:
    """Return one of 998 valid social security numbers that nobody else in these tests has, counted from 0."""
    thirteen = f"1850578006{order + 1:03}"
    return f"{thirteen}{97 - int(thirteen) % 97:02}"
