"""PostgreSQL, Redis, three instances behind nginx and a worker, all started by the tests."""

from collections.abc import Callable, Iterable, Iterator

import pytest

from fixtures.leaks import in_clear
from fixtures.mailbox import Mailbox
from fixtures.personas import People, Persona
from fixtures.scaled_service import ScaledService, Stores
from fixtures.services.postgresql import PostgreSQL
from fixtures.services.redis import Redis
from webapp.database import Database
from webapp.tests.scale.scaled_citizen import ScaledCitizen

MakeCitizen = Callable[[], ScaledCitizen]


@pytest.fixture(scope="session")
def people() -> People:
    return People()


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture(scope="session")
def typed() -> list[Persona]:
    """Return what everybody has typed so far."""
    return []


@pytest.fixture(scope="session")
def service(
    tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL, redis: Redis, typed: list[Persona]
) -> Iterator[ScaledService]:
    """Return a service that all tests share; whoever breaks a part of it mends it.

    Once all tests are through, nothing that anybody typed may stand in clear in its logs and stores (NIR-2).
    """
    stores = Stores(postgresql.make("scaled"), redis.url)
    with Mailbox() as mailbox, ScaledService(tmp_path_factory.mktemp("scaled"), mailbox, stores) as service:
        yield service
        assert in_clear_among(kept_by(service, postgresql, redis), typed) == []


def kept_by(service: ScaledService, postgresql: PostgreSQL, redis: Redis) -> Iterator[tuple[str, bytes]]:
    """Yield what stays where citizens have been, with its place."""
    yield "logs of instances and workers", service.log().encode()
    yield "log of nginx", service.nginx.log().encode()
    yield "Redis", redis.content()
    yield from postgresql.files()


def in_clear_among(kept: Iterable[tuple[str, bytes]], people: list[Persona]) -> list[str]:
    """Return where something that they typed stands in clear: its place and kind."""
    return [f"{place}: {kind}" for place, content in kept for kind in in_clear(people, content)]


@pytest.fixture
def make_citizen(service: ScaledService, people: People, typed: list[Persona]) -> MakeCitizen:
    def make() -> ScaledCitizen:
        citizen = ScaledCitizen(service, people.anyone())
        typed.append(citizen.as_typed)
        citizen.accept_cookies()
        return citizen

    return make


@pytest.fixture
def citizen(make_citizen: MakeCitizen) -> ScaledCitizen:
    return make_citizen()


@pytest.fixture
def database(service: ScaledService) -> Iterator[Database]:
    database = Database(service.environment["DATABASE_URL"])
    yield database
    database.close()
