"""One mail handed to one mail server, and what the server made of it. Nothing here reads or writes a row."""

import smtplib
import ssl
import threading
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from webapp.mail.messages import Envelope
from webapp.models import MailState
from webapp.settings import Settings

# Servers close what is silent for some minutes, and some what brings too many mails.
KEPT_SECONDS = 30.0
MAILS_OF_A_CONNECTION = 50
_PERMANENT = range(500, 600)
_DONE = 250


@dataclass(frozen=True)
class Reply:
    """What became of one attempt, with the server's reply code when it gave one.

    The reply's text is not kept: it often repeats the address.
    """

    state: MailState
    code: int | None = None


@dataclass
class _Connection:
    """A connection to the mail server, which ends with the thread that keeps it."""

    server: smtplib.SMTP
    mails: int = 0
    used_at: float = field(default_factory=time.monotonic)

    def is_good(self) -> bool:
        """Tell whether one mail more can be handed over; nothing is under way when the server is asked."""
        if self.mails >= MAILS_OF_A_CONNECTION or time.monotonic() - self.used_at >= KEPT_SECONDS:
            return False
        with suppress(OSError):
            return self.server.rset()[0] == _DONE
        return False

    def __post_init__(self) -> None:
        """Leave, without waiting for the server's farewell, once nobody keeps this."""
        weakref.finalize(self, self.server.close)


class Postman:
    """Hands mails to the mail server of the settings.

    To open a connection costs more than a mail: each thread keeps its own for a while. It is asked whether it is still
    good before each mail, and given up after whatever went wrong: a mail under way is never repeated here.

    Args:
        settings: the server, its security, the login and the time given to each exchange.
        trust: certificates of authorities to trust; those of the machine unless given.

    """

    def __init__(self, settings: Settings, trust: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._chosen_trust = trust
        self._kept = threading.local()

    def hand_over(self, envelope: Envelope) -> Reply:
        """Try once to deliver a mail.

        A permanent refusal of the recipient or of the message is final. Everything else can mend (the server
        is down, busy, or refuses the deployment's own login): the mail is delayed.
        """
        try:
            self._send(envelope)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, _ = refusal.recipients[envelope.recipient]
            return _refusal(code)
        except smtplib.SMTPDataError as refusal:
            return _refusal(refusal.smtp_code)
        except smtplib.SMTPResponseException as refusal:
            return Reply(MailState.DELAYED, refusal.smtp_code)
        except OSError:
            return Reply(MailState.DELAYED)
        return Reply(MailState.SENT, _DONE)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        # The machine's authorities are hundreds: a server in clear, on the same machine, does without reading them.
        return self._chosen_trust or ssl.create_default_context()

    def _send(self, envelope: Envelope) -> None:
        connection = self._take()
        connection.server.sendmail(envelope.sender, [envelope.recipient], envelope.message)
        connection.mails += 1
        connection.used_at = time.monotonic()
        self._kept.connection = connection

    def _take(self) -> _Connection:
        """Return the connection that this thread keeps, where it is good, or a new one; none is kept meanwhile."""
        kept: _Connection | None = self._kept.__dict__.pop("connection", None)
        return kept if kept and kept.is_good() else self._open()

    def _open(self) -> _Connection:
        connection = _Connection(self._connect())
        self._secure(connection.server)
        return connection

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.smtp_security == "tls":
            return smtplib.SMTP_SSL(
                settings.smtp_host,
                settings.smtp_port,
                timeout=settings.smtp_timeout_seconds,
                context=self._trust,
            )
        return smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=settings.smtp_timeout_seconds)

    def _secure(self, server: smtplib.SMTP) -> None:
        if self._settings.smtp_security == "starttls":
            server.starttls(context=self._trust)
        if self._settings.smtp_username:
            server.login(self._settings.smtp_username, self._settings.smtp_password.get_secret_value())


def _refusal(code: int) -> Reply:
    return Reply(MailState.REFUSED if code in _PERMANENT else MailState.DELAYED, code)
