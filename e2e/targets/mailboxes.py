"""The mailboxes in which the mails of a deployment arrive. Each returns the mails of a recipient, oldest first."""

import imaplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests

from e2e.deployment import Deployment
from e2e.targets.not_verifiable import NotVerifiable
from fixtures.mailbox import ReceivedMail

TIMEOUT_SECONDS = 10
MOST_MAILS = 50
LOOPBACK = ("127.0.0.1", "localhost")


UNREADABLE = (imaplib.IMAP4.error, OSError, ValueError, LookupError, TypeError)  # OSError: those of requests too


class Mailbox(Protocol):
    """Where mails arrive."""

    def mails(self, recipient: str) -> Sequence[ReceivedMail]:
        """Return what has arrived for a recipient so far, oldest first; their ids grow."""
        ...


class NoMailbox:
    """Nobody can read the mails."""

    def mails(self, _: str) -> Sequence[ReceivedMail]:
        """Skip the test."""
        raise NotVerifiable("nothing says how this deployment's mails are read ([target] mailbox)")


class SinkMailbox:
    """The mailbox of this repository (``python -m fixtures.mailbox``)."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._url = f"{deployment.mailbox_url.rstrip('/')}/messages.json"

    def mails(self, recipient: str) -> Sequence[ReceivedMail]:
        """Return what the page of the mailbox lists."""
        with _told_plainly(self._deployment):
            mails = reversed(_json(self._url))
            return [_from_sink(mail) for mail in mails if mail["to"].casefold() == recipient.casefold()]


class MailpitMailbox:
    """Mailpit, by its HTTP API."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._url = f"{deployment.mailbox_url.rstrip('/')}/api/v1"
        self._login = (deployment.mailbox_user, deployment.mailbox_password) if deployment.mailbox_user else None

    def mails(self, recipient: str) -> Sequence[ReceivedMail]:
        """Return what Mailpit finds for the recipient."""
        asked = {"query": f'to:"{recipient}"', "limit": str(MOST_MAILS)}
        with _told_plainly(self._deployment):
            found = reversed(_json(f"{self._url}/search", params=asked, auth=self._login)["messages"])
            received = [(message["From"]["Address"], self._raw(message["ID"])) for message in found]
        return [
            ReceivedMail.parse(number, (sender, recipient), raw)
            for number, (sender, raw) in enumerate(received, start=1)
        ]

    def _raw(self, identifier: str) -> bytes:
        return _get(f"{self._url}/message/{identifier}/raw", auth=self._login).content


class ImapMailbox:
    """A real mailbox: over TLS (imaps://), or STARTTLS (imap://) but on this machine."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment

    def mails(self, recipient: str) -> Sequence[ReceivedMail]:
        """Return what the server finds for the recipient; they stay unread."""
        with _told_plainly(self._deployment), self._connection() as connection:
            connection.select("INBOX", readonly=True)
            # Numbers of messages move up where one is deleted; those that are unique (UID) grow.
            found = connection.uid("SEARCH", "TO", f'"{recipient}"')[1][0].split()
            received = {int(uid): _fetched(connection, uid) for uid in sorted(found, key=int)[-MOST_MAILS:]}
        return [ReceivedMail.parse(uid, ("", recipient), raw) for uid, raw in received.items()]

    @contextmanager
    def _connection(self) -> Iterator[imaplib.IMAP4]:
        where = urlsplit(self._deployment.mailbox_url)
        trust = ssl.create_default_context()
        protocol = partial(imaplib.IMAP4_SSL, ssl_context=trust) if where.scheme == "imaps" else imaplib.IMAP4
        with protocol(where.hostname or "", where.port or _port(where.scheme), timeout=TIMEOUT_SECONDS) as one:
            if where.scheme == "imap" and where.hostname not in LOOPBACK:
                _seal(one, trust)
            one.login(self._deployment.mailbox_user, self._deployment.mailbox_password)
            yield one


def mailbox(deployment: Deployment) -> Mailbox:
    """Return the mailbox of a deployment."""
    if deployment.mailbox == "none":
        return NoMailbox()
    return {"sink": SinkMailbox, "mailpit": MailpitMailbox, "imap": ImapMailbox}[deployment.mailbox](deployment)


@contextmanager
def _told_plainly(deployment: Deployment) -> Iterator[None]:
    """Make one sentence of what goes wrong at a mailbox: it is no fault of the service, and a traceback has a password.

    What is wrong in a mail is the service's fault: mails are parsed outside.

    Raises:
        NotVerifiable: the mailbox cannot be read.

    """
    try:
        yield
    except UNREADABLE as error:
        address, user = urlsplit(deployment.mailbox_url), deployment.mailbox_user
        where = f"{address.scheme}://{f'{user}@' if user else ''}{address.hostname}"
        raise NotVerifiable(f"the mailbox {where} cannot be read: {_why(error)}") from None


def _why(error: Exception) -> str:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"it answers with status {error.response.status_code}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid here ({error.verify_message})"
    if isinstance(error, imaplib.IMAP4.error):
        return f"it refuses ({error})"
    return f"nothing like a mailbox answers there ({type(error).__name__})"


def _seal(connection: imaplib.IMAP4, trust: ssl.SSLContext) -> None:
    try:
        connection.starttls(trust)
    except ssl.SSLError:
        connection.state = "LOGOUT"  # its socket has gone: a good-bye would fail, and hide why
        raise


def _port(scheme: str) -> int:
    return imaplib.IMAP4_SSL_PORT if scheme == "imaps" else imaplib.IMAP4_PORT


def _from_sink(mail: dict[str, Any]) -> ReceivedMail:
    return ReceivedMail(
        id=mail["id"],
        sender=mail["from"],
        recipient=mail["to"],
        raw=b"",
        **{name: mail[name] for name in ("subject", "date", "text", "html", "headers")},
    )


def _fetched(connection: imaplib.IMAP4, uid: bytes) -> bytes:
    answer: Any = connection.uid("FETCH", uid.decode(), "(BODY.PEEK[])")[1]
    return bytes(answer[0][1])


def _json(url: str, **options: Any) -> Any:
    return _get(url, **options).json()


def _get(url: str, **options: Any) -> requests.Response:
    answer = requests.get(url, timeout=TIMEOUT_SECONDS, **options)
    answer.raise_for_status()
    return answer
