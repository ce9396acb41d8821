"""An instance, the database or Redis goes: nothing that a page confirmed is lost, and the citizen goes on."""

import os
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from limits import parse
from limits.storage import RedisStorage
from sqlalchemy import text, update

from fixtures.scaled_service import INSTANCES, Instance, ScaledService
from fixtures.services.daemon import LOOPBACK, wait_until
from fixtures.services.postgresql import PostgreSQL
from fixtures.services.redis import Redis
from webapp.database import Database
from webapp.mail.queue import open_queue
from webapp.models import Draft
from webapp.security.counters import Hit, first_over
from webapp.tests.conftest import MIGRATED, make_settings
from webapp.tests.processes.remote_citizen import Answer
from webapp.tests.scale.conftest import MakeCitizen
from webapp.tests.scale.scaled_citizen import Fields, ScaledCitizen


@pytest.fixture(autouse=True)
def mended(service: ScaledService, postgresql: PostgreSQL, redis: Redis) -> Iterator[None]:
    """Start again, after a test, whatever it has stopped."""
    yield
    postgresql.mend()
    redis.mend()
    service.mend()


def instance_after(service: ScaledService, citizen: ScaledCitizen) -> Instance:
    """Return the instance that the proxy gives the next request to: it goes round."""
    return service.instances[(service.served_by(citizen.request_ids[-1]) + 1) % INSTANCES]


def somebody_waits_for_a_lock(database: Database) -> bool:
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with database.read() as session:
        return bool(session.scalar(waiting))


def wrong_sign_ins(citizen: ScaledCitizen, number: int) -> list[Answer]:
    citizen.get("/identification")
    form: Fields = {"nir": citizen.person.nir, "csrf_token": citizen.hidden("csrf_token")}
    guesses = [form | {"password": f"Faux-mot-de-passe-{guess}"} for guess in range(number)]
    return citizen.at_once("/identification", guesses)


def asks_after_seconds(connection: Any) -> int:
    """Return how long a connection may say nothing before the system takes it for dead."""
    with socket.socket(fileno=os.dup(connection.fileno())) as opened:
        options = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        idle, interval, count = (opened.getsockopt(socket.IPPROTO_TCP, option) for option in options)
    return idle + interval * count


@contextmanager
def silent(port: int) -> Iterator[None]:
    """Let a port answer nothing, as a machine does that has lost its power: no connection, and no refusal either."""
    with ExitStack() as sockets:
        listening = sockets.enter_context(socket.socket())
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((LOOPBACK, port))
        listening.listen(0)
        # Two fill the queue of those that nobody takes; the system then leaves further ones without an answer.
        for _ in range(3):
            waiting = sockets.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex((LOOPBACK, port))
        yield


def test_instance_killed_with_a_form_in_its_hands_costs_the_citizen_nothing(
    service: ScaledService, citizen: ScaledCitizen, database: Database
) -> None:
    citizen.to_contact()
    form = citizen.contact() | {"csrf_token": citizen.hidden("csrf_token")}
    victim = instance_after(service, citizen)
    with database.write() as session, ThreadPoolExecutor(1) as pool:
        # The answers cannot be written before this transaction ends: the instance dies with the request under way.
        session.execute(update(Draft).values(tries=Draft.tries))
        sent = pool.submit(citizen.client.post_alone, "/inscription/coordonnees", form)
        wait_until(lambda: somebody_waits_for_a_lock(database), "the request has come to the lock")
        victim.kill()
        session.rollback()
    assert (sent.result().status_code, sent.result().location) == (303, "/inscription/situation")
    citizen.get("/inscription/situation")
    assert citizen.post("/inscription/situation", citizen.situation()).location == "/inscription/terminee"
    assert not victim.daemon.is_running()


def test_journey_ends_on_the_one_instance_that_is_left(service: ScaledService, citizen: ScaledCitizen) -> None:
    citizen.to_code()
    service.instances[0].kill()
    citizen.enter_and_continue()
    service.instances[1].kill()
    citizen.post("/inscription/coordonnees", citizen.contact())
    citizen.get("/inscription/situation")
    assert citizen.post("/inscription/situation", citizen.situation()).location == "/inscription/terminee"
    assert citizen.get("/compte").status_code == 200
    assert {service.served_by(request_id) for request_id in citizen.request_ids[-3:]} == {2}


def test_machine_that_falls_silent_costs_the_citizen_a_wait_and_nothing_else(
    service: ScaledService, citizen: ScaledCitizen
) -> None:
    citizen.to_contact()
    victim = instance_after(service, citizen)
    victim.kill()
    wait_until(lambda: victim.asked("/health/live") is None, "all its processes are gone")
    with silent(victim.port):
        assert citizen.post("/inscription/coordonnees", citizen.contact()).location == "/inscription/situation"
        assert {citizen.get("/inscription/situation").status_code for _ in range(INSTANCES)} == {200}
        silent_one = service.instances.index(victim)
        assert silent_one not in {service.served_by(request_id) for request_id in citizen.request_ids[-INSTANCES:]}


