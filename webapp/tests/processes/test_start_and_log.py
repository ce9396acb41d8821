"""What an instance forgets at its start, and that all it writes are lines of our own, without what requests hold."""

import json
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import requests

from fixtures.server_process import ROOT, ServerProcess
from webapp.tests.citizen import NIR

FAILING_LIBRARY = """
import logging, webapp
webapp.create_app()
try:
    int("typed")
except ValueError:
    logging.getLogger("sqlalchemy.pool").exception("Of %s", "typed")
"""
TOKEN = "jeton-de-surveillance-de-quarante-lettres"


def told(server: ServerProcess, text: str) -> bytes:
    """Send a text that need be no HTTP, and return the answer."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(text.encode())
        return connection.recv(65_536)


def test_request_that_is_no_http_is_logged_by_its_kind_alone(server: ServerProcess) -> None:
    server.start()
    answer = told(server, f"NIR {NIR}\r\n\r\n")
    server.stop()
    lines = [json.loads(line) for line in server.log().splitlines()]
    (said,) = [line for line in lines if line["event"] == "gunicorn"]
    assert answer.startswith(b"HTTP/1.1 400")
    assert (said["level"], said["said"], said["error"]) == ("warning", "Invalid request", "InvalidRequestLine")
    assert NIR not in server.log()
    assert "127.0.0.1" not in server.log()


def test_process_that_cannot_start_says_why(server: ServerProcess) -> None:
    server.environment |= {"SIGNUP_NETWORK_LIMIT": "20 per 10 minuets", "WEB_PROCESSES": "1"}
    assert server.wait_for_refusal() != 0
    lines = [json.loads(line) for line in server.log().splitlines() if line.startswith("{")]
    assert any("une limite s’écrit" in line.get("why", "") for line in lines)


def test_library_that_fails_is_told_by_its_words_and_kind_alone(server: ServerProcess) -> None:
    command = (sys.executable, "-c", FAILING_LIBRARY)
    told = subprocess.run(command, cwd=ROOT, env=server.environment, capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter
    line = json.loads(told.stderr)
    assert (line["event"], line["library"]) == ("library.failed", "sqlalchemy.pool")
    assert (line["said"], line["error"]) == ("Of %s", "ValueError")


def test_instance_counts_from_nothing_at_each_start(server: ServerProcess) -> None:
    folder = server.directory / "metrics"
    server.environment |= {"METRICS_TOKEN": TOKEN, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    server.start()
    [requests.get(f"{server.url}/aide", timeout=60) for _ in range(5)]
    server.stop()
    others = ("signup.db", "counters.db", "counter_1.txt")
    [(folder / name).touch() for name in others]
    server.start()
    requests.get(f"{server.url}/aide", timeout=60)
    text = requests.get(f"{server.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60).text
    assert 'request_seconds_count{method="GET",route="/aide",status="200"} 1.0' in text
    assert [name for name in others if not (folder / name).exists()] == []


def test_processes_that_take_the_place_of_others_count_on_in_their_files(server: ServerProcess) -> None:
    folder = server.directory / "metrics"
    server.environment |= {
        "METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(folder),
        "WEB_REQUESTS_PER_PROCESS": "4",
    }
    server.start(processes=2)
    [requests.get(f"{server.url}/aide", timeout=60) for _ in range(40)]
    text = requests.get(f"{server.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60).text
    assert 'request_seconds_count{method="GET",route="/aide",status="200"} 40.0' in text
    names = {file.name for file in folder.iterdir()}
    assert names == {f"{kind}_{number}.db" for kind in ("counter", "histogram") for number in (0, 1)}
