"""What citizens typed stands in clear in no log and no store of a service of many machines; conftest.py looks last."""

import string

import pytest
from redis import Redis as Client
from sqlalchemy import text

from fixtures.personas import People, Persona
from fixtures.scaled_service import ScaledService
from fixtures.services.postgresql import PostgreSQL
from fixtures.services.redis import Redis
from webapp.database import Database
from webapp.tests.scale.conftest import in_clear_among, kept_by
from webapp.tests.scale.scaled_citizen import ScaledCitizen

# Not one of those who sign up here: what is planted of theirs stays in the write-ahead log.
STRANGER = People(worker=9).special("born overseas", street="3 ruelle des Témoins")


def places(service: ScaledService, postgresql: PostgreSQL, redis: Redis, person: Persona) -> set[str]:
    return {found.split("/")[0] for found in in_clear_among(kept_by(service, postgresql, redis), [person])}


def test_whole_journey_leaves_nothing_in_clear(
    citizen: ScaledCitizen, service: ScaledService, postgresql: PostgreSQL, redis: Redis
) -> None:
    citizen.to_account()
    kept = dict(kept_by(service, postgresql, redis))
    assert in_clear_among(kept.items(), [citizen.as_typed]) == []
    assert any(name.startswith("cluster/base/") and b"account.created" in content for name, content in kept.items())
    assert any(name.startswith("cluster/pg_wal/") for name in kept)
    assert b"/inscription/<slug>" in kept["logs of instances and workers"]
    assert kept["Redis"] != b""


def test_what_a_store_would_keep_in_clear_is_seen(
    service: ScaledService, postgresql: PostgreSQL, redis: Redis, database: Database, request: pytest.FixtureRequest
) -> None:
    client = Client.from_url(redis.url)
    request.addfinalizer(client.close)
    # Compressed, what goes before it would cut it in two.
    client.set("planted", string.ascii_letters[:20] + STRANGER.street + "." * 100)
    with database.write() as session:
        session.execute(text("INSERT INTO counters VALUES (:key, 1, now())"), {"key": STRANGER.nir})
    found = places(service, postgresql, redis, STRANGER)
    client.delete("planted")
    assert found == {"Redis: street", "cluster"}
