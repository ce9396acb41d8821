"""What stays in a browser once somebody has signed up and out in it: nothing that they typed (NIR-2)."""

import json

import pytest

from e2e.journey import Journey
from e2e.observer import Observer
from e2e.pages import AccountPage
from fixtures.leaks import LeakDetector, secrets_of
from fixtures.personas import Persona

# Cookies are read from the server's answers: scripts do not see them.
KEPT = """async () => ({
    local: Object.entries(localStorage),
    session: Object.entries(sessionStorage),
    databases: indexedDB.databases ? await indexedDB.databases() : [],
    files: typeof caches === "undefined" ? [] : await Promise.all(
        (await caches.keys()).map(async (name) => {
            const cache = await caches.open(name);
            return Promise.all((await cache.keys()).map(async (request) => [
                request.url, await (await cache.match(request)).text(),
            ]));
        })),
    history: history.state,
    name: window.name,
})"""


@pytest.mark.requirement("NIR-2")
@pytest.mark.renderings("htmx")
def test_browser_keeps_nothing_that_was_typed(journey: Journey, persona: Persona, observer: Observer) -> None:
    journey.on_foot().to_done(persona)
    AccountPage(journey.page).open().expect_current().sign_out()
    kept = json.dumps(journey.page.evaluate(KEPT), ensure_ascii=False)
    detector = LeakDetector(secrets_of(persona))
    assert detector.leaks("browser", kept) + detector.leaks("cookies", "\n".join(observer.written_cookies())) == []
