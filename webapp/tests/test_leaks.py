"""After a whole journey with its errors, what was typed stands nowhere in clear."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from fixtures.mailbox import Mailbox
from webapp.models import Mail
from webapp.services import Services
from webapp.settings import Settings
from webapp.signup.visit import Visit
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.conftest import KEY
from webapp.tests.markup import Markup

NAME = "Quérouil-Ravanel"
STREET = "17 impasse des Hirondelles"
PHONE = "06 98 76 54 32"
WRONG_PASSWORD = "Perdu-perdu-perdu-99"


class Journey:
    """A citizen who makes every mistake on the way to an account; what was typed, and all that came back."""

    def __init__(self, citizen: Citizen) -> None:
        self.citizen = citizen
        self.answers: list[TestResponse] = []
        self.secrets = {NIR, NAME, STREET, PASSWORD, WRONG_PASSWORD, citizen.email, "698765432", "98 76 54 32"}
        citizen._seen = self._seen  # type: ignore[method-assign]

    def walk(self) -> "Journey":
        citizen = self.citizen
        self._identity()
        self._code()
        citizen.get("/inscription/coordonnees")
        citizen.post("/inscription/coordonnees", citizen.contact(phone=PHONE, street=STREET, postcode="x"))
        citizen.post("/inscription/coordonnees", citizen.contact(phone=PHONE, street=STREET))
        citizen.get("/inscription/situation")
        citizen.post("/inscription/situation", citizen.situation(diploma_year="3000"))
        citizen.post("/inscription/situation", citizen.situation())
        citizen.get("/compte")
        citizen.get("/compte/donnees.json")
        citizen.get(f"/rien/{NIR}?nir={NIR}")
        citizen.post("/deconnexion", {})
        citizen.sign_in(NIR, WRONG_PASSWORD)
        citizen.sign_in(NIR[:-1] + "2", PASSWORD)
        citizen.sign_in()
        citizen.deliver()
        return self

    def _identity(self) -> None:
        citizen = self.citizen
        citizen.fill_identity(birth_name=NAME, nir=NIR[:-2])
        citizen.fill_identity(birth_name=NAME, captcha="000000")
        citizen.get("/inscription/identite")
        self.secrets.add(citizen.challenges.open(citizen.hidden("captcha_token")).answer)
        citizen.post("/inscription/identite", citizen.identity(birth_name=NAME))

    def _code(self) -> None:
        citizen = self.citizen
        citizen.get("/inscription/code")
        self.secrets |= {citizen.code(), citizen.wrong_code()}
        citizen.enter(citizen.wrong_code())
        citizen.enter(citizen.code())

    def _seen(self, response: TestResponse) -> TestResponse:
        self.answers.append(response)
        return Citizen._seen(self.citizen, response)

    def found_in(self, text: str | bytes) -> set[str]:
        """Return what was typed and stands in ``text``, as it was typed or as URLs and JSON write it."""
        written = text if isinstance(text, bytes) else text.encode()
        return {secret for secret in self.secrets if any(form in written for form in forms(secret))}


def forms(secret: str) -> Iterator[bytes]:
    yield secret.encode()
    yield secret.encode("utf-16-le")
    yield secret.replace("@", "%40").encode()
    yield secret.encode("ascii", "backslashreplace")


class Logs:
    """Everything that the application logs, as it is written."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._structured = StringIO()
        self._plain = caplog
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(self._structured))

    def text(self) -> str:
        return self._structured.getvalue() + self._plain.text


@pytest.fixture
def logs(app: Flask, caplog: pytest.LogCaptureFixture) -> Logs:
    assert app.extensions  # it configures the logs when it is made
    return Logs(caplog)


@pytest.fixture
def journey(citizen: Citizen) -> Journey:
    return Journey(citizen).walk()


def test_logs_hold_nothing_that_was_typed(logs: Logs, citizen: Citizen) -> None:
    journey = Journey(citizen).walk()
    written = logs.text()
    assert written.count('"event": "request"') > 20
    assert "mail_attempted" in written
    assert journey.found_in(written) == set()
    assert KEY not in written


