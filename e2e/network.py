"""A network that fails a form half-way: the service has it and its answer is lost, or the answer is long in coming.

What the fields of a form ask by themselves passes: htmx names the field that asks.
"""

import time
from http import HTTPStatus

from playwright.sync_api import Page, Request, Route

from e2e import configuration, deployment
from e2e.targets import access
from e2e.wording import path_of

_NOT_OURS = "<!doctype html><html lang=fr><title>Indisponible</title><h1>Service momentanément indisponible</h1>"
_ASKED_BY_A_FIELD = "hx-trigger-name"
# The library that delivers the form says these by itself.
_LEFT_TO_THE_LIBRARY = ("content-length", "accept-encoding", "connection")


class LostAnswer:
    """The service gets the first form that a page sends to a path, and the browser gets nothing.

    The answer passes by the browser whole, the cookies that it would have written too.

    Attributes:
        status: of the answer that was lost; zero until one was.

    """

    def __init__(self, page: Page, path: str) -> None:
        self.status = 0
        self._is_first = True
        self._page = page
        page.route(f"**{path_of(path)}", self._handle)

    def _handle(self, route: Route) -> None:
        if not (self._is_first and is_form(route.request)):
            route.fallback()
            return
        self._is_first = False
        self.status = self._deliver(route.request)
        self._end(route)

    def _end(self, route: Route) -> None:
        route.abort()

    def _deliver(self, request: Request) -> int:
        headers = {name: value for name, value in request.headers.items() if name not in _LEFT_TO_THE_LIBRARY}
        cookies = {cookie["name"]: cookie["value"] for cookie in self._page.context.cookies(request.url)}
        sent = {"data": request.post_data_buffer, "headers": headers, "cookies": cookies}
        return access.ask(deployment.read(), "POST", request.url, **sent).status_code


class NothingInReturn(LostAnswer):
    """The same with a form that the browser sends by itself: its page stays as it was, to be sent from again.

    Of a request that is cut, each engine shows an error of its own, and not every one sends the form again from there.
    """

    def _end(self, route: Route) -> None:
        route.fulfill(status=HTTPStatus.NO_CONTENT)


class StrangersAnswer:
    """What stands in front of the service answers in its place, with a page of its own, until :meth:`step_aside`."""

    def __init__(self, page: Page, path: str) -> None:
        self._page, self._path = page, f"**{path_of(path)}"
        page.route(self._path, self._answer)

    def step_aside(self) -> None:
        """Let the service answer again."""
        self._page.unroute(self._path)

    def _answer(self, route: Route) -> None:
        route.fulfill(status=HTTPStatus.SERVICE_UNAVAILABLE, content_type="text/html; charset=utf-8", body=_NOT_OURS)


class LateAnswer(LostAnswer):
    """The same, and the browser still waits for that answer when the button is pressed again."""

    def wait_until_sent(self) -> None:
        """Wait until the service has the form: what is sent from then on comes second."""
        ends = time.monotonic() + configuration.read().patience_seconds
        while not self.status:
            assert time.monotonic() < ends, "the page has sent no form that the service answers"
            self._page.title()  # which lets Playwright deal with the form

    def _end(self, route: Route) -> None:
        """Leave the form on its way."""


class SlowNetwork:
    """Forms that a page sends to a path stay on their way until they are let through.

    Attributes:
        sent: how many there were so far.

    """

    def __init__(self, page: Page, path: str) -> None:
        self.sent = 0
        self._held: list[Route] = []
        self._is_slow = True
        page.route(f"**{path_of(path)}", self._handle)

    def let_through(self) -> None:
        """Let the forms go, and hold no more."""
        self._is_slow = False
        for route in self._held:
            route.continue_()

    def _handle(self, route: Route) -> None:
        if not is_form(route.request):
            route.fallback()
            return
        self.sent += 1
        if not self._is_slow:
            route.fallback()
            return
        self._held.append(route)


def is_form(request: Request) -> bool:
    """Tell whether a request sends a form, and is not what one of its fields asks by itself."""
    return request.method == "POST" and _ASKED_BY_A_FIELD not in request.headers