def test_instances_that_stop_and_start_one_after_the_other_cut_no_request(
    service: ScaledService, make_citizen: MakeCitizen
) -> None:
    citizens = [make_citizen().to_contact() for _ in range(4)]
    renewed = Event()
    with ThreadPoolExecutor(len(citizens)) as pool:
        asking = [pool.submit(citizen.go_on_until, renewed) for citizen in citizens]
        service.renew()
        renewed.set()
        seen = Counter(status for asked in asking for status in asked.result())
    assert set(seen) == {200}
    assert seen[200] > INSTANCES * len(citizens)


def test_database_that_restarts_is_told_and_costs_no_try_and_no_answer(
    service: ScaledService, postgresql: PostgreSQL, citizen: ScaledCitizen
) -> None:
    citizen.to_code()
    citizen.enter(citizen.wrong_code())
    postgresql.stop()
    refused = citizen.get("/inscription/code")
    told = citizen.heading()
    ready = {instance.asked("/health/ready") for instance in service.instances}
    alive = {instance.asked("/health/live") for instance in service.instances}
    postgresql.start()
    assert (refused.status_code, told) == (503, "Service momentanément indisponible")
    assert (ready, alive) == ({503}, {200})
    assert [citizen.get("/inscription/code").status_code for _ in range(INSTANCES)] == [200] * INSTANCES
    assert "<strong>3\u00a0essais</strong>" in citizen.page
    citizen.enter_and_continue()
    assert citizen.post("/inscription/coordonnees", citizen.contact()).location == "/inscription/situation"


def test_mail_posted_before_the_database_restarts_arrives_after(
    service: ScaledService, postgresql: PostgreSQL, citizen: ScaledCitizen
) -> None:
    service.mailbox.faults.postpone(citizen.email)
    citizen.to_code()
    postgresql.stop()
    service.mailbox.faults.clear()
    postgresql.start()
    service.time.advance(timedelta(minutes=1))
    citizen.enter_and_continue()
    assert len(service.mailbox.mails(citizen.email)) == 1


def test_queue_in_the_database_waits_for_no_lock_without_end(postgresql: PostgreSQL, tmp_path: Path) -> None:
    """It has one connection a process: every page that posts a mail would wait behind the first."""
    address = postgresql.make("queue_alone", MIGRATED)
    queue = open_queue(make_settings(tmp_path, 1, database_url=address, database_statement_timeout_seconds=0.2))
    database = Database(address)
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            session.execute(text("LOCK TABLE huey_task"))
            waiting = pool.submit(queue.storage.enqueue, b"a mail")
            assert "timeout" in str(waiting.exception(30))
        pool.submit(queue.storage.enqueue, b"a mail").result()
        assert pool.submit(queue.pending_count).result() == 1
        pool.submit(queue.storage.close).result()
    database.close()


def test_machine_of_the_database_that_vanishes_keeps_no_thread_for_hours(
    postgresql: PostgreSQL, tmp_path: Path
) -> None:
    """It owes an answer, and nothing is on its way that it could fail to acknowledge: the system has to ask."""
    address = postgresql.make("vanishing", MIGRATED)
    queue = open_queue(make_settings(tmp_path, 1, database_url=address))
    database = Database(address)
    with database.engine.connect() as connection:
        asked_after = [asks_after_seconds(opened) for opened in (connection.connection, queue.storage.conn)]
    queue.storage.close()
    database.close()
    assert asked_after == [10 + 3 * 5] * 2


def test_without_redis_codes_and_accounts_go_on(service: ScaledService, redis: Redis, citizen: ScaledCitizen) -> None:
    redis.stop()
    citizen.to_account()
    assert citizen.get("/compte").status_code == 200
    assert {instance.asked("/health/ready") for instance in service.instances} == {200}


def test_without_redis_limits_are_counted_in_the_database_and_it_is_told(
    service: ScaledService, redis: Redis, citizen: ScaledCitizen
) -> None:
    redis.stop()
    answers = wrong_sign_ins(citizen, 30)
    assert Counter(answer.status_code for answer in answers) == {422: 5, 429: 25}
    told = [instance for instance in service.instances if instance.events("limits.fell_back")]
    assert told
    assert all("limits_fallbacks_total 0.0" not in instance.metrics() for instance in told)


def test_limits_are_counted_in_redis_again_once_it_is_back(
    service: ScaledService, redis: Redis, citizen: ScaledCitizen
) -> None:
    redis.stop()
    wrong_sign_ins(citizen, INSTANCES)
    redis.start()
    before = sum(len(instance.events("limits.back")) for instance in service.instances)
    service.time.advance(timedelta(seconds=10))
    wrong_sign_ins(citizen, INSTANCES)
    after = sum(len(instance.events("limits.back")) for instance in service.instances)
    assert after > before


def test_place_that_was_never_taken_cannot_be_given_back_in_redis_either(redis: Redis) -> None:
    storage, hit = RedisStorage(redis.url), Hit(parse("2 per hour"), "signup-network", "elsewhere")
    first_over(storage, [replace(hit, amount=-1)] * 3)
    assert [first_over(storage, [hit]) for _ in range(3)] == [None, None, hit]
    first_over(storage, [replace(hit, amount=-1)])
    assert storage.get(hit.key) == 2
