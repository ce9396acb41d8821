"""Mails are written in the language of whoever reads them."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from webapp.mail.messages import Composer
from webapp.mail.outbox import Content
from webapp.settings import Settings
from webapp.tests.citizen import Citizen
from webapp.tests.languages.readers import french_of, holds_french

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CODE = {"code": "042137", "valid_until": "10:45", "account_exists": "oui"}
SUBJECTS = {
    "code": "042137 is your verification code – Training",
    "account_exists": "You already have an account – Training",
    "number_used_elsewhere": "Someone tried to sign up with your number – Training",
    "welcome": "Your account has been created – Training",
    "link_code": "042137 is your linking code – Training",
    "linked": "You can also sign in with FranceConnect+ – Training",
}


@pytest.fixture
def composer(mail_settings: Settings) -> Composer:
    names = {"service_name": "Training", "contact_email": "help@example.com", "base_url": "https://example.com"}
    return Composer(mail_settings.model_copy(update=names))


def compose(composer: Composer, template: str, language: str) -> EmailMessage:
    content = Content("lea@exemple.fr", CODE | {"language": language})
    return message_from_bytes(composer.compose("a1b2", template, content, NOW).message, policy=default)


def part(message: EmailMessage, kind: str) -> str:
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


@pytest.mark.parametrize(("template", "subject"), SUBJECTS.items(), ids=SUBJECTS)
def test_mail_for_a_reader_of_english_holds_no_french(composer: Composer, template: str, subject: str) -> None:
    message = compose(composer, template, "en")
    text = re.sub(r"https://\S+", "", part(message, "plain"))
    assert message["Subject"] == subject
    assert not holds_french(text)
    assert french_of(part(message, "html")) == set()


def test_mail_says_which_language_it_is_in(composer: Composer) -> None:
    message = compose(composer, "welcome", "en")
    assert message["Content-Language"] == "en"
    assert '<html lang="en" dir="ltr">' in part(message, "html")
    assert 'lang="fr"' not in part(message, "html")


@pytest.mark.parametrize("template", SUBJECTS)
def test_links_of_a_mail_lead_to_pages_in_its_language(composer: Composer, template: str) -> None:
    message = compose(composer, template, "en")
    links = re.findall(r"https://example.com/\w[^\s\"]*", part(message, "plain") + part(message, "html"))
    assert links
    assert [link for link in links if "?langue=en" not in link] == []


@pytest.mark.parametrize("language", ["", "xx", "../en"])
def test_language_that_is_not_offered_any_more_is_french(composer: Composer, language: str) -> None:
    message = compose(composer, "welcome", language)
    assert message["Content-Language"] == "fr"
    assert "Bienvenue" in part(message, "plain")


def test_code_and_welcome_come_in_the_language_of_the_sign_up(citizen: Citizen) -> None:
    citizen.get("/?langue=en")
    citizen.to_account()
    code, welcome = citizen.deliver()
    assert code.subject.startswith(f"{code.code()} is your verification code")
    assert "valid for 15 minutes, until 10:45 (Paris time)" in code.text
    assert welcome.subject.startswith("Your account has been created")


def test_owner_is_warned_in_the_language_of_their_account(citizen: Citizen, another_citizen: Citizen) -> None:
    citizen.get("/?langue=en")
    citizen.to_account()
    another_citizen.fill_identity()
    *_, warning = citizen.deliver()
    assert warning.subject.startswith("Someone tried to sign up with your number")
    (told,) = another_citizen.deliver()
    assert told.subject.startswith("Vous avez déjà un compte")
