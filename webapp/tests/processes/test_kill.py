"""What a page has confirmed outlives the death of the server; a mail is delivered once, whatever stops the worker."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from sqlalchemy import func, select, update

from fixtures.mailbox import Mailbox
from fixtures.server_process import ServerProcess
from webapp.database import Database
from webapp.models import Draft, Mail
from webapp.tests.processes.remote_citizen import Answer, RemoteCitizen


def killed_then(server: ServerProcess, send: Callable[[], Answer]) -> str | None:
    """Send a form, kill the server once it has confirmed it, start it again; return where the citizen was sent."""
    confirmed = send()
    server.kill()
    server.start()
    return confirmed.location


def test_server_killed_after_each_step_loses_nothing(server: ServerProcess) -> None:
    server.start().start_worker()
    citizen = RemoteCitizen(server).accept_cookies()
    assert killed_then(server, citizen.fill_identity) == "/inscription/code"
    code = citizen.code()
    assert killed_then(server, lambda: citizen.enter(code)) == "/inscription/coordonnees"
    citizen.get("/inscription/coordonnees")
    contact = citizen.contact()
    assert killed_then(server, lambda: citizen.post("/inscription/coordonnees", contact)) == "/inscription/situation"
    citizen.get("/inscription/situation")
    situation = citizen.situation()
    assert killed_then(server, lambda: citizen.post("/inscription/situation", situation)) == "/inscription/terminee"
    account = citizen.get("/compte").text
    assert citizen.heading() == "Mon compte"
    assert all(answer in account for answer in ("Le Goff", citizen.email, "12 rue des Lilas", "35000 Rennes", "2012"))
    assert citizen.sign_in().location == "/compte"


def test_tries_outlive_the_server(server: ServerProcess, database: Database) -> None:
    server.start().start_worker()
    citizen = RemoteCitizen(server).accept_cookies().to_code()
    wrong = citizen.wrong_code()
    killed_then(server, lambda: citizen.enter(wrong))
    citizen.get("/inscription/code")
    assert "<strong>3\u00a0essais</strong>" in citizen.page
    with database.read() as session:
        assert session.scalar(select(Draft.tries)) == 1


def test_server_killed_while_it_works_keeps_the_citizen_where_they_were(
    server: ServerProcess, database: Database
) -> None:
    server.start().start_worker()
    citizen = RemoteCitizen(server).accept_cookies().to_contact()
    form = citizen.contact() | {"csrf_token": citizen.hidden("csrf_token")}
    with database.write() as session, ThreadPoolExecutor(1) as pool:
        session.execute(update(Draft).values(tries=Draft.tries))
        # The answers cannot be written before this transaction ends: the server dies with the request under way.
        sent = pool.submit(citizen.client.post_alone, "/inscription/coordonnees", form)
        with pytest.raises(TimeoutError):
            sent.result(timeout=1)
        server.kill()
    assert isinstance(sent.exception(), requests.ConnectionError)
    server.start()
    citizen.get("/inscription/coordonnees")
    assert citizen.post("/inscription/coordonnees", citizen.contact()).location == "/inscription/situation"


def test_mail_queued_before_the_kill_arrives_after_the_restart(server: ServerProcess, mailbox: Mailbox) -> None:
    server.start()
    citizen = RemoteCitizen(server).accept_cookies().to_code()
    server.kill()
    before = mailbox.mails()
    server.start().start_worker()
    assert before == []
    assert citizen.enter(citizen.code()).location == "/inscription/coordonnees"
    server.stop_worker()
    assert len(mailbox.mails()) == 1


def test_worker_stopped_in_the_middle_of_a_delivery_sends_nothing_twice(
    server: ServerProcess, mailbox: Mailbox, database: Database
) -> None:
    server.start()
    citizens = [RemoteCitizen(server).accept_cookies().to_code() for _ in range(3)]
    mailbox.faults.slow_down(0.5)
    server.start_worker()
    mailbox.wait_for_data()
    server.stop_worker()
    with database.read() as session:
        left = session.scalar(select(func.count()).select_from(Mail).where(Mail.state != "sent"))
    sent_before = len(mailbox.mails())
    server.start_worker()
    codes = [citizen.code() for citizen in citizens]
    server.stop_worker()
    assert left == 3 - sent_before
    assert len(codes) == len(mailbox.mails()) == 3


def test_worker_killed_in_the_middle_of_a_delivery_leaves_the_mail_to_be_sent_again(
    server: ServerProcess, mailbox: Mailbox, database: Database
) -> None:
    server.start()
    citizen = RemoteCitizen(server).accept_cookies().to_code()
    mailbox.faults.slow_down(60)
    server.start_worker()
    mailbox.wait_for_data()
    server.kill_worker()
    mailbox.faults.clear()
    with database.read() as session:
        claimed = session.scalars(select(Mail)).one()
    assert claimed.state == "queued"
    assert claimed.claimed_until is not None
    assert mailbox.mails(citizen.email) == []


def test_clean_stop_of_the_server_finishes_and_says_nothing_of_a_failure(server: ServerProcess) -> None:
    server.start()
    citizen = RemoteCitizen(server).accept_cookies()
    assert citizen.fill_identity().status_code == 303
    server.stop()
    levels = {json.loads(line)["level"] for line in server.log().splitlines() if line.startswith("{")}
    assert levels == {"info"}
    assert "Traceback" not in server.log()
