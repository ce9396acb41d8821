"""A MiniBrowser in the shape of Playwright's context and page."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from playwright._impl._impl_to_api_mapping import API_ATTR
from playwright.sync_api import APIRequestContext, APIResponse, Browser, BrowserContext, Page, Playwright, Response
from playwright.sync_api import TimeoutError as PageTimeout
from playwright.sync_api._generated import Tracing

from e2e.engines.webkit import interception, zoom
from e2e.engines.webkit.bridge import TARGET_HEADER, Bridge
from e2e.engines.webkit.hands import Hands
from e2e.engines.webkit.inspector import Automation, Inspector, NothingAppears
from e2e.engines.webkit.options import Options
from e2e.engines.webkit.process import Launch, MiniBrowser
from e2e.engines.webkit.window import Size, Window, Windows


@contextmanager
def open_context(playwright: Playwright, launch: Launch, given: Mapping[str, Any]) -> Iterator["WebKitContext"]:
    """Start a MiniBrowser and return its context, with no page yet.

    Raises:
        NotImplementedError: an option is given that cannot be had here.

    """
    options = Options(given)
    connect = partial(playwright.webkit.connect_over_cdp, slow_mo=launch.slow_mo)
    with ExitStack() as stack:
        process = MiniBrowser(launch.on(options.arguments(), options.environment()))
        stack.callback(process.close)
        inspector = Inspector(process.connect())
        stack.callback(inspector.close)
        session = Session(connect, inspector, options)
        stack.callback(session.close)
        yield session.open()


class Session:
    """One MiniBrowser and the Playwright contexts of its windows."""

    def __init__(self, connect: Callable[..., Browser], inspector: Inspector, options: Options) -> None:
        self.options = options
        self._connect = connect
        self._inspector = inspector
        self._automation = Automation(inspector)
        self._windows = Windows(inspector, self._automation)
        self._hands: dict[int, Hands] = {}
        self._bridge = Bridge(inspector, self._hands.__getitem__)
        self._shared: list[Callable[[BrowserContext], Any]] = []
        self._contexts: list[WebKitContext] = []

    def open(self) -> "WebKitContext":
        """Return the context of the window that is there from the start."""
        return self._attached(self._windows.adopt())

    def open_page(self) -> "WebKitPage":
        """Open a window and return its page."""
        return self._attached(self._windows.open()).only_page

    def targets(self) -> frozenset[int]:
        """Return what is there, to know later what is new."""
        return self._inspector.targets()

    def adopt_page(self, known: frozenset[int]) -> "WebKitPage":
        """Return the page of the window that a page has opened."""
        return self._attached(self._windows.adopt(known)).only_page

    def share(self, prepare: Callable[[BrowserContext], Any]) -> Any:
        """Prepare the contexts of all windows, those to come included, and return what the first window's gives."""
        self._shared.append(prepare)
        done = [prepare(context) for context in self._contexts]
        return done[0]

    def intercept(self, match: interception.Match) -> None:
        """Have the pages of all windows hand over the requests that a route names."""
        self._bridge.intercept(interception.expression(match, self.options.base_url))

    def add_cookie(self, window: Window, url: str, cookie: Mapping[str, str]) -> None:
        """Have the browser of a window send a cookie to the host of an address."""
        domain = urlsplit(url).hostname
        usual = {"path": "/", "expires": 0, "size": 0, "httpOnly": True, "secure": False, "session": True}
        said = {**usual, "sameSite": "Lax", "domain": domain, **cookie}
        self._automation.call("addSingleCookie", browsingContextHandle=window.handle, cookie=said)

    def resize(self, window: Window, size: Size) -> None:
        """Give a window a viewport."""
        self._windows.resize(window, size)

    def wait_for_zoom(self, window: Window, factor: float) -> None:
        """Wait until a window is zoomed, and have the hands know how large its pixels are now."""
        self._hands[window.target].scale = self._windows.wait_for_zoom(window, factor)

    def close(self) -> None:
        """Let Playwright go."""
        for context in self._contexts:
            context.let_go()
        self._bridge.close()

    def _attached(self, window: Window) -> "WebKitContext":
        self._hands[window.target] = Hands(self._automation, window.handle)
        browser = self._connect(self._bridge.url, headers={TARGET_HEADER: str(window.target)})
        self._windows.resize(window, self.options.size)
        self._windows.activate(window)
        context = WebKitContext(browser, self, window)
        for prepare in self._shared:
            prepare(context)
        self._contexts.append(context)
        return context


