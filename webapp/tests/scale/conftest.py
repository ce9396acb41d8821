"""PostgreSQL, Redis, three instances behind nginx and a worker, all started by the tests."""

from collections.abc import Callable, Iterator

import pytest

from fixtures.mailbox import Mailbox
from fixtures.personas import People
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
def service(
    tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL, redis: Redis
) -> Iterator[ScaledService]:
    """Return a service that all tests share; whoever breaks a part of it mends it."""
    stores = Stores(postgresql.make("scaled"), redis.url)
    with Mailbox() as mailbox, ScaledService(tmp_path_factory.mktemp("scaled"), mailbox, stores) as service:
        yield service


@pytest.fixture
def make_citizen(service: ScaledService, people: People) -> MakeCitizen:
    def make() -> ScaledCitizen:
        citizen = ScaledCitizen(service, people.anyone())
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
