"""The FranceConnect+ simulator beside the service in the process of the test."""

from dataclasses import replace
from itertools import count
from typing import Any

from e2e.targets.people import told_by_franceconnect
from fixtures import personas
from fixtures.franceconnect import PERSONAS, Fault, Persona
from fixtures.franceconnect.trouble import SLOW
from fixtures.live_server import LiveServer

FIRST_ORDER = 100
# How long the service waits where nothing comes: whatever comes has more time.
SHORT_SECONDS = 2


class LocalFranceConnect:
    """The simulator of a server.

    Args:
        server: must have been started with one.

    Attributes:
        made_up: everybody whom it was to know, so far.

    """

    def __init__(self, server: LiveServer) -> None:
        assert server.simulator
        self._server = server
        self._simulator = server.simulator
        self._orders = count(FIRST_ORDER)
        self._introduced: list[Persona] = []
        self.made_up: list[personas.Persona] = []

    def introduce(self, kind: str, **answers: Any) -> Persona:
        """Let somebody of a kind whom the service does not know be among those who can sign in."""
        known, order = PERSONAS[kind], next(self._orders)
        person = replace(
            known,
            slug=f"{kind}-{order}",
            stem=f"{known.stem[:10]}{order}",
            email=known.email and f"{order}.{known.email}",
        )
        person = replace(person, **answers)
        self._simulator.introduce(person)
        self._introduced.append(person)
        self.made_up.append(told_by_franceconnect(person))
        return person

    def fail(self, fault: str) -> None:
        """Have a fault at every sign-in or sign-out until :meth:`recover`."""
        if Fault(fault) in SLOW:
            self._server.renew_franceconnect(timeout_seconds=SHORT_SECONDS)
        else:
            self._server.renew_franceconnect()
        self._simulator.faults.keep(Fault(fault))

    def recover(self) -> None:
        """Work again, with nobody but the usual people."""
        self._simulator.faults.clear()
        self._server.renew_franceconnect()
        for person in self._introduced:
            self._simulator.dismiss(person)
        self._introduced.clear()
