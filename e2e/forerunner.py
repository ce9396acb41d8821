"""Takes a person through the first steps by HTTP alone, so that a test of a later step need not press them again.

It knows the names of our own fields, and so serves our own application alone; elsewhere the browser walks.
"""

from html.parser import HTMLParser
from typing import TypedDict

import requests

from e2e.pages import Person
from e2e.targets import Target

_TIMEOUT_SECONDS = 30
_ORDINARY = "ordinaire"


class Cookie(TypedDict):
    """A cookie in Playwright's shape."""

    name: str
    value: str
    url: str


class StoppedShort(AssertionError):
    """A step refused answers that are right; says which, and its answer."""


class Forerunner:
    """Somebody who walks ahead of a browser and hands over the cookies to go on with.

    Every way begins without cookies, and raises StoppedShort where right answers are refused.

    Args:
        target: our own application.

    """

    def __init__(self, target: Target) -> None:
        self._target = target

    def to_identity(self) -> list[Cookie]:
        """Accept the cookies."""
        return self._cookies(self._inside())

    def to_code(self, person: Person) -> list[Cookie]:
        """Accept the cookies and finish step 1."""
        return self._cookies(self._past_identity(person))

    def to_contact(self, person: Person) -> list[Cookie]:
        """Finish step 2 too, with the code of the mail."""
        return self._cookies(self._past_code(person))

    def to_situation(self, person: Person) -> list[Cookie]:
        """Finish step 3 too."""
        return self._cookies(self._past_contact(person))

    def to_done(self, person: Person) -> list[Cookie]:
        """Finish step 4 too: the account exists and is signed in to."""
        walk = self._past_contact(person)
        walk.finish("/inscription/situation", person.situation())
        return self._cookies(walk)

    def to_connected_identity(self, _person: Person) -> list[Cookie]:
        """Sign in through FranceConnect+ as somebody whom the service does not know: step 1 asks for their number."""
        walk, _ = self._connected()
        return self._cookies(walk)

    def to_connected_contact(self, _person: Person) -> list[Cookie]:
        """Give the number too."""
        return self._cookies(self._past_connected_identity())

    def to_connected_situation(self, person: Person) -> list[Cookie]:
        """Finish step 2 of a first connection too."""
        walk = self._past_connected_identity()
        walk.finish("/inscription/franceconnect/coordonnees", person.contact())
        return self._cookies(walk)

    def _connected(self) -> tuple["_Walk", str]:
        known = self._target.franceconnect.introduce(_ORDINARY)
        walk = self._inside()
        walk.identify("/franceconnect/connexion", known.slug)
        return walk, known.nir

    def _past_connected_identity(self) -> "_Walk":
        walk, nir = self._connected()
        walk.finish("/inscription/franceconnect/identite", {"nir": nir})
        return walk

    def _inside(self) -> "_Walk":
        walk = _Walk(self._target.url)
        walk.send("/cookies", {"choix": "accepter"})
        return walk

    def _past_identity(self, person: Person) -> "_Walk":
        walk = self._inside()
        hidden = walk.hidden_fields("/inscription/identite")
        control = {"captcha": self._target.security_code(lambda: hidden["captcha_token"])}
        walk.send("/inscription/identite", hidden | person.identity() | control)
        return walk

    def _past_code(self, person: Person) -> "_Walk":
        walk = self._past_identity(person)
        walk.finish("/inscription/code", {"code": self._target.mails(person.email)[-1].code()})
        return walk

    def _past_contact(self, person: Person) -> "_Walk":
        walk = self._past_code(person)
        walk.finish("/inscription/coordonnees", person.contact())
        return walk

    def _cookies(self, walk: "_Walk") -> list[Cookie]:
        return [Cookie(name=name, value=value, url=self._target.url) for name, value in walk.cookies().items()]


class _Walk:
    """One browser without a window."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.headers["Origin"] = url

    def finish(self, path: str, answers: dict[str, str]) -> None:
        """Answer a step as its page asks."""
        self.send(path, self.hidden_fields(path) | answers)

    def hidden_fields(self, path: str) -> dict[str, str]:
        """Return the hidden fields of the form that a page sends to itself."""
        page = self._session.get(self._url + path, timeout=_TIMEOUT_SECONDS)
        reader = _HiddenFields(path)
        reader.feed(page.text)
        return reader.found

    def send(self, path: str, fields: dict[str, str]) -> None:
        """Send a form that is accepted."""
        answer = self._session.post(self._url + path, fields, allow_redirects=False, timeout=_TIMEOUT_SECONDS)
        if answer.status_code != requests.codes.see_other:
            raise StoppedShort(f"{path} answered {answer.status_code}: {answer.text}")

    def identify(self, path: str, slug: str) -> None:
        """Follow a link to our simulator of FranceConnect, and come back as somebody."""
        provider = self._session.get(self._url + path, timeout=_TIMEOUT_SECONDS)
        answer = self._session.post(provider.url, {"choix": slug}, timeout=_TIMEOUT_SECONDS)
        if not answer.url.startswith(self._url):
            raise StoppedShort(f"{path} did not come back: {answer.status_code}")

    def cookies(self) -> dict[str, str]:
        """Return the cookies so far."""
        return dict(self._session.cookies.items())


class _HiddenFields(HTMLParser):
    """Reads the hidden fields of the form with a given action."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._action = action
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a hidden field of the form."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = said.get("action") == self._action
        elif self._is_inside and tag == "input" and said.get("type") == "hidden":
            self.found[said["name"]] = said.get("value", "")
