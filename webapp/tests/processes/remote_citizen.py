"""A citizen who reaches the service over the network, as a browser does: the gestures are those of any other."""

import base64
import itertools
import os
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar

import requests

from fixtures.mailbox import ReceivedMail
from fixtures.server_process import ServerProcess
from webapp.clock import SystemClock
from webapp.signup.captcha import ChallengeSealer
from webapp.tests.citizen import Citizen

TIMEOUT_SECONDS = 60

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """What came back, under the names of the test client's responses."""

    status_code: int
    location: str | None
    mimetype: str
    text: str
    request_id: str = ""

    def get_data(self, *, as_text: bool) -> str:
        """Return the body."""
        assert as_text
        return self.text


class WireClient:
    """Keeps cookies and follows no redirection. Each request has a connection of its own.

    Args:
        url: where the service answers.
        certificate: the file to trust, where its certificate is not one that everybody trusts.

    """

    def __init__(self, url: str, certificate: str = "") -> None:
        self._url = url
        self._trust: str | bool = certificate or True
        self._http = requests.Session()
        self._http.verify = self._trust
        # Neither a proxy nor certificates of the machine's own: the service is on the loopback.
        self._http.trust_env = False
        self._http.headers["Connection"] = "close"

    @property
    def cookies(self) -> CookieJar:
        """What the browser keeps."""
        return self._http.cookies

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self._answer(
            self._http.get(self._url + path, headers=headers, allow_redirects=False, timeout=TIMEOUT_SECONDS)
        )

    def post(self, path: str, data: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Answer:
        return self._answer(
            self._http.post(
                self._url + path, data=data, headers=headers, allow_redirects=False, timeout=TIMEOUT_SECONDS
            )
        )

    def post_alone(self, path: str, data: Mapping[str, object]) -> Answer:
        """Send a form beside the others, with the cookies of now; safe to call from many threads."""
        cookies, headers = self._http.cookies.get_dict(), {"Connection": "close"}
        sent = requests.post(
            self._url + path,
            data=data,
            cookies=cookies,
            headers=headers,
            allow_redirects=False,
            timeout=TIMEOUT_SECONDS,
            verify=self._trust,
        )
        return self._answer(sent)

    def _answer(self, response: requests.Response) -> Answer:
        mimetype = response.headers.get("Content-Type", "").partition(";")[0]
        request_id = response.headers.get("X-Request-Id", "")
        return Answer(response.status_code, response.headers.get("Location"), mimetype, response.text, request_id)


class RemoteCitizen(Citizen):
    """Someone in front of a server process; a control's answer is read with the server's own key."""

    def __init__(self, server: ServerProcess) -> None:
        self.client = WireClient(server.url)
        index_key = base64.urlsafe_b64decode(server.environment["INDEX_KEY"])
        self.challenges = ChallengeSealer(index_key, SystemClock())
        self.email = f"lointaine.{os.getpid()}.{next(_numbers)}@exemple.fr"
        self.page = ""
        self._mails = server.mailbox

    def accept_cookies(self) -> "RemoteCitizen":
        self.client.post("/cookies", {"choix": "accepter"})
        return self

    def deliver(self) -> list[ReceivedMail]:
        """Wait for the last mail; the worker delivers it."""
        return [self._mails.wait_for(self.email)]
