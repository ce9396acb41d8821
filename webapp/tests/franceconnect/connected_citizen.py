"""A citizen who signs in through FranceConnect: HTTP on the real application and the real simulator."""

import re
from html import unescape
from typing import Any

import requests

from fixtures.franceconnect import Persona
from fixtures.live_server import LiveServer

TIMEOUT_SECONDS = 10
PASSWORD = "Brouette-violette-42"


class ConnectedCitizen:
    """One browser. ``page`` is the last page shown, ``path`` where it stands; ``person`` who connects, where told."""

    person: Persona

    def __init__(self, server: LiveServer) -> None:
        self._server = server
        self.browser = requests.Session()
        self.page = ""
        self.path = ""
        self.status = 0
        self.browser.post(f"{server.url}/cookies", data={"choix": "accepter"}, timeout=TIMEOUT_SECONDS)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self._seen(self.browser.get(self._server.url + path, timeout=TIMEOUT_SECONDS, **options))

    def post(self, path: str, fields: dict[str, str] | None = None, **options: Any) -> requests.Response:
        data = {"csrf_token": self.hidden("csrf_token")} | (fields or {})
        return self._seen(
            self.browser.post(self._server.url + path, data=data, timeout=TIMEOUT_SECONDS, **options)
        )

    def connect(self) -> requests.Response:
        """Follow the button, through the simulator, back to the service."""
        return self.get("/franceconnect/connexion")

    def give_number(self, number: str, **fields: str) -> requests.Response:
        return self.post("/inscription/franceconnect/identite", {"nir": number, **fields})

    def give_contact(self) -> requests.Response:
        fields = {
            "phone": "06 12 34 56 78",
            "street": "12 rue des Lilas",
            "postcode": "35000",
            "town": "Rennes",
            "country": "FR",
        }
        return self.post(f"{self.path}", fields)

    def give_situation(self) -> requests.Response:
        fields = {"diploma": "sans", "category": "5", "terms": "y", "terms_version": self.hidden("terms_version")}
        return self.post(f"{self.path}", fields)

    def sign_up(self, number: str, **fields: str) -> "ConnectedCitizen":
        self.connect()
        self.give_number(number, **fields)
        self.give_contact()
        self.give_situation()
        assert self.path == "/inscription/terminee", self.errors()
        return self

    def fill_local_identity(self, number: str, email: str, **changes: str) -> requests.Response:
        """Fill step 1 of the sign-up with a password."""
        self.get("/inscription/identite")
        token = self.hidden("captcha_token")
        answer = self._server.services.challenges.open(token).answer
        fields = {"nir": number, "birth_name": "Duvivier", "email": email, "password": PASSWORD}
        return self.post(
            "/inscription/identite", {**fields, "captcha": answer, "captcha_token": token, **changes}
        )

    def sign_up_locally(self, number: str, email: str) -> "ConnectedCitizen":
        self.fill_local_identity(number, email)
        code = self._server.mailbox.wait_for(email).code()
        self.post("/inscription/code", {"code": code, "entry": self.hidden("entry")})
        self.give_contact()
        self.give_situation()
        assert self.path == "/inscription/terminee", self.errors()
        return self

    def hidden(self, name: str) -> str:
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', self.page)
        value = re.search(r'value="([^"]*)"', tag.group()) if tag else None
        return unescape(value.group(1)) if value else ""

    def text(self) -> str:
        """Return the page's text."""
        body = re.sub(r"<(style|script).*?</\1>", " ", self.page, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.page, re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.group(1))).split()) if found else ""

    def errors(self) -> str:
        summary = re.search(r'id="error-summary".*?</ul>', self.page, re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", summary.group())).split()) if summary else ""

    def _seen(self, answer: requests.Response) -> requests.Response:
        self.page, self.status = answer.text, answer.status_code
        self.path = requests.compat.urlsplit(answer.url).path  # type: ignore[attr-defined]
        return answer