def test_failure_is_logged_without_what_was_typed(logs: Logs, app: Flask, visitor: Citizen) -> None:
    def fail() -> str:
        raise ValueError(NIR)

    app.add_url_rule("/panne", "failing", fail)
    assert visitor.get(f"/panne?nir={NIR}").status_code == 500
    written = logs.text()
    assert '"event": "request.failed"' in written
    assert '"error": "ValueError"' in written
    assert NIR not in written
    assert "Traceback" not in written


def test_statement_that_fails_tells_no_value(services: Services) -> None:
    statement = text("SELECT * FROM nowhere WHERE nir = :nir")
    with pytest.raises(DBAPIError) as failure, services.database.read() as session:
        session.execute(statement, {"nir": NIR})
    assert NIR not in str(failure.value)


def test_addresses_and_cookies_hold_nothing_that_was_typed(journey: Journey) -> None:
    headers = "\n".join(
        f"{name}: {value}" for answer in journey.answers for name, value in answer.headers if name != "Content-Length"
    )
    assert "Location: /compte" in headers
    assert journey.found_in(headers) == set()


ADDRESSES = ("href", "src", "action", "formaction", "data-hx-get", "data-hx-post")


def test_pages_lead_to_no_address_that_holds_an_answer(journey: Journey) -> None:
    # A page that is not there, asked for by an address that holds a number, is offered in another language.
    asked = [answer for answer in journey.answers if "rien" not in answer.request.path]
    pages = [answer.get_data(as_text=True) for answer in asked if answer.mimetype == "text/html"]
    elements = [element for page in pages for element in Markup(page).elements]
    addresses = {element.get(name) for element in elements for name in ADDRESSES}
    assert {"/inscription/identite", "/inscription/code", "/compte"} <= addresses
    assert journey.found_in("\n".join(addresses)) == set()
    in_addresses = [form for form in elements if form.tag == "form" and form.get("method") != "post"]
    controls = [control for form in in_addresses for control in form.inside if control.tag == "input"]
    assert {control.get("type") for control in controls} == {"hidden"}


@pytest.mark.usefixtures("on_sqlite")
def test_files_hold_nothing_in_clear(journey: Journey, tmp_path: Path, settings: Settings) -> None:
    files = {file.name: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert {"test.db", "test.db-wal", Path(settings.queue_path).name} <= set(files)
    assert sum(map(len, files.values())) > 50_000
    assert {name: journey.found_in(content) for name, content in files.items()} == {name: set() for name in files}


@pytest.mark.usefixtures("on_sqlite")
def test_queue_holds_nothing_in_clear_while_a_mail_waits(citizen: Citizen, settings: Settings) -> None:
    citizen.to_code()
    queue = Path(settings.queue_path)
    written = b"".join(file.read_bytes() for file in queue.parent.glob(f"{queue.name}*"))
    assert b"deliver_mail" in written
    assert citizen.email.encode() not in written


def test_mails_hold_neither_number_nor_name_nor_password(journey: Journey, mails: Mailbox) -> None:
    received = mails.mails(journey.citizen.email)
    raw = b"".join(mail.raw for mail in received) + "".join(f"{mail.text}{mail.html}" for mail in received).encode()
    assert len(received) == 2
    assert journey.found_in(raw) & {NIR, NAME, PASSWORD, STREET, WRONG_PASSWORD} == set()


def test_mail_that_has_left_leaves_no_content(journey: Journey, services: Services) -> None:
    with services.database.read() as session:
        contents = [mail.content for mail in session.query(Mail)]
    assert contents == [None, None]
    assert journey.citizen.email


def test_no_page_gives_the_password_back(journey: Journey) -> None:
    pages = "".join(answer.get_data(as_text=True) for answer in journey.answers)
    assert NAME in pages
    assert PASSWORD not in pages
    assert WRONG_PASSWORD not in pages


def test_errors_and_rows_show_no_personal_data_when_printed(citizen: Citizen, services: Services) -> None:
    citizen.to_contact()
    with services.database.read() as session:
        draft_id = session.connection().exec_driver_sql("select id from drafts").scalar()
    visit = Visit(services, b"", "192.0.2.1", draft_id)
    assert NIR not in f"{visit!r} {visit.draft!r}"
    assert citizen.email not in f"{visit!r} {visit.draft!r}"
