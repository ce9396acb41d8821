"""Mails as they travel: a folder of templates each, rendered as text and as HTML.

No mail holds a name or a social security number. Links come from the settings alone, never from a request.
"""

import secrets
from binascii import b2a_qp
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from pathlib import Path

from babel.support import NullTranslations
from email_validator import validate_email
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from webapp.languages.catalogues import PARAMETER, SOURCE, Catalogues, direction_of
from webapp.mail.outbox import Content
from webapp.settings import Settings

# The value that names the language of a mail, where it is not French.
LANGUAGE = "language"

_TEMPLATES = Path(__file__).parent / "templates"
_ENDINGS = {"plain": "txt", "html": "html"}
_LINE = "\r\n"


@dataclass(frozen=True)
class Envelope:
    """A message as it travels, with the two addresses that mail servers read."""

    sender: str
    recipient: str
    message: bytes


class Composer:
    """Writes the messages of one deployment."""

    def __init__(self, settings: Settings) -> None:
        name, self._address = parseaddr(settings.mail_from)
        self._from = formataddr((name, self._address))
        self._domain = self._address.rpartition("@")[2]
        catalogues = Catalogues(settings.translations, settings.languages)
        self._environments = {tag: _environment(settings, tag, catalogues.of(tag)) for tag in catalogues.tags}

    def compose(self, mail_id: str, template: str, content: Content, now: datetime) -> Envelope:
        """Return the mail ``mail_id``, dated ``now``, in the language that its values name, else in French.

        Its Message-ID depends on ``mail_id`` alone, so that a mail sent twice is recognised as one.

        Raises:
            email_validator.EmailNotValidError: no mail server could take the address.

        """
        recipient = deliverable(content.to)
        headers = {
            "Subject": _encoded(self._render(template, "subject.txt", content).strip()),
            "From": self._from,
            "To": recipient,
            "Date": format_datetime(now),
            "Message-ID": f"<{mail_id}@{self._domain}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": self._language(content),
        }
        parts = {f"text/{kind}": self._render(template, f"body.{ending}", content) for kind, ending in _ENDINGS.items()}
        return Envelope(self._address, recipient, _written(headers, parts))

    def _render(self, template: str, part: str, content: Content) -> str:
        environment = self._environments[self._language(content)]
        return environment.get_template(f"{template}/{part}").render(content.values)

    def _language(self, content: Content) -> str:
        asked = content.values.get(LANGUAGE, SOURCE)
        return asked if asked in self._environments else SOURCE


def _written(headers: dict[str, str], parts: Mapping[str, str]) -> bytes:
    """Return a message of alternative parts (RFC 5322, RFC 2046) in seven bits.

    Python's own writer of mails parses each header that it writes: that took a third of what a mail costs.
    """
    # An underscore follows no « = » in what is quoted-printable: no line of a part begins like this.
    boundary = f"=_{secrets.token_hex(16)}"
    kind = f'multipart/alternative;{_LINE} boundary="{boundary}"'
    head = _head(headers | {"MIME-Version": "1.0", "Content-Type": kind})
    bodies = (f"--{boundary}{_LINE}{_part(kind, text)}" for kind, text in parts.items())
    return f"{head}{''.join(bodies)}--{boundary}--{_LINE}".encode("ascii")


def _part(kind: str, text: str) -> str:
    encoding = {"Content-Type": f'{kind}; charset="utf-8"', "Content-Transfer-Encoding": "quoted-printable"}
    lines = "".join(f"{line}{_LINE}" for line in text.splitlines())
    return f"{_head(encoding)}{b2a_qp(lines.encode()).decode()}{_LINE}"


def _head(headers: Mapping[str, str]) -> str:
    return "".join(f"{name}: {value}{_LINE}" for name, value in headers.items()) + _LINE


def _encoded(subject: str) -> str:
    """Return a subject in encoded words (RFC 2047), which hold no line's end but their own."""
    return Header(subject, "utf-8", header_name="Subject").encode(linesep=_LINE)


def _environment(settings: Settings, tag: str, translations: NullTranslations) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        auto_reload=False,
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
        franceconnect_name=settings.franceconnect_name,
        contact_email=settings.contact_email,
        language=tag,
        direction=direction_of(tag),
        in_language="" if tag == SOURCE else f"?{PARAMETER}={tag}",
    )
    return environment


def deliverable(address: str) -> str:
    """Return ``address`` in ASCII letters only, its domain in the IDNA form.

    Raises:
        email_validator.EmailNotValidError: no mail server could take it.

    """
    checked = validate_email(address, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    return checked.ascii_email or checked.normalized
