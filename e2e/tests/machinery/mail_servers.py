"""Just enough of other people's mail servers to read mails from: Mailpit's HTTP API, and IMAP."""

import json
import socketserver
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from e2e.tests.machinery.serving import LOOPBACK, serving

IMAP = f"imap://{LOOPBACK}"


def raw_mail(recipient: str, code: str) -> bytes:
    """Return a mail that holds a code."""
    return f"From: a@exemple.fr\r\nTo: {recipient}\r\nSubject: {code} est votre code\r\n\r\n{code}\r\n".encode()


@contextmanager
def mailpit(mails: Mapping[str, bytes], asked: list[str]) -> Iterator[str]:
    """Serve mails by their id, the newest last, as Mailpit does; note what is asked."""

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            path = urlsplit(self.path).path
            found = [{"ID": name, "From": {"Address": "a@exemple.fr"}} for name in reversed(mails)]
            search = json.dumps({"messages": found}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(search if path.endswith("/search") else mails[path.split("/")[-2]])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(HTTPServer((LOOPBACK, 0), Api)) as port:
        yield f"http://{LOOPBACK}:{port}"


@contextmanager
def imap(
    mails: Mapping[int, bytes], asked: list[str], *, refused: str = "", at: str = IMAP, certificate: Path = Path()
) -> Iterator[str]:
    """Serve an INBOX, its mails by their UID, the newest last; note what is asked, and refuse a command.

    At imaps://… it is over TLS with a certificate from the start, at imap://… once STARTTLS is said.
    """
    scheme, host = urlsplit(at).scheme, urlsplit(at).hostname or ""

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(ssl.SSLError):
                if scheme == "imaps":
                    self._seal()
                self._answer()

        def _answer(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            while line := self.rfile.readline():
                asked.append(line.decode().strip())
                tag, command, *rest = asked[-1].split(" ", 2)
                self.wfile.write(_IMAP_ANSWERS.get(command, _nothing)(mails, rest))
                verdict = "NO" if command == refused else "OK"
                self.wfile.write(f"{tag} {verdict} done\r\n".encode())
                if command == "STARTTLS":
                    self._seal()

        def _seal(self) -> None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.request = context.wrap_socket(self.request, server_side=True)
            self.setup()

        def finish(self) -> None:
            super().finish()
            self.request.close()

    with serving(socketserver.TCPServer((host, 0), Session)) as port:
        yield f"{at}:{port}"


def certified(host: str, folder: Path) -> Path:
    """Return a file with a key and its certificate, for which nobody vouches but the key itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)  # noqa: TID251 - clients judge it by the machine's clock
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form) + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


def _nothing(*_: object) -> bytes:
    return b""


def _found(numbers: Iterable[int]) -> bytes:
    return b"* SEARCH %s\r\n" % " ".join(map(str, numbers)).encode()


def _fetched(mails: Mapping[int, bytes], rest: list[str]) -> bytes:
    number = int(rest[0].split()[0])
    mail = list(mails.values())[number - 1]
    return b"* %d FETCH (BODY[] {%d}\r\n%s)\r\n" % (number, len(mail), mail)


def _by_uid(mails: Mapping[int, bytes], rest: list[str]) -> bytes:
    command, uid, *_ = rest[0].split()
    if command == "SEARCH":
        return _found(mails)
    return _fetched(mails, [str(list(mails).index(int(uid)) + 1)])


_IMAP_ANSWERS: Mapping[str, Callable[[Mapping[int, bytes], list[str]], bytes]] = {
    "CAPABILITY": lambda *_: b"* CAPABILITY IMAP4rev1 STARTTLS\r\n",
    "EXAMINE": lambda mails, _: b"* %d EXISTS\r\n" % len(mails),
    "SEARCH": lambda mails, _: _found(range(1, len(mails) + 1)),
    "FETCH": _fetched,
    "UID": _by_uid,
    "LOGOUT": lambda *_: b"* BYE\r\n",
}
