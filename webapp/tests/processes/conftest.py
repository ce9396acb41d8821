"""Real processes on files and a mail server of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.mailbox import Mailbox
from fixtures.server_process import ServerProcess
from webapp.database import Database
from webapp.tests.processes.remote_citizen import RemoteCitizen


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def server(tmp_path: Path, mailbox: Mailbox, database_url: str) -> Iterator[ServerProcess]:
    """Return a deployment of which nothing runs yet."""
    with ServerProcess(tmp_path, mailbox, DATABASE_URL=database_url) as server:
        yield server


@pytest.fixture
def database(server: ServerProcess) -> Iterator[Database]:
    database = Database(server.environment["DATABASE_URL"])
    yield database
    database.close()


@pytest.fixture
def remote(server: ServerProcess) -> RemoteCitizen:
    """Return a citizen in front of the deployment, with web server and worker running."""
    server.start(processes=3).start_worker()
    return RemoteCitizen(server).accept_cookies()


@pytest.fixture
def another(server: ServerProcess, remote: RemoteCitizen) -> RemoteCitizen:
    """Return a second citizen, with another browser and address but the same number."""
    assert remote.client
    return RemoteCitizen(server).accept_cookies()
