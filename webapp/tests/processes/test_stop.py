"""An instance that is told to stop says so first, then stops, and cuts no request."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from sqlalchemy import update

from fixtures.server_process import ServerProcess
from fixtures.services.daemon import wait_until
from webapp.database import Database
from webapp.models import Draft
from webapp.tests.processes.remote_citizen import RemoteCitizen

FIVE_MINUTES = "300"


def asked(server: ServerProcess, path: str) -> int:
    return requests.get(server.url + path, timeout=60).status_code


def test_instance_says_that_it_is_not_ready_while_it_still_serves(server: ServerProcess) -> None:
    server.environment["WEB_STOP_DELAY_SECONDS"] = FIVE_MINUTES
    server.start(processes=2)
    before = asked(server, "/health/ready")
    server.ask_to_stop()
    wait_until(lambda: asked(server, "/health/ready") == 503, "the instance says that it is not ready")
    assert before == 200
    assert {asked(server, "/health/ready") for _ in range(10)} == {503}
    assert (asked(server, "/health/live"), asked(server, "/aide")) == (200, 200)
    # Whoever asks twice does not want to wait.
    server.ask_to_stop()
    assert server.wait_for_end() == 0


def test_instance_stops_by_itself_once_the_delay_is_over(server: ServerProcess) -> None:
    server.environment["WEB_STOP_DELAY_SECONDS"] = "0.2"
    server.start()
    server.ask_to_stop()
    assert server.wait_for_end() == 0
    assert "Traceback" not in server.log()


def test_stop_lets_the_request_under_way_come_to_its_end(server: ServerProcess, database: Database) -> None:
    server.start().start_worker()
    citizen = RemoteCitizen(server).accept_cookies().to_contact()
    form = citizen.contact() | {"csrf_token": citizen.hidden("csrf_token")}
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            # The answers cannot be written before this transaction ends.
            session.execute(update(Draft).values(tries=Draft.tries))
            sent = pool.submit(citizen.client.post_alone, "/inscription/coordonnees", form)
            with pytest.raises(TimeoutError):
                sent.result(timeout=1)
            server.ask_to_stop()
        answer = sent.result()
    assert (answer.status_code, answer.location) == (303, "/inscription/situation")
    assert server.wait_for_end() == 0
