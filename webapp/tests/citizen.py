"""A citizen without a browser: the application's own test client, and the gestures of the journey."""

import itertools
import re
from collections.abc import Mapping
from html import unescape

from flask import Flask
from huey import Huey
from werkzeug.test import TestResponse

from fixtures.mailbox import Mailbox, ReceivedMail
from webapp.mail.queue import drain

_numbers = itertools.count(1)

PASSWORD = "Brouette-violette-42"
NIR = "294037512000591"
BIRTH_NAME = "Le Goff"


class Citizen:
    """Walks the journey. ``page`` is the last page shown, as HTML."""

    def __init__(self, app: Flask, queue: Huey, mails: Mailbox) -> None:
        self.app = app
        self.client = app.test_client()
        self.challenges = app.extensions["services"].challenges
        self.email = f"citoyenne{next(_numbers)}@exemple.fr"
        self.page = ""
        self._queue = queue
        self._mails = mails

    def accept_cookies(self) -> "Citizen":
        self.client.post("/cookies", data={"choix": "accepter"})
        return self

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._seen(self.client.get(path, headers=headers))

    def post(self, path: str, fields: Mapping[str, object], **headers: str) -> TestResponse:
        """Send a form with the token of the page last shown."""
        data = {"csrf_token": self.hidden("csrf_token"), **fields}
        return self._seen(self.client.post(path, data=data, headers=headers))

    def hidden(self, name: str) -> str:
        """Return the value of a hidden field of the page."""
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', self.page)
        value = re.search(r'value="([^"]*)"', tag.group()) if tag else None
        return unescape(value.group(1)) if value else ""

    def value(self, name: str) -> str:
        """Return what a field of the page holds."""
        return self.hidden(name)

    def identity(self, **changes: object) -> dict[str, object]:
        """Return a right form of step 1 for the page last shown."""
        token = self.hidden("captcha_token")
        challenge = self.challenges.open(token)
        return {
            "nir": NIR,
            "birth_name": BIRTH_NAME,
            "email": self.email,
            "password": PASSWORD,
            "captcha": challenge.answer,
            "captcha_token": token,
            "website": "",
            **changes,
        }

    def fill_identity(self, **changes: object) -> TestResponse:
        self.get("/inscription/identite")
        return self.post("/inscription/identite", self.identity(**changes))

    def to_code(self, **changes: object) -> "Citizen":
        assert self.fill_identity(**changes).status_code == 303, self.errors()
        self.get("/inscription/code")
        return self

    def enter(self, code: str) -> TestResponse:
        self.get("/inscription/code")
        return self.post("/inscription/code", {"code": code, "entry": self.hidden("entry")})

    def deliver(self) -> list[ReceivedMail]:
        """Let the worker deliver what is queued; return the mails of this citizen, oldest first."""
        drain(self._queue)
        return self._mails.mails(self.email)

    def code(self) -> str:
        """Return the code of the last mail."""
        return self.deliver()[-1].code()

    def wrong_code(self) -> str:
        return f"{(int(self.code()) + 1) % 1_000_000:06}"

    def to_contact(self, **changes: object) -> "Citizen":
        self.to_code(**changes)
        assert self.enter(self.code()).status_code == 303, self.errors()
        self.get("/inscription/coordonnees")
        return self

    def contact(self, **changes: object) -> dict[str, object]:
        return {
            "phone": "06 12 34 56 78",
            "street": "12 rue des Lilas",
            "complement": "",
            "postcode": "35000",
            "town": "Rennes",
            "country": "FR",
            **changes,
        }

    def to_situation(self, **changes: object) -> "Citizen":
        self.to_contact(**changes)
        assert self.post("/inscription/coordonnees", self.contact()).status_code == 303, self.errors()
        self.get("/inscription/situation")
        return self

    def situation(self, **changes: object) -> dict[str, object]:
        version = self.hidden("terms_version")
        return {
            "diploma": "4",
            "diploma_year": "2012",
            "category": "5",
            "terms": "y",
            "terms_version": version,
            **changes,
        }

    def to_account(self, **changes: object) -> "Citizen":
        self.to_situation(**changes)
        assert self.post("/inscription/situation", self.situation()).status_code == 303, self.errors()
        self.get("/inscription/terminee")
        return self

    def sign_in(self, number: str = NIR, password: str = PASSWORD) -> TestResponse:
        self.get("/identification")
        return self.post("/identification", {"nir": number, "password": password})

    @property
    def session_cookie(self) -> str:
        """What the browser holds to be known again."""
        return str(self.client.get_cookie("session").value)

    def errors(self) -> str:
        """Return the error summary of the page, as text."""
        summary = re.search(r'id="error-summary".*?</ul>', self.page, re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", summary.group())).split()) if summary else ""

    def heading(self) -> str:
        """Return the page's main heading."""
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.page, re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.group(1))).split()) if found else ""

    def _seen(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html" and response.status_code != 303:
            self.page = response.get_data(as_text=True)
        return response
