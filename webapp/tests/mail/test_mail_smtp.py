"""Mail servers with TLS and a login; their authority is made for the test."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from fixtures.mailbox import Mailbox
from webapp.mail.messages import Envelope
from webapp.mail.smtp import MAILS_OF_A_CONNECTION, Postman, Reply
from webapp.models import MailState
from webapp.settings import Settings

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail server of a test")])
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a file with a key and the certificate of 127.0.0.1 that it signs."""
    key = ec.generate_private_key(ec.SECP256R1())
    today = datetime.now(UTC)  # noqa: TID251 - TLS asks the machine's clock, not ours
    certificate = (
        x509.CertificateBuilder()
        .subject_name(NAME)
        .issuer_name(NAME)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - DAY)
        .not_valid_after(today + DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
    return file


@pytest.fixture
def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trust(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))


def only_the_right_password(
    _server: object, _session: object, _envelope: object, _mechanism: str, given: object
) -> AuthResult:
    return AuthResult(success=given == LoginPassword(b"service", b"secret"), handled=False)


@pytest.fixture
def strict_mailbox(server_context: ssl.SSLContext) -> Iterator[Mailbox]:
    """Run a server that wants STARTTLS, then a login."""
    options = {"tls_context": server_context, "require_starttls": True, "auth_required": True}
    with Mailbox(authenticator=only_the_right_password, **options) as mailbox:
        yield mailbox


@pytest.fixture
def envelope() -> Envelope:
    return Envelope("service@exemple.fr", "lea@exemple.fr", b"Subject: Bonjour\r\n\r\nBonjour\r\n")


def towards(mailbox: Mailbox, settings: Settings, **changes: object) -> Settings:
    login = {"smtp_username": "service", "smtp_password": SecretStr("secret")}
    return settings.model_copy(
        update={"smtp_port": mailbox.port, "smtp_security": "starttls"} | login | changes
    )


def test_starttls_and_login_deliver(
    strict_mailbox: Mailbox, mail_settings: Settings, trust: ssl.SSLContext, envelope: Envelope
) -> None:
    postman = Postman(towards(strict_mailbox, mail_settings), trust)
    assert postman.hand_over(envelope) == Reply(MailState.SENT, 250)
    assert len(strict_mailbox.mails("lea@exemple.fr")) == 1


def test_tls_from_the_start_delivers(
    server_context: ssl.SSLContext, mail_settings: Settings, trust: ssl.SSLContext, envelope: Envelope
) -> None:
    with Mailbox(ssl_context=server_context) as mailbox:
        settings = towards(mailbox, mail_settings, smtp_security="tls", smtp_username="")
        assert Postman(settings, trust).hand_over(envelope) == Reply(MailState.SENT, 250)


def test_a_certificate_of_an_unknown_authority_gets_no_mail(
    strict_mailbox: Mailbox, mail_settings: Settings, envelope: Envelope
) -> None:
    reply = Postman(towards(strict_mailbox, mail_settings)).hand_over(envelope)
    assert reply == Reply(MailState.DELAYED)
    assert strict_mailbox.mails() == []


def test_a_server_without_starttls_gets_no_mail(
    mailbox: Mailbox, mail_settings: Settings, trust: ssl.SSLContext, envelope: Envelope
) -> None:
    reply = Postman(towards(mailbox, mail_settings), trust).hand_over(envelope)
    assert reply == Reply(MailState.DELAYED)
    assert mailbox.mails() == []


def test_a_refused_login_delays_the_mail(
    strict_mailbox: Mailbox, mail_settings: Settings, trust: ssl.SSLContext, envelope: Envelope
) -> None:
    settings = towards(
        strict_mailbox, mail_settings, smtp_password=SecretStr("wrong"), smtp_timeout_seconds=10
    )
    assert Postman(settings, trust).hand_over(envelope) == Reply(MailState.DELAYED, 535)
    assert strict_mailbox.mails() == []


@pytest.fixture
def logins() -> list[object]:
    """Return the logins that were tried: one a connection."""
    return []


@pytest.fixture
def counting_mailbox(server_context: ssl.SSLContext, logins: list[object]) -> Iterator[Mailbox]:
    """Run a server that notes each login."""

    def note(*asked: object) -> AuthResult:
        logins.append(asked[-1])
        return AuthResult(success=True)

    options = {"tls_context": server_context, "require_starttls": True, "auth_required": True}
    with Mailbox(authenticator=note, **options) as mailbox:
        yield mailbox


@pytest.fixture
def postman(counting_mailbox: Mailbox, mail_settings: Settings, trust: ssl.SSLContext) -> Postman:
    return Postman(towards(counting_mailbox, mail_settings), trust)


def test_next_mail_takes_the_connection_of_the_one_before(
    counting_mailbox: Mailbox, postman: Postman, envelope: Envelope, logins: list[object]
) -> None:
    assert [postman.hand_over(envelope).state for _ in range(3)] == [MailState.SENT] * 3
    assert len(counting_mailbox.mails()) == 3
    assert len(logins) == 1


def test_no_connection_carries_more_mails_than_servers_like(
    postman: Postman, envelope: Envelope, logins: list[object]
) -> None:
    replies = {postman.hand_over(envelope).state for _ in range(MAILS_OF_A_CONNECTION + 1)}
    assert replies == {MailState.SENT}
    assert len(logins) == 2


def test_mail_after_the_server_hung_up_leaves_at_once_and_once(
    counting_mailbox: Mailbox, postman: Postman, envelope: Envelope
) -> None:
    postman.hand_over(envelope)
    counting_mailbox.stop()
    counting_mailbox.start()
    assert postman.hand_over(envelope).state == MailState.SENT
    assert len(counting_mailbox.mails()) == 2


def test_connection_on_which_something_went_wrong_is_given_up(
    counting_mailbox: Mailbox, postman: Postman, envelope: Envelope, logins: list[object]
) -> None:
    counting_mailbox.faults.refuse_message(envelope.recipient)
    assert postman.hand_over(envelope).state == MailState.REFUSED
    counting_mailbox.faults.clear()
    assert postman.hand_over(envelope).state == MailState.SENT
    assert len(counting_mailbox.mails()) == 1
    assert len(logins) == 2
