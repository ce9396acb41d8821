"""What a citizen is told when the network is gone, what a browser keeps for then, and that it can install the service.

The worker is tried in contexts that no guard keeps it out of.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from e2e import configuration
from e2e.engines import Capability, Setting
from e2e.journey import Journey
from e2e.observer import Observer
from e2e.pages import CodeStep, HelpPage, HomePage, IdentityStep, Person
from e2e.pages.public import CookiesPage, TermsPage
from e2e.targets import Target
from e2e.targets.guard import Guard
from e2e.wording import label, path_of, saying

LOST = "La connexion a été coupée."
NO_CONNECTION = "Pas de connexion"
READY = "navigator.serviceWorker.ready.then(() => undefined)"
# Gives up in the end: what is evaluated in a page is waited for for ever.
EMPTIED = """async (seconds) => {
    const ends = Date.now() + 1000 * seconds;
    const left = async () => (await caches.keys()).length + (await navigator.serviceWorker.getRegistrations()).length;
    while (Date.now() < ends && await left()) {
        await new Promise((next) => setTimeout(next, 100));
    }
}"""

# On one page, whatever is to be deleted never is: as if it was left at once.
NEVER_DELETED = """if (location.pathname === "%s") {
    CacheStorage.prototype.delete = () => new Promise(() => {});
}"""

# An earlier version kept a page; the address tells the worker from the one there is.
REPLACED = """async () => {
    await (await caches.open("earlier")).put("/aide", new Response("earlier"));
    const worker = (await navigator.serviceWorker.register("/service-worker.js?later")).installing;
    await new Promise((next) => worker.addEventListener("statechange", () => worker.state === "activated" && next()));
    return [navigator.serviceWorker.controller.scriptURL.split("?")[1], await caches.has("earlier")];
}"""


@pytest.fixture
def installed(new_context: Callable[..., BrowserContext], observer: Observer) -> BrowserContext:
    """Return a context in which workers live."""
    context = new_context()
    observer.watch(context)
    return context


@pytest.fixture
def citizen(installed: BrowserContext, target: Target, observer: Observer) -> Journey:
    """Return somebody who has accepted cookies, and whose browser has its worker."""
    observer.foresee("net::ERR_INTERNET_DISCONNECTED")
    journey = Journey(installed.new_page(), target, observer.people)
    journey.to_identity()
    # A page that is asked for while the worker comes may be asked for twice, or stay without it until the next one.
    journey.page.evaluate(READY)
    journey.page.goto(path_of(HelpPage.path))
    return journey


def kept_by(page: Page) -> list[str]:
    """Return the paths of all that the browser keeps."""
    kept: list[str] = page.evaluate(
        """async () => {
            const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
            const requests = await Promise.all(caches_.map((cache) => cache.keys()));
            return requests.flat().map((request) => new URL(request.url).pathname);
        }"""
    )
    return kept


def workers_of(page: Page) -> int:
    """Return how many workers the browser has for the service."""
    count: int = page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length")
    return count


def obstacles_to_installing(page: Page) -> list[dict[str, object]]:
    """Return what keeps Chromium from installing the service, and what it does not understand of the manifest."""
    asked = page.context.new_cdp_session(page)
    refusals: list[dict[str, object]] = asked.send("Page.getInstallabilityErrors")["installabilityErrors"]
    return refusals + asked.send("Page.getAppManifest")["errors"]


def lose_first_submission(page: Page) -> None:
    """Cut the connection under the first form that is sent, and under nothing that its fields ask."""
    lost: list[Route] = []

    def handle(route: Route) -> None:
        if lost or "hx-trigger-name" in route.request.headers:  # htmx names the field that asks
            return route.fallback()
        lost.append(route)
        return route.abort()

    page.route(f"**{path_of(IdentityStep.path)}", handle)


@pytest.mark.read_only
@pytest.mark.own
@pytest.mark.requirement("EVERYWHERE-1")
@pytest.mark.needs(Capability.INSTALLATION)
def test_service_can_be_installed(open_browser: Callable[..., BrowserContext], guard: Guard) -> None:
    context = open_browser(Setting())
    guard.watch(context)
    page = HomePage(context.new_page()).open().page
    assert obstacles_to_installing(page) == []


@pytest.mark.requirement("EVERYWHERE-1")
@pytest.mark.renderings("htmx")
def test_request_that_is_lost_is_told_in_words_until_it_is_sent_again(
    journey: Journey, persona: Person, target: Target, observer: Observer
) -> None:
    observer.foresee("net::ERR_FAILED")
    observer.foresee("htmx:")
    identity = journey.to_filled_identity(persona)
    lose_first_submission(journey.page)
    identity.submit()
    lost = journey.page.get_by_role("alert").filter(has_text=label(LOST))
    expect(lost).to_be_in_viewport()
    with journey.page.expect_response(f"**{path_of(IdentityStep.path)}"):  # the page asks how good the password is
        identity.password.press_sequentially("-")
    expect(lost).to_be_in_viewport()
    expect(identity.birth_name).to_have_value(persona.birth_name)
    identity.submit()
    CodeStep(journey.page).expect_current()
    expect(lost).to_be_hidden()
    assert len(target.mails(persona.email, expected=1)) == 1


@pytest.mark.requirement("EVERYWHERE-1")
@pytest.mark.renderings("htmx")
@pytest.mark.needs(Capability.OFFLINE)
def test_page_asked_for_without_network_says_what_is_saved_and_comes_with_the_network(
    citizen: Journey, installed: BrowserContext
) -> None:
    installed.set_offline(True)
    citizen.page.goto(path_of(TermsPage.path))
    expect(citizen.page.get_by_role("heading", level=1, name=label(NO_CONNECTION))).to_be_visible()
    expect(citizen.page.get_by_role("main")).to_contain_text(saying("24 heures"))
    citizen.page.get_by_role("link", name=label("Réessayer")).click()
    expect(citizen.page.get_by_role("heading", level=1, name=label(NO_CONNECTION))).to_be_visible()
    installed.set_offline(False)
    expect(citizen.page.get_by_role("heading", level=1, name=label("Conditions générales"))).to_be_visible()
    assert citizen.page.url.endswith(path_of(TermsPage.path))


@pytest.mark.requirement("EVERYWHERE-1")
@pytest.mark.renderings("htmx")
@pytest.mark.needs(Capability.OFFLINE)
def test_form_sent_without_network_is_told_and_goes_once_the_network_is_back(
    citizen: Journey, installed: BrowserContext, persona: Person, target: Target, observer: Observer
) -> None:
    observer.foresee("htmx:")
    IdentityStep(citizen.page).open()
    identity = citizen.fill_identity(persona)
    installed.set_offline(True)
    identity.submit()
    expect(citizen.page.get_by_role("alert").filter(has_text=label(LOST))).to_be_in_viewport()
    installed.set_offline(False)
    identity.submit()
    CodeStep(citizen.page).expect_current()
    assert len(target.mails(persona.email, expected=1)) == 1


@pytest.mark.requirement("EVERYWHERE-1")
@pytest.mark.renderings("htmx")
def test_browser_keeps_files_and_one_page_and_nothing_personal(
    citizen: Journey, persona: Person, observer: Observer
) -> None:
    observer.foresee("htmx:")  # the page is left while it asks whether the mail has gone
    IdentityStep(citizen.page).open()
    citizen.fill_identity(persona).submit()
    CodeStep(citizen.page).expect_current().enter(citizen.code_of(persona))
    citizen.page.goto(path_of("/inscription"))
    kept = kept_by(citizen.page)
    offline = path_of("/hors-ligne")
    assert offline in kept
    assert [path for path in kept if path != offline and not path.startswith("/static/")] == []


@pytest.mark.requirement("EVERYWHERE-1")
@pytest.mark.renderings("htmx")
@pytest.mark.needs(Capability.SERVICE_WORKER)
def test_later_worker_takes_over_at_once_and_what_the_earlier_kept_is_gone(citizen: Journey) -> None:
    assert citizen.page.evaluate(REPLACED) == ["later", False]


@pytest.mark.requirement("COOKIE-1")
@pytest.mark.renderings("htmx")
def test_nothing_is_kept_before_the_visitor_answers(installed: BrowserContext) -> None:
    page = installed.new_page()
    HomePage(page).open().expect_current()
    page.goto(path_of(HelpPage.path))
    assert (workers_of(page), kept_by(page)) == (0, [])


@pytest.mark.requirement("COOKIE-2")
@pytest.mark.renderings("htmx")
@pytest.mark.needs(Capability.SERVICE_WORKER)
def test_what_was_kept_goes_when_cookies_are_refused(citizen: Journey) -> None:
    CookiesPage(citizen.page).open().refuse()
    citizen.page.evaluate(EMPTIED, configuration.read().patience_seconds)
    assert (workers_of(citizen.page), kept_by(citizen.page)) == (0, [])


@pytest.mark.requirement("COOKIE-2")
@pytest.mark.renderings("htmx")
@pytest.mark.needs(Capability.SERVICE_WORKER)
def test_what_was_kept_goes_though_the_page_is_left_half_way_through(citizen: Journey) -> None:
    citizen.page.add_init_script(NEVER_DELETED % path_of(CookiesPage.path))
    CookiesPage(citizen.page).open().refuse()
    assert kept_by(citizen.page) != []
    citizen.page.goto(path_of(HelpPage.path))
    citizen.page.evaluate(EMPTIED, configuration.read().patience_seconds)
    assert (workers_of(citizen.page), kept_by(citizen.page)) == (0, [])
