"""One mail handed to one mail server, and what the server made of it. Nothing here reads or writes a row."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property

from webapp.mail.messages import Envelope
from webapp.models import MailState
from webapp.settings import Settings

_PERMANENT = range(500, 600)


@dataclass(frozen=True)
class Reply:
    """What became of one attempt, with the server's reply code when it gave one.

    The reply's text is not kept: it often repeats the address.
    """

    state: MailState
    code: int | None = None


class Postman:
    """Hands mails to the mail server of the settings.

    Args:
        settings: the server, its security, the login and the time given to each exchange.
        trust: certificates of authorities to trust; those of the machine unless given.

    """

    def __init__(self, settings: Settings, trust: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._chosen_trust = trust

    def hand_over(self, envelope: Envelope) -> Reply:
        """Try once to deliver a mail.

        A permanent refusal of the recipient or of the message is final. Everything else can mend (the server
        is down, busy, or refuses the deployment's own login): the mail is delayed.
        """
        try:
            with self._connection() as server:
                server.send_message(envelope.message, envelope.sender, [envelope.recipient])
        except smtplib.SMTPRecipientsRefused as refusal:
            code, _ = refusal.recipients[envelope.recipient]
            return _refusal(code)
        except smtplib.SMTPDataError as refusal:
            return _refusal(refusal.smtp_code)
        except smtplib.SMTPResponseException as refusal:
            return Reply(MailState.DELAYED, refusal.smtp_code)
        except OSError:
            return Reply(MailState.DELAYED)
        return Reply(MailState.SENT, 250)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        # The machine's authorities are hundreds: a server in clear, on the same machine, does without reading them.
        return self._chosen_trust or ssl.create_default_context()

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        server = self._connect()
        try:
            self._secure(server)
            yield server
            # The mail is delivered: a farewell that fails changes nothing to it.
            with suppress(OSError):
                server.quit()
        finally:
            server.close()

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
