"""What the mails say, and how they travel."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from email_validator import EmailNotValidError
from jinja2 import UndefinedError

from webapp.mail.messages import Composer, deliverable
from webapp.mail.outbox import Content
from webapp.settings import Settings

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CODE = {"code": "042137", "valid_until": "10\u00a0h\u00a045", "account_exists": ""}
TEMPLATES = {"code": CODE, "account_exists": {}, "number_used_elsewhere": {}, "welcome": {}}
every_template = pytest.mark.parametrize(("template", "values"), TEMPLATES.items(), ids=TEMPLATES)


@pytest.fixture
def composer(mail_settings: Settings) -> Composer:
    return Composer(mail_settings.model_copy(update={"base_url": "https://compte.exemple.fr"}))


def written(composer: Composer, template: str, values: dict[str, str]) -> bytes:
    return composer.compose("a1b2", template, Content("lea@exemple.fr", values), NOW).message


def compose(composer: Composer, template: str, values: dict[str, str]) -> EmailMessage:
    return message_from_bytes(written(composer, template, values), policy=default)


def part(message: EmailMessage, kind: str) -> str:
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


@every_template
def test_a_mail_is_text_and_html_in_french(composer: Composer, template: str, values: dict[str, str]) -> None:
    message = compose(composer, template, values)
    assert message.get_content_type() == "multipart/alternative"
    assert [body.get_content_type() for body in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Content-Language"] == "fr"
    assert '<html lang="fr" dir="ltr">' in part(message, "html")


@every_template
def test_a_mail_says_that_a_machine_sent_it(
    composer: Composer, template: str, values: dict[str, str]
) -> None:
    message = compose(composer, template, values)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Message-ID"] == "<a1b2@compte-formation.example>"
    assert message["Date"].datetime == NOW


@every_template
def test_a_mail_travels_through_servers_of_seven_bits(
    composer: Composer, template: str, values: dict[str, str]
) -> None:
    raw = written(composer, template, values)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert raw.count(b"\n") == raw.count(b"\r") == raw.count(b"\r\n")


@every_template
def test_a_mail_is_what_readers_of_mails_find_without_defect(
    composer: Composer, template: str, values: dict[str, str]
) -> None:
    message = compose(composer, template, values)
    assert [defect for each in message.walk() for defect in each.defects] == []
    assert [defect for each in message.walk() for value in each.values() for defect in value.defects] == []
    assert message["MIME-Version"] == "1.0"
    assert message["To"].addresses[0].addr_spec == "lea@exemple.fr"
    assert part(message, "plain").endswith(".\n")


@every_template
def test_a_mail_is_light_and_links_to_the_service_alone(
    composer: Composer, template: str, values: dict[str, str]
) -> None:
    html = part(compose(composer, template, values), "html")
    assert len(html.encode()) <= 5 * 1024
    assert html.count("href=") == html.count('href="https://compte.exemple.fr/') + html.count('href="mailto:')
    assert "src=" not in html


def test_the_code_comes_first_in_the_subject_and_stands_on_its_own_line(composer: Composer) -> None:
    message = compose(composer, "code", CODE)
    assert message["Subject"].startswith("042137 est votre code de vérification")
    assert "\n042137\n" in part(message, "plain")
    assert "15\u00a0minutes, jusqu’à 10\u00a0h\u00a045" in part(message, "plain")


@pytest.mark.parametrize(("account_exists", "times"), [("oui", 1), ("", 0)], ids=["account", "no account"])
def test_only_the_mail_tells_that_the_address_has_an_account(
    composer: Composer, account_exists: str, times: int
) -> None:
    message = compose(composer, "code", CODE | {"account_exists": account_exists})
    assert part(message, "plain").count("Un compte existe déjà") == times
    assert part(message, "html").count("Un compte existe déjà") == times


def test_values_are_escaped_in_html(composer: Composer) -> None:
    html = part(compose(composer, "code", CODE | {"valid_until": "<b>midi</b>"}), "html")
    assert "&lt;b&gt;midi" in html


def test_a_missing_value_is_an_error(composer: Composer) -> None:
    with pytest.raises(UndefinedError):
        compose(composer, "code", {})


def test_an_international_domain_is_written_in_ascii() -> None:
    assert deliverable("lea@société.fr") == "lea@xn--socit-esab.fr"


def test_an_address_that_no_server_takes_is_refused() -> None:
    with pytest.raises(EmailNotValidError):
        deliverable("lea\r\nBcc: autre@exemple.fr")
