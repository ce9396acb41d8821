"""The application served for real beside a FranceConnect simulator, and a citizen with the browser of neither."""

from collections.abc import Iterator

import pytest

from fixtures.franceconnect import PERSONAS, Simulator
from fixtures.live_server import LiveServer
from webapp.pause import PAUSE
from webapp.tests.franceconnect.connected_citizen import ConnectedCitizen

# A simulator on a machine under load answers within seconds; the one that never does is waited for as long.
FAST = {"argon2_memory_kib": 64, "argon2_time_cost": 1, "franceconnect_timeout_seconds": 3}


@pytest.fixture(scope="module")
def plus_server() -> Iterator[LiveServer]:
    with LiveServer("plus", **FAST) as server:
        yield server


@pytest.fixture(scope="module")
def standard_server() -> Iterator[LiveServer]:
    with LiveServer("standard", **FAST) as server:
        yield server


@pytest.fixture
def server(request: pytest.FixtureRequest) -> LiveServer:
    """FranceConnect+, unless a test asks for another one by indirect parametrisation."""
    found: LiveServer = request.getfixturevalue(f"{getattr(request, 'param', 'plus')}_server")
    assert found.simulator
    found.simulator.faults.clear()
    found.clock.advance(PAUSE)
    found.simulator.use(PERSONAS["ordinaire"])
    return found


@pytest.fixture
def simulator(server: LiveServer) -> Simulator:
    assert server.simulator
    return server.simulator


@pytest.fixture
def citizen(server: LiveServer) -> ConnectedCitizen:
    return ConnectedCitizen(server)
