"""Watches what a browser says and asks during a test: errors on its console, addresses, cookies."""

import base64
import hashlib
import re
from urllib.parse import unquote_plus, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Response, WebError

from e2e.pages import Person

# Chromium says on its console that a page was answered with an error, which a refused form rightly is.
_REFUSED_PAGE = re.compile(r"Failed to load resource: the server responded with a status of (403|404|409|422|429)")
_FILES = ("/static/", "/controle/")
# Random tokens stand in addresses too, and hold « nom » by chance.
_SHORTEST_ANSWER = 6
_BLOCKED_FILE = ("Failed to load resource: net::ERR_FAILED", "in the integrity attribute match the content")  # Firefox
# What was judged while it was typed may come when the next page is there already: nothing is lost.
_LATE_ANSWERS = ("htmx:oobErrorNoTarget, #password-rules", "htmx:oobErrorNoTarget, #towns")

# A page that is left stops asking whether its mail has gone: WebKit has htmx take that for a failure. A question about
# what is typed gives way to the next one.
_CUT_QUESTIONS = (
    "htmx:sendError, [object HTMLDivElement]",
    "htmx:afterRequest, [object HTMLDivElement]",
    "htmx:sendAbort, [object HTMLDivElement]",
)

# Firefox judges a script that it stops to fetch, as the page is left, as if it were an empty one: of this digest.
_STOPPED_SCRIPT = base64.b64encode(hashlib.sha384(b"").digest()).decode()
# WebKitGTK knows no manifests of applications, and passes over what is said of them.
_UNKNOWN_DIRECTIVE = "Unrecognized Content-Security-Policy directive 'manifest-src'"


class Observer:
    """What was seen of one or more browser contexts.

    Attributes:
        errors: what the console and uncaught exceptions said, but for what a test foresees.
        people: those whose answers no address may hold.

    """

    def __init__(self, rendering: str) -> None:
        blocked = _BLOCKED_FILE if rendering == "blocked" else ()
        self._foreseen = {*_LATE_ANSWERS, *_CUT_QUESTIONS, *blocked, _STOPPED_SCRIPT, _UNKNOWN_DIRECTIVE}
        self._responses: list[Response] = []
        self._contexts: list[BrowserContext] = []
        self._urls: list[str] = []
        self.errors: list[str] = []
        self.people: list[Person] = []

    def watch(self, context: BrowserContext) -> None:
        """Watch a context from now on."""
        self._contexts.append(context)
        context.on("console", self._hear)
        context.on("weberror", self._catch)
        context.on("request", lambda request: self._urls.append(unquote_plus(request.url)))
        context.on("response", lambda response: self._responses.append(response))  # noqa: PLW0108 - marked by Playwright

    def foresee(self, text: str) -> None:
        """Let the console say something that the test brings about."""
        self._foreseen.add(text)

    def written_cookies(self) -> list[str]:
        """Return the Set-Cookie headers of all responses, and what browsers keep: WebKitGTK tells no such header."""
        headers = [header for response in self._responses for header in response.headers_array()]
        kept = [cookie for context in self._contexts for cookie in context.cookies()]
        told = [header["value"] for header in headers if header["name"].lower() == "set-cookie"]
        return told + [f"{cookie['name']}={cookie['value']}" for cookie in kept]

    def complaints(self) -> list[str]:
        """Return what no page may do: its errors, and the addresses that hold an answer of somebody."""
        return self.errors + self.personal_urls()

    def personal_urls(self) -> list[str]:
        """Return the addresses asked for that hold an answer of somebody."""
        typed = [answer for one in self.people for answer in _typed_by(one)]
        answers = [answer.casefold() for answer in typed if len(answer) >= _SHORTEST_ANSWER]
        return [url for answer in answers for url in self._urls if answer in url.casefold()]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_expected(message):
            self.errors.append(f"{message.text} ({message.location['url']})")

    def _catch(self, error: WebError) -> None:
        if not self._is_foreseen(str(error.error)):
            self.errors.append(str(error.error))

    def _is_expected(self, message: ConsoleMessage) -> bool:
        if self._is_foreseen(message.text):
            return True
        is_file = urlsplit(message.location["url"]).path.startswith(_FILES)
        return bool(_REFUSED_PAGE.match(message.text)) and not is_file

    def _is_foreseen(self, said: str) -> bool:
        return any(text in said for text in self._foreseen)


def _typed_by(person: Person) -> tuple[str, ...]:
    together = "".join(person.phone.split())
    return (person.nir, person.birth_name, person.email, person.password, person.phone, together, person.street)
