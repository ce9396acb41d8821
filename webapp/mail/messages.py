"""Mails as they travel: a folder of templates each, rendered as text and as HTML.

No mail holds a name or a social security number. Links come from the settings alone, never from a request.
"""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from pathlib import Path

from babel.support import NullTranslations
from email_validator import validate_email
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from webapp.languages.catalogues import SOURCE, Catalogues
from webapp.mail.outbox import Content
from webapp.settings import Settings

# The value that names the language of a mail, where it is not French.
LANGUAGE = "language"

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Envelope:
    """A message with the two addresses that mail servers read."""

    sender: str
    recipient: str
    message: EmailMessage


class Composer:
    """Writes the messages of one deployment."""

    def __init__(self, settings: Settings) -> None:
        name, address = parseaddr(settings.mail_from)
        self._sender = Address(name, addr_spec=address)
        catalogues = Catalogues(settings.translations, settings.languages)
        self._environments = {tag: _environment(settings, tag, catalogues.of(tag)) for tag in catalogues.tags}

    def compose(self, mail_id: str, template: str, content: Content, now: datetime) -> Envelope:
        """Return the mail ``mail_id``, dated ``now``, in the language that its values name, else in French.

        Its Message-ID depends on ``mail_id`` alone, so that a mail sent twice is recognised as one.

        Raises:
            email_validator.EmailNotValidError: no mail server could take the address.

        """
        recipient = deliverable(content.to)
        message = EmailMessage(SMTP)
        message["Subject"] = self._render(template, "subject.txt", content).strip()
        message["From"] = self._sender
        message["To"] = Address(addr_spec=recipient)
        message["Date"] = now
        message["Message-ID"] = f"<{mail_id}@{self._sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(self._render(template, "body.txt", content), cte="quoted-printable")
        html = self._render(template, "body.html", content)
        message.add_alternative(html, subtype="html", cte="quoted-printable")
        # Set before, it would have moved to the text part alone.
        message["Content-Language"] = self._language(content)
        return Envelope(self._sender.addr_spec, recipient, message)

    def _render(self, template: str, part: str, content: Content) -> str:
        environment = self._environments[self._language(content)]
        return environment.get_template(f"{template}/{part}").render(content.values)

    def _language(self, content: Content) -> str:
        asked = content.values.get(LANGUAGE, SOURCE)
        return asked if asked in self._environments else SOURCE


def _environment(settings: Settings, tag: str, translations: NullTranslations) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        base_url=settings.base_url.rstrip("/"),
        service_name=settings.service_name,
        contact_email=settings.contact_email,
        language=tag,
    )
    return environment


def deliverable(address: str) -> str:
    """Return ``address`` in ASCII letters only, its domain in the IDNA form.

    Raises:
        email_validator.EmailNotValidError: no mail server could take it.

    """
    checked = validate_email(address, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    return checked.ascii_email or checked.normalized
