"""What is no proper HTTP, or too slow, or too much: to gunicorn alone, and to nginx in front of it."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
import requests

from fixtures.mailbox import Mailbox
from fixtures.server_process import LOOPBACK, ServerProcess
from fixtures.services.nginx import PROGRAM, Nginx

PATIENCE_SECONDS = 60
THREADS = 16
LIVE = "GET /health/live HTTP/1.1"
FORM = "POST /identification HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@dataclass(frozen=True)
class Front:
    """Where requests go: gunicorn, or nginx before it; ``certificate`` is the file to trust, empty without TLS."""

    url: str
    certificate: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def connect(self) -> socket.socket:
        """Open a connection of our own, to write anything on."""
        address = urlsplit(self.url)
        plain = socket.create_connection((str(address.hostname), int(address.port or 0)), PATIENCE_SECONDS)
        if not self.certificate:
            return plain
        return ssl.create_default_context(cafile=self.certificate).wrap_socket(plain, server_hostname=address.hostname)

    def get(self, path: str, **headers: str) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(
                self.url + path, headers=headers, timeout=PATIENCE_SECONDS, verify=self.certificate or True
            )

    def said(self, *pieces: str) -> bytes:
        """Send pieces as they are, and return everything that comes back until the connection ends or is silent."""
        with self.connect() as connection:
            # Who refuses in the middle may end the connection before all is sent.
            with suppress(OSError):
                connection.sendall("".join(pieces).format(host=self.host).encode("latin-1"))
            connection.settimeout(3)
            return b"".join(received(connection))


def received(connection: socket.socket) -> Iterator[bytes]:
    try:
        while piece := connection.recv(65_536):
            yield piece
    except OSError:
        return


@pytest.fixture(scope="module")
def ports() -> tuple[int, ...]:
    return Nginx.ports()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, ports: tuple[int, ...]) -> Iterator[ServerProcess]:
    reached = {"BASE_URL": f"https://{LOOPBACK}:{ports[0]}", "TRUSTED_PROXIES": "1"}
    with Mailbox() as mailbox, ServerProcess(tmp_path_factory.mktemp("wire"), mailbox, **reached) as server:
        yield server.start()


@pytest.fixture(scope="module")
def fronts(server: ServerProcess, ports: tuple[int, ...]) -> Iterator[dict[str, Front]]:
    fronts = {"gunicorn": Front(server.url, "")}
    with ExitStack() as running:
        if Path(PROGRAM).exists():
            nginx = Nginx([urlsplit(server.url).port or 0] * 3, ports).start()
            running.callback(nginx.close)
            fronts["nginx"] = Front(nginx.url, str(nginx.certificate))
        yield fronts


@pytest.fixture(params=["gunicorn", "nginx"])
def front(request: pytest.FixtureRequest, fronts: dict[str, Front]) -> Front:
    return found(fronts, request.param)


@pytest.fixture
def proxied(fronts: dict[str, Front]) -> Front:
    return found(fronts, "nginx")


def found(fronts: dict[str, Front], name: str) -> Front:
    return fronts[name] if name in fronts else pytest.skip("nginx is not installed; « make scale » installs it")


@pytest.fixture
def opened() -> Iterator[Callable[[Front, int, str], list[socket.socket]]]:
    """Open connections that send a beginning and then wait; they are closed at the end."""
    with ExitStack() as closing:

        def begin(front: Front, number: int, text: str) -> list[socket.socket]:
            connections = [closing.enter_context(front.connect()) for _ in range(number)]
            [connection.sendall(text.format(host=front.host).encode()) for connection in connections]
            return connections

        yield begin


SLOW = {
    "body": FORM + "Content-Length: 1000\r\n\r\nnir=1",
    "headers": "GET / HTTP/1.1\r\nHost: {host}\r\nX-Slow: a",
    "chunks": FORM + "Transfer-Encoding: chunked\r\n\r\n5\r\nnir=1\r\n",
}


@pytest.mark.parametrize("beginning", SLOW.values(), ids=SLOW)
def test_a_hundred_slow_senders_keep_nobody_waiting_behind_nginx(
    proxied: Front,
    fronts: dict[str, Front],
    opened: Callable[[Front, int, str], list[socket.socket]],
    beginning: str,
) -> None:
    slow = opened(proxied, 100, beginning)
    assert len(slow) > THREADS
    assert [proxied.get("/").status_code for _ in range(5)] == [200] * 5
    assert [fronts["gunicorn"].get("/aide").status_code for _ in range(5)] == [200] * 5


def test_some_slow_senders_keep_nobody_waiting_without_nginx(
    fronts: dict[str, Front], opened: Callable[[Front, int, str], list[socket.socket]]
) -> None:
    opened(fronts["gunicorn"], THREADS // 2, SLOW["body"])
    assert [fronts["gunicorn"].get("/aide").status_code for _ in range(5)] == [200] * 5


FLOODS = {
    "a thousand headers": "".join(f"X-Flood-{number}: x\r\n" for number in range(1000)),
    "a header of 100,000 characters": f"X-Flood: {'x' * 100_000}\r\n",
    "a cookie of 100,000 characters": f"Cookie: session={'x' * 100_000}\r\n",
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_flood_of_headers_is_refused_and_the_next_request_is_answered(front: Front, flood: str) -> None:
    answer = front.said("GET / HTTP/1.1\r\nHost: {host}\r\n", flood, "Connection: close\r\n\r\n")
    assert answer.split(b" ")[1:2] in ([b"400"], [b"414"], [b"431"], [])
    assert front.get("/").status_code == 200


def test_many_cookies_change_nothing(front: Front) -> None:
    cookies = "; ".join([*(f"c{number}=x" for number in range(300)), "consentement=accepter"])
    assert front.get("/identification", Cookie=cookies).status_code == 200


def test_address_as_long_as_a_proxy_lets_through_is_answered_by_a_page(front: Front) -> None:
    assert front.get(f"/?a={'x' * 7_000}").status_code == 200


def test_long_address_is_refused(front: Front) -> None:
    answer = front.said(f"GET /{'x' * 100_000} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\n\r\n")
    assert answer.split(b" ")[1:2] in ([b"400"], [b"414"], [])
    assert front.get("/").status_code == 200


# A second request hidden in the first: who reads the length otherwise answers it (request smuggling). It is complete,
# so that it could be answered; « whole » is the length by which it is a part of the first one's body.
HIDDEN_PATH = "/hors-ligne"
HIDDEN = f"GET {HIDDEN_PATH} HTTP/1.1\r\nHost: {{host}}\r\nConnection: close\r\n\r\n"
NO_CHUNK = "0\r\n\r\n"
SMUGGLED = {
    "length and chunks": ("Content-Length: {whole}\r\nTransfer-Encoding: chunked", NO_CHUNK),
    "chunks and length": ("Transfer-Encoding: chunked\r\nContent-Length: {whole}", NO_CHUNK),
    "two lengths": ("Content-Length: 0\r\nContent-Length: {whole}", ""),
    "list of lengths": ("Content-Length: 0, {whole}", ""),
    "length with a sign": ("Content-Length: +0", ""),
    "chunks spelt otherwise": ("Transfer-Encoding: xchunked\r\nContent-Length: {whole}", NO_CHUNK),
    "chunks twice": ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", NO_CHUNK),
    "space before the colon": ("Transfer-Encoding : chunked\r\nContent-Length: {whole}", NO_CHUNK),
    "tab around chunked": ("Transfer-Encoding:\tchunked\x0b\r\nContent-Length: {whole}", NO_CHUNK),
    "folded line": ("Transfer-Encoding:\r\n chunked\r\nContent-Length: {whole}", NO_CHUNK),
    "line feed alone": ("X: y\nTransfer-Encoding: chunked\r\nContent-Length: {whole}", NO_CHUNK),
    "chunk of a bad size": ("Transfer-Encoding: chunked", "0x0\r\n\r\n"),
    "underscore": ("Transfer_Encoding: chunked\r\nContent-Length: {whole}", NO_CHUNK),
}


def statuses_of_smuggled(front: Front, headers: str, body: str) -> list[int]:
    """Send a form with a request hidden in it, and return the status of each answer."""
    whole = len(body + HIDDEN.format(host=front.host))
    said = front.said(FORM, headers.replace("{whole}", f"{whole}"), "\r\n\r\n", body, HIDDEN)
    return [int(line.split(b" ")[1]) for line in said.split(b"\r\n") if line.startswith(b"HTTP/1.")]


@pytest.mark.parametrize(("headers", "body"), SMUGGLED.values(), ids=SMUGGLED)
def test_hidden_request_is_no_request(front: Front, server: ServerProcess, headers: str, body: str) -> None:
    """It ends with the first one, of whose body it is a part at most; the next citizen gets the page asked for."""
    before = server.log().count(HIDDEN_PATH)
    (status,) = statuses_of_smuggled(front, headers, body)
    assert status in (400, 403, 501)
    path, own = ("/health/live", "ok\n") if front.certificate == "" else ("/aide", "Aide à l’inscription")
    nexts = [front.get(path) for _ in range(3)]
    assert [answer.status_code for answer in nexts] == [200] * 3
    assert all(own in answer.text for answer in nexts)
    assert server.log().count(HIDDEN_PATH) == before


def test_request_that_is_not_hidden_is_answered_and_logged(front: Front, server: ServerProcess) -> None:
    before = server.log().count(HIDDEN_PATH)
    assert front.said(HIDDEN).startswith(b"HTTP/1.1 200 ")
    assert server.log().count(HIDDEN_PATH) == before + 1


class Credulous(StreamRequestHandler):
    """Takes each line that looks like the beginning of a request for one, whatever is said of lengths."""

    def handle(self) -> None:
        for line in iter(self.rfile.readline, b"Connection: close\r\n"):
            if line.endswith(b" HTTP/1.1\r\n"):
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize(("headers", "body"), SMUGGLED.values(), ids=SMUGGLED)
def test_measure_sees_a_hidden_request_that_is_answered(headers: str, body: str) -> None:
    with ThreadingTCPServer((LOOPBACK, 0), Credulous) as credulous:
        Thread(target=credulous.serve_forever, daemon=True).start()
        front = Front(f"http://{LOOPBACK}:{credulous.server_address[1]}", "")
        assert statuses_of_smuggled(front, headers, body) == [200, 200]
        credulous.shutdown()


POISON = ("ailleurs.example", "ailleurs.example:443", "127.0.0.1@ailleurs.example", "127.0.0.1, ailleurs.example")


@pytest.mark.parametrize("host", POISON)
def test_other_host_gets_no_page_that_names_it(front: Front, host: str) -> None:
    said = front.said(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert b" 200 " not in said.split(b"\r\n")[0]
    assert b"ailleurs.example" not in said


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Forwarded-Server", "Forwarded", "X-Original-URL", "X-Host"])
def test_forwarded_names_change_no_page(front: Front, name: str) -> None:
    answer = front.get("/identification", **{name: "ailleurs.example"})
    assert answer.status_code == 200
    assert "ailleurs.example" not in answer.text + str(answer.headers)
    assert answer.headers["Cache-Control"] == "no-store"


def test_absolute_address_of_another_host_gets_no_page(front: Front) -> None:
    said = front.said("GET http://ailleurs.example/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
    assert b"ailleurs.example" not in said


@pytest.mark.parametrize("path", ["/metrics", "/health/live", "/health/ready"])
def test_what_is_for_operators_is_closed_at_nginx(proxied: Front, path: str) -> None:
    assert proxied.get(path).status_code == 404
