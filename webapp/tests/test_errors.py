"""What goes wrong on our side or on the way is told by a page of the service, with the way on."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from fixtures.clock import ControllableClock
from webapp.models import Account, Draft, Mail
from webapp.services import Services
from webapp.signup import captcha
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.markup import Markup

WITH_TOKEN = [
    "/identification",
    "/deconnexion",
    "/compte/suppression",
    "/inscription/identite",
    "/inscription/code",
    "/inscription/code/renvoi",
    "/inscription/coordonnees",
    "/inscription/situation",
    "/inscription/recommencer",
]


@contextmanager
def without_table(services: Services, table: str) -> Iterator[None]:
    """Take a table away, as a database does that fails."""
    with services.database.write() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO away"))
    yield
    with services.database.write() as session:
        session.execute(text(f"ALTER TABLE away RENAME TO {table}"))


def count(services: Services, table: type[Account | Draft | Mail]) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    "path", ["/rien", "/inscription/identite/rien", "/static/rien.js", "/controle/faux.png", "/%00", "/%ff"]
)
def test_address_of_no_page_is_told(visitor: Citizen, path: str) -> None:
    assert visitor.get(path).status_code == 404
    assert visitor.heading() == "Page introuvable"
    assert "Revenir à l’accueil" in visitor.page


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/deconnexion", {"POST", "OPTIONS"}),
        ("GET", "/inscription/code/renvoi", {"POST", "OPTIONS"}),
        ("POST", "/compte", {"GET", "HEAD", "OPTIONS"}),
        ("DELETE", "/compte", {"GET", "HEAD", "OPTIONS"}),
        ("PUT", "/inscription/identite", {"GET", "HEAD", "POST", "OPTIONS"}),
    ],
)
def test_action_that_a_page_does_not_know_is_told(citizen: Citizen, method: str, path: str, allowed: set[str]) -> None:
    answer = citizen._seen(citizen.client.open(path, method=method))
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == allowed
    assert citizen.heading() == "Action impossible"


def test_failure_of_ours_is_told_without_its_trace(app: Flask, visitor: Citizen) -> None:
    app.add_url_rule("/panne", "failing", lambda: {}["secret key"])
    assert visitor.get("/panne").status_code == 500
    assert visitor.heading() == "Erreur du service"
    assert "KeyError" not in visitor.page
    assert "secret key" not in visitor.page


@pytest.mark.parametrize("path", ["/", "/inscription/code", "/identification", "/rien"])
def test_maintenance_closes_every_page_for_a_while(make_app: MakeApp, path: str) -> None:
    answer = make_app(maintenance=True).test_client().get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "600"
    assert Markup(answer.get_data(as_text=True)).all("h1")[0].text == "Service en maintenance"


def test_maintenance_takes_no_form_and_says_that_the_process_lives(make_app: MakeApp, services: Services) -> None:
    browser = make_app(maintenance=True).test_client()
    posted = browser.post("/inscription/identite", data={"nir": NIR})
    assert (posted.status_code, browser.get("/health/live").status_code) == (503, 200)
    assert count(services, Draft) == 0


def test_sign_up_goes_on_after_maintenance(citizen: Citizen, make_app: MakeApp) -> None:
    citizen.to_contact()
    browser = make_app(maintenance=True).test_client()
    browser.set_cookie("consentement", "accepter")
    browser.set_cookie("session", citizen.client.get_cookie("session").value)
    assert browser.get("/inscription/coordonnees").status_code == 503
    assert citizen.get("/inscription/coordonnees").status_code == 200


@pytest.mark.parametrize("host", ["ailleurs.example", "localhost.ailleurs.example", "127.0.0.1", "local host"])
@pytest.mark.parametrize("maintenance", [False, True], ids=["open", "in maintenance"])
def test_request_for_another_host_gets_a_page(make_app: MakeApp, host: str, maintenance: bool) -> None:  # noqa: FBT001
    answer = make_app(maintenance=maintenance).test_client().get("/", headers={"Host": host})
    assert answer.status_code in (400, 503)
    assert "Accessibilité\u00a0: non conforme" in answer.get_data(as_text=True)


def test_limit_of_the_whole_service_blames_no_network(make_app: MakeApp, citizen: Citizen) -> None:
    citizen.client = make_app(signup_global_limit="1 per hour").test_client()
    citizen.accept_cookies().to_code()
    citizen.post("/inscription/recommencer", {})
    assert citizen.fill_identity().status_code == 429
    assert "sur tout le service" in citizen.errors()
    assert "réseau" not in citizen.errors()


def test_too_many_sign_ups_of_a_network_are_told_and_keep_the_answers(
    make_app: MakeApp, citizen: Citizen, services: Services
) -> None:
    citizen.client = make_app(signup_network_limit="1 per hour").test_client()
    citizen.accept_cookies().to_code()
    citizen.post("/inscription/recommencer", {})
    answer = citizen.fill_identity()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    assert "Trop d’inscriptions" in citizen.errors()
    assert citizen.value("birth_name") == "Le Goff"
    assert count(services, Mail) == 1


@pytest.mark.parametrize("token", [None, "é\x00", "x" * 10_000])
@pytest.mark.parametrize("path", WITH_TOKEN)
def test_form_without_its_token_is_no_bare_error(
    citizen: Citizen, services: Services, path: str, token: str | None
) -> None:
    citizen.to_account()
    before = count(services, Account), count(services, Mail)
    citizen.page = ""
    answer = citizen.post(path, {"password": PASSWORD, "nir": NIR, "csrf_token": token or ""})
    assert answer.status_code in (303, 403, 422)
    # In the words: the page's random tokens hold any four letters some day.
    assert "csrf" not in re.sub(r"<[^>]*>", "", citizen.page).casefold()
    assert "Bad Request" not in citizen.page
    assert (count(services, Account), count(services, Mail)) == before


def test_restart_in_a_tab_that_another_has_overtaken_leads_on_and_tells_no_end(citizen: Citizen) -> None:
    citizen.to_code()
    former = citizen.hidden("csrf_token")
    citizen.enter(citizen.code())
    answer = citizen.post("/inscription/recommencer", {"csrf_token": former})
    assert (answer.status_code, answer.location) == (303, "/inscription/coordonnees")


@pytest.mark.parametrize(
    ("suite", "shown"), [("/inscription/identite", "/inscription/identite"), ("", "/identification")]
)
def test_sign_out_of_franceconnect_without_its_token_shows_again_the_page_that_offers_it(
    citizen: Citizen, suite: str, shown: str
) -> None:
    answer = citizen.post("/franceconnect/deconnexion", {"csrf_token": "", "suite": suite})
    assert (answer.status_code, answer.location) == (303, shown)


def test_resend_in_a_tab_that_another_has_overtaken_leads_on(citizen: Citizen) -> None:
    citizen.to_code()
    former = citizen.hidden("csrf_token")
    citizen.enter(citizen.code())
    assert citizen.post("/inscription/code/renvoi", {"csrf_token": former}).location == "/inscription/coordonnees"


def test_resend_without_its_token_has_htmx_load_the_page_anew(citizen: Citizen) -> None:
    citizen.to_code()
    answer = citizen.post("/inscription/code/renvoi", {"csrf_token": ""}, **{"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (422, "/inscription/code")
    assert citizen.hidden("csrf_token")


@pytest.mark.usefixtures("on_sqlite")
@pytest.mark.parametrize("table", ["sessions", "drafts"])
def test_database_that_fails_is_told_and_the_sign_up_goes_on_when_it_is_back(
    citizen: Citizen, services: Services, table: str
) -> None:
    citizen.to_contact()
    with without_table(services, table):
        refused = citizen.get("/inscription/coordonnees")
        told = citizen.heading()
    assert (refused.status_code, told) == (503, "Service momentanément indisponible")
    assert refused.headers["Retry-After"] == "30"
    assert "Set-Cookie" not in refused.headers
    citizen.get("/inscription/coordonnees")
    assert citizen.post("/inscription/coordonnees", citizen.contact()).location == "/inscription/situation"


@pytest.mark.usefixtures("on_sqlite")
def test_download_that_cannot_be_noted_is_told_as_a_database_that_is_down(
    citizen: Citizen, services: Services
) -> None:
    citizen.to_account()
    with without_table(services, "audit_events"):
        refused = citizen.get("/compte/donnees.json")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert citizen.heading() == "Service momentanément indisponible"


@pytest.mark.usefixtures("on_sqlite")
def test_answers_stay_in_the_page_when_they_cannot_be_written(citizen: Citizen, services: Services) -> None:
    citizen.to_situation()
    form = citizen.situation()
    with without_table(services, "accounts"):
        refused = citizen.post("/inscription/situation", form)
    assert refused.status_code == 503
    assert "patientez quelques secondes" in citizen.errors()
    assert Markup(citizen.page).value("diploma_year") == "2012"
    assert count(services, Account) == 0
    assert citizen.post("/inscription/situation", citizen.situation()).location == "/inscription/terminee"
    assert count(services, Account) == 1


@pytest.mark.usefixtures("on_sqlite")
def test_first_step_that_cannot_be_written_sends_no_mail_and_can_be_sent_again(
    citizen: Citizen, services: Services
) -> None:
    citizen.get("/inscription/identite")
    form = citizen.identity()
    with without_table(services, "mails"):
        refused = citizen.post("/inscription/identite", form)
    assert refused.status_code == 503
    assert Markup(citizen.page).value("birth_name") == "Le Goff"
    assert count(services, Mail) == 0
    assert citizen.post("/inscription/identite", citizen.identity(password="")).location == "/inscription/code"
    assert len(citizen.deliver()) == 1


@pytest.mark.usefixtures("on_sqlite")
def test_session_that_cannot_be_written_fails_no_worse(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    citizen.post("/deconnexion", {})
    citizen.get("/identification")
    with services.database.write() as session:
        session.execute(text("CREATE TRIGGER full BEFORE INSERT ON sessions BEGIN SELECT RAISE(FAIL, 'full'); END"))
    with capture_logs() as logged:
        answer = citizen.post("/identification", {"nir": NIR, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.headers["Content-Security-Policy"]
    assert {"event": "database.down", "log_level": "error", "error": "IntegrityError"} in logged
    assert "Accessibilité\u00a0: non conforme" in answer.get_data(as_text=True)
    with services.database.write() as session:
        session.execute(text("DROP TRIGGER full"))
    assert citizen.sign_in().location == "/compte"


def test_text_pages_need_no_database(visitor: Citizen, services: Services) -> None:
    with without_table(services, "sessions"):
        assert visitor.get("/aide").status_code == 200

@pytest.mark.usefixtures("on_sqlite")
def test_newcomer_whose_session_cannot_be_written_is_told_to_wait_and_nothing_of_it_is_logged(
    citizen: Citizen, services: Services, capfd: pytest.CaptureFixture[str]
) -> None:
    with without_table(services, "sessions"):
        answer = citizen.client.get("/identification", query_string={"suite": "/compte"})
    written = capfd.readouterr()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Set-Cookie" not in answer.headers
    assert "Service momentanément indisponible" in answer.get_data(as_text=True)
    assert "Traceback" not in written.out + written.err
    assert "/identification?" not in written.out + written.err


@pytest.mark.requirement("CAPTCHA-2")
@pytest.mark.parametrize("path", ["/controle/{}.png", "/controle/{}.wav"])
def test_expired_security_control_says_what_to_do(citizen: Citizen, app_clock: ControllableClock, path: str) -> None:
    citizen.get("/inscription/identite")
    token = citizen.hidden("captcha_token")
    app_clock.advance(captcha.LIFETIME)
    assert citizen.get(path.format(token)).status_code == 410
    assert citizen.heading() == "Code de sécurité trop ancien"
    assert "choisissez « Un autre code »" in citizen.page.replace("\u00a0", " ")
