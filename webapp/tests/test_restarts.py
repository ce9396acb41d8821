"""Beginning a sign-up anew, and what is kept of the former one (CODE-8)."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import delete

from webapp.models import Draft
from webapp.services import Services
from webapp.signup.draft import Drafts
from webapp.tests.citizen import Citizen
from webapp.tests.signups import draft_of


def test_restart_sent_twice_at_once_keeps_the_answers(citizen: Citizen, services: Services) -> None:
    citizen.to_code()
    former, drafts = draft_of(services), Drafts(services.database, services.keyring, services.clock)
    with ThreadPoolExecutor(2) as pool:
        fresh = set(pool.map(lambda _: drafts.restart(former.id, former.session_id), range(2)))
    (begun,) = fresh
    found = drafts.find(begun)
    assert found
    assert found.answers["email"] == citizen.email
    assert draft_of(services).id == begun


def test_restart_that_a_proxy_sends_again_keeps_the_answers(citizen: Citizen, services: Services) -> None:
    citizen.to_code()
    former = draft_of(services)
    # As an instance leaves it that ends before it has written the session.
    begun = Drafts(services.database, services.keyring, services.clock).restart(former.id, former.session_id)
    citizen.post("/inscription/recommencer", {})
    citizen.get("/inscription/identite")
    assert citizen.value("email") == citizen.email
    assert draft_of(services).id == begun


def test_restart_of_what_was_deleted_begins_with_nothing(citizen: Citizen, services: Services) -> None:
    citizen.to_code()
    with services.database.write() as session:
        session.execute(delete(Draft))
    assert citizen.post("/inscription/recommencer", {}).location == "/inscription/identite"
    citizen.get("/inscription/identite")
    assert citizen.value("email") == ""
    assert citizen.heading().startswith("Étape 1")


def test_restart_ends_the_old_signup_and_keeps_the_answers(citizen: Citizen, services: Services) -> None:
    former = citizen.to_code().code()
    assert citizen.post("/inscription/recommencer", {}).location == "/inscription/identite"
    citizen.get("/inscription/identite")
    assert 'value="Le Goff"' in citizen.page
    assert f'value="{citizen.email}"' in citizen.page
    assert "Brouette" not in citizen.page
    assert draft_of(services).code_digest is None
    assert citizen.enter(former).status_code == 409