class WebKitContext(BrowserContext):
    """The context of a window, in which the windows of one MiniBrowser stand for the pages of one context."""

    def __init__(self, browser: Browser, session: Session, window: Window) -> None:
        plain = browser.contexts[0]
        super().__init__(plain._impl_obj)
        setattr(self._impl_obj, API_ATTR, self)
        self._browser = browser
        self._session = session
        self._window = window
        self._is_first_page_taken = False
        self._impl_obj._base_url = self._impl_obj._options["baseURL"] = session.options.base_url
        self.only_page = WebKitPage(plain.pages[0], session, window)
        self.only_page.emulate_media(**session.options.media)
        self.set_extra_http_headers(session.options.headers)

    @property
    def tracing(self) -> Tracing:
        """The trace, without the film strip, which ends Playwright's driver here."""
        return FilmlessTracing(super().tracing._impl_obj)

    def new_page(self) -> Page:
        """Return the window that is there from the start, then windows that are opened."""
        if self._is_first_page_taken:
            return self._session.open_page()
        self._is_first_page_taken = True
        return self.only_page

    def on(self, event: Any, f: Any) -> None:
        """Listen in all windows."""
        self._session.share(lambda context: BrowserContext.on(context, event, f))

    def route(self, url: Any, *args: Any, **kwargs: Any) -> Any:
        """Take requests of all windows, for good."""
        self._session.intercept(url)
        return self._session.share(lambda context: BrowserContext.route(context, url, *args, **kwargs))

    def add_init_script(self, *args: Any, **kwargs: Any) -> Any:
        """Run a script in the pages of all windows, for good."""
        return self._session.share(lambda context: BrowserContext.add_init_script(context, *args, **kwargs))

    def add_cookies(self, cookies: Any) -> None:
        """Give the browser cookies of an address, for as long as it runs."""
        for cookie in cookies:
            self._session.add_cookie(self._window, cookie["url"], {name: cookie[name] for name in ("name", "value")})

    def zoom(self, display: str, factor: float) -> None:
        """Zoom the window by its keys, as near to a factor as their steps come."""
        zoom.press(display, factor)
        self._session.wait_for_zoom(self._window, factor)

    def close(self, **_: Any) -> None:
        """Nothing: the windows close with the process."""

    def let_go(self) -> None:
        """End Playwright's connection."""
        self._browser.close()


class WebKitPage(Page):
    """The page of a window."""

    def __init__(self, plain: Page, session: Session, window: Window) -> None:
        super().__init__(plain._impl_obj)
        setattr(self._impl_obj, API_ATTR, self)
        self._session = session
        self._window = window

    @property
    def request(self) -> APIRequestContext:
        """Requests beside the page, relative to the base URL too."""
        return RelativeRequests(super().request._impl_obj, self._session.options.base_url)

    def goto(self, url: str, **kwargs: Any) -> Response | None:
        """Go to an address, relative to the base URL."""
        return super().goto(urljoin(self._session.options.base_url, url), **kwargs)

    def route(self, url: Any, *args: Any, **kwargs: Any) -> Any:
        """Take requests of the page."""
        self._session.intercept(url)
        return super().route(url, *args, **kwargs)

    def set_viewport_size(self, viewport_size: Any) -> None:
        """Resize the window."""
        self._session.resize(self._window, Size(**viewport_size))

    def expect_popup(self, *_: Any, **__: Any) -> Any:
        """Return the page of the window that opens meanwhile."""
        return OpenedWindow(self._session)


class OpenedWindow:
    """What ``expect_popup`` returns: ``value`` is the page, once the block is over."""

    value: Page

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known = session.targets()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait for the window, unless the block failed.

        Raises:
            PageTimeout: none opens, as Playwright says of the other engines.

        """
        if kind:
            return
        try:
            self.value = self._session.adopt_page(self._known)
        except NothingAppears as missing:
            raise PageTimeout(str(missing)) from missing


class RelativeRequests(APIRequestContext):
    """Requests with the cookies of a context; ``get`` is relative to the base URL."""

    def __init__(self, impl: Any, base_url: str) -> None:
        super().__init__(impl)
        self._base_url = base_url

    def get(self, url: str, **kwargs: Any) -> APIResponse:
        """Ask for an address."""
        return super().get(urljoin(self._base_url, url), **kwargs)


class FilmlessTracing(Tracing):
    """A trace without screenshots of every action."""

    def start(self, **kwargs: Any) -> Any:
        """Start it."""
        return super().start(**kwargs | {"screenshots": False})
