"""Signing in, the account page, its download and its deletion; what wrong tries cost."""

from datetime import timedelta

import pytest
from huey import Huey
from sqlalchemy import delete, func, select
from werkzeug.test import TestResponse

from fixtures.clock import ControllableClock
from fixtures.live_server import encryption_keys
from fixtures.mailbox import Mailbox
from webapp.models import Account, BrowserSession
from webapp.operations import audit
from webapp.security.limits import network_of
from webapp.services import Services
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.markup import Markup

UNKNOWN_NIR = "185057800608491"
WRONG = "Autre-chose-entierement-7"


def rows(services: Services) -> tuple[int, int]:
    """Count accounts, and sessions signed in to one."""
    with services.database.read() as session:
        signed_in = select(func.count()).select_from(BrowserSession).where(BrowserSession.account_id.is_not(None))
        return session.scalar(select(func.count()).select_from(Account)) or 0, session.scalar(signed_in) or 0


def try_from(citizen: Citizen, network: str, number: str, password: str) -> TestResponse:
    """Try to sign in from another network."""
    citizen.get("/identification")
    fields = {"nir": number, "password": password, "csrf_token": citizen.hidden("csrf_token")}
    return citizen.client.post("/identification", data=fields, environ_base={"REMOTE_ADDR": network})


def test_account_page_shows_everything_that_was_recorded(citizen: Citizen) -> None:
    citizen.to_account()
    citizen.get("/compte")
    values = [element.text for element in Markup(citizen.page).all("dd")]
    assert values == [
        "2 94 03 75 120 005 91",
        "Le Goff",
        citizen.email,
        "06 12 34 56 78",
        "12 rue des Lilas, 35000 Rennes, France",
        *values[5:6],
        "2012",
        *values[7:8],
        "23 novembre 2026",
        "version 2026-12, le 23 novembre 2026",
    ]


def test_home_page_offers_whoever_is_signed_in_their_account_and_no_other(citizen: Citizen) -> None:
    citizen.to_account()
    citizen.get("/")
    buttons = [link.get("href") for link in Markup(citizen.page).all("a") if link.get("class") == "fr-btn"]
    assert buttons == ["/compte"]


def test_download_holds_everything_that_was_recorded(citizen: Citizen) -> None:
    citizen.to_account()
    answer = citizen.client.get("/compte/donnees.json")
    assert answer.headers["Content-Disposition"] == "attachment; filename=compte-formation.json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json() == {
        "nir": NIR,
        "birth_name": "Le Goff",
        "email": citizen.email,
        "phone": "+33612345678",
        "street": "12 rue des Lilas",
        "complement": "",
        "postcode": "35000",
        "town": "Rennes",
        "country": "FR",
        "diploma": "4",
        "diploma_year": "2012",
        "category": "5",
        "language": "fr",
        "terms_version": "2026-12",
        "terms_accepted_at": "2026-11-23T09:30:00+00:00",
        "created_at": "2026-11-23T09:30:00+00:00",
        "known_networks": 1,
        "franceconnect_since": [],
        "sessions_until": ["2026-11-23T10:00:00+00:00"],
        "unfinished_signups": [],
        "mails": [
            {"kind": "code", "state": "sent", "at": "2026-11-23T09:30:00+00:00"},
            {"kind": "welcome", "state": "queued", "at": "2026-11-23T09:30:00+00:00"},
        ],
        "journal": [
            {"kind": "account.created", "detail": "local", "at": "2026-11-23T09:30:00+00:00"},
            {"kind": "account.exported", "detail": "", "at": "2026-11-23T09:30:00+00:00"},
        ],
    }


def test_download_that_is_asked_for_too_often_writes_no_journal_and_says_when(
    citizen: Citizen, another_citizen: Citizen, services: Services
) -> None:
    citizen.to_account()
    another_citizen.to_account(nir="180127511500158")
    assert [citizen.client.get("/compte/donnees.json").status_code for _ in range(10)] == [200] * 10
    noted = audit.head(services.database)
    refused = citizen.get("/compte/donnees.json")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert citizen.heading() == "Mon compte"
    assert "vous pourrez en télécharger un autre à 11\u00a0h\u00a030 (heure de Paris)" in citizen.page
    assert audit.head(services.database) == noted
    assert another_citizen.get("/compte/donnees.json").status_code == 200


@pytest.mark.parametrize(
    ("path", "afterwards"),
    [
        ("/compte", "/compte"),
        # A form that leads to a file leaves the sign-in page standing.
        ("/compte/donnees.json", "/compte"),
        ("/compte/suppression", "/compte/suppression"),
    ],
)
def test_account_asks_who_is_there(citizen: Citizen, path: str, afterwards: str) -> None:
    answer = citizen.get(path)
    assert (answer.status_code, answer.location) == (303, f"/identification?suite={afterwards}")


def test_deletion_with_the_right_password_leaves_nothing(
    citizen: Citizen, another_citizen: Citizen, services: Services
) -> None:
    citizen.to_account()
    another_citizen.sign_in()
    before = rows(services)
    citizen.get("/compte/suppression")
    answer = citizen.post("/compte/suppression", {"password": PASSWORD})
    assert (before, rows(services)) == ((1, 2), (0, 0))
    assert answer.location == "/compte/supprime"
    assert another_citizen.client.get("/compte").status_code == 303
    assert citizen.sign_in().status_code == 422


def test_deletion_sent_twice_says_twice_that_the_account_is_gone(citizen: Citizen) -> None:
    citizen.to_account()
    citizen.get("/compte/suppression")
    cookie = citizen.session_cookie
    form = {"csrf_token": citizen.hidden("csrf_token"), "password": PASSWORD}
    citizen.client.post("/compte/suppression", data=form)
    citizen.client.set_cookie("session", cookie)
    again = citizen.client.post("/compte/suppression", data=form)
    assert (again.status_code, again.location) == (303, "/compte/supprime")
    citizen.get("/compte/supprime")
    assert citizen.heading() == "Votre compte est supprimé"


def test_deletion_that_another_one_overtook_says_that_the_account_is_gone(
    citizen: Citizen, services: Services
) -> None:
    citizen.to_account()
    citizen.get("/compte/suppression")
    form = {"csrf_token": citizen.hidden("csrf_token"), "password": PASSWORD}
    with services.database.write() as session:
        session.execute(delete(Account))
    answer = citizen.client.post("/compte/suppression", data=form)
    assert (answer.status_code, answer.location) == (303, "/compte/supprime")


def test_addresses_alone_say_nothing_that_is_not_so(citizen: Citizen) -> None:
    citizen.to_account()
    assert citizen.get("/compte/supprime").location == "/compte"
    citizen.get("/compte?lie=1")
    assert "rattaché" not in citizen.page
    citizen.get("/identification?sortie=1")
    assert "Votre session est fermée" not in citizen.page


@pytest.mark.parametrize("password", ["", "   ", WRONG, PASSWORD.lower(), PASSWORD + " ", "x" * 10_000])
def test_deletion_with_another_password_deletes_nothing(citizen: Citizen, services: Services, password: str) -> None:
    citizen.to_account()
    citizen.get("/compte/suppression")
    answer = citizen.post("/compte/suppression", {"password": password})
    assert answer.status_code == 422
    assert Markup(citizen.page).error("password") in citizen.errors()
    assert rows(services) == (1, 1)


def test_deletion_takes_no_endless_guessing(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    citizen.get("/compte/suppression")
    statuses = [citizen.post("/compte/suppression", {"password": WRONG}).status_code for _ in range(51)]
    assert statuses == [422] * 50 + [429]
    assert citizen.post("/compte/suppression", {"password": PASSWORD}).status_code == 429
    assert rows(services) == (1, 1)


def test_number_of_a_deleted_account_can_sign_up_again(citizen: Citizen, another_citizen: Citizen) -> None:
    citizen.to_account()
    citizen.get("/compte/suppression")
    citizen.post("/compte/suppression", {"password": PASSWORD})
    another_citizen.to_account()
    assert another_citizen.heading() == "Votre compte est créé"


@pytest.mark.parametrize("typed", ["2 94 03 75 120 005 91", "2.94.03.75.120.005.91", f" {NIR}\t"])
def test_number_signs_in_as_it_is_printed(citizen: Citizen, typed: str) -> None:
    citizen.to_account()
    citizen.post("/deconnexion", {})
    assert citizen.sign_in(typed).location == "/compte"


@pytest.mark.parametrize("number", [NIR, UNKNOWN_NIR], ids=["known number", "unknown number"])
def test_wrong_sign_in_says_the_same_of_every_number(citizen: Citizen, another_citizen: Citizen, number: str) -> None:
    citizen.to_account()
    answer = another_citizen.sign_in(number, WRONG)
    assert answer.status_code == 422
    assert "ne vont pas ensemble, ou aucun compte ne leur correspond" in another_citizen.errors()
    assert another_citizen.value("nir") == number
    assert WRONG not in another_citizen.page
    assert another_citizen.client.get("/compte").status_code == 303


def test_forgotten_password_has_its_way_at_each_refusal(citizen: Citizen, another_citizen: Citizen) -> None:
    another_citizen.to_situation()
    citizen.to_account().post("/deconnexion", {})
    citizen.sign_in(NIR, WRONG)
    assert "Mot de passe oublié ? Écrivez à assistance@compte-formation.example." in citizen.errors()
    assert "créez votre compte" not in citizen.errors()
    another_citizen.post("/inscription/situation", another_citizen.situation())
    for page in (citizen.page, another_citizen.page):
        assert any(link.get("href") == "/aide#mot-de-passe-oublie" for link in Markup(page).all("a"))
    citizen.get("/aide")
    assert Markup(citizen.page).by_id("mot-de-passe-oublie")
    assert "FranceConnect" not in Markup(citizen.page).all("main")[0].text


def test_forgotten_password_leads_to_franceconnect_where_it_is_offered(
    make_app: MakeApp, queue: Huey, mails: Mailbox
) -> None:
    offered = make_app(franceconnect_client_id="x", franceconnect_encryption_keys=encryption_keys("ECDH-ES"))
    citizen = Citizen(offered, queue, mails).accept_cookies()
    citizen.sign_in(NIR, WRONG)
    assert "Identifiez-vous avec FranceConnect+, qui ouvre votre compte sans mot de passe, ou écr" in citizen.errors()
    citizen.get("/aide")
    said = Markup(citizen.page).all("main")[0].text
    assert "Identifiez-vous avec FranceConnect+ : votre compte s’ouvre sans mot de passe." in said


@pytest.mark.parametrize("number", [NIR, UNKNOWN_NIR], ids=["known number", "unknown number"])
def test_sixth_wrong_try_in_a_quarter_of_an_hour_waits(
    citizen: Citizen, another_citizen: Citizen, app_clock: ControllableClock, number: str
) -> None:
    citizen.to_account()
    statuses = [another_citizen.sign_in(number, WRONG).status_code for _ in range(6)]
    refused = another_citizen.sign_in(number, PASSWORD)
    assert statuses == [422] * 5 + [429]
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "900"
    assert "10 h 45" in another_citizen.errors().replace("\u00a0", " ")
    app_clock.advance(timedelta(minutes=15))
    assert another_citizen.sign_in(number, WRONG).status_code == 422


def test_limit_lifts_for_the_right_password(citizen: Citizen, app_clock: ControllableClock) -> None:
    citizen.to_account()
    citizen.post("/deconnexion", {})
    [citizen.sign_in(NIR, WRONG) for _ in range(6)]
    app_clock.advance(timedelta(minutes=14, seconds=59))
    before = citizen.sign_in().status_code
    app_clock.advance(timedelta(seconds=1))
    assert (before, citizen.sign_in().location) == (429, "/compte")


def test_limit_of_one_number_holds_for_no_other(citizen: Citizen, another_citizen: Citizen) -> None:
    citizen.to_account()
    [another_citizen.sign_in(UNKNOWN_NIR, WRONG) for _ in range(6)]
    assert another_citizen.sign_in().location == "/compte"


def test_limit_of_one_network_holds_for_no_other(citizen: Citizen, another_citizen: Citizen) -> None:
    citizen.to_account()
    [try_from(another_citizen, "192.0.2.1", NIR, WRONG) for _ in range(6)]
    assert try_from(another_citizen, "192.0.2.1", NIR, PASSWORD).status_code == 429
    assert try_from(another_citizen, "192.0.2.2", NIR, PASSWORD).location == "/compte"


def test_ipv6_addresses_of_one_network_count_together(citizen: Citizen, another_citizen: Citizen) -> None:
    citizen.to_account()
    [try_from(another_citizen, f"2001:db8:0:1::{host}", NIR, WRONG) for host in range(1, 7)]
    assert try_from(another_citizen, "2001:db8:0:1:ffff::9", NIR, PASSWORD).status_code == 429
    assert try_from(another_citizen, "2001:db8:0:2::1", NIR, PASSWORD).location == "/compte"


@pytest.mark.parametrize("number", [NIR, UNKNOWN_NIR], ids=["known number", "unknown number"])
def test_many_networks_together_do_not_guess_one_number(
    citizen: Citizen, another_citizen: Citizen, number: str
) -> None:
    citizen.to_account()
    statuses = [try_from(another_citizen, f"192.0.2.{host}", number, WRONG).status_code for host in range(1, 52)]
    assert statuses == [422] * 50 + [429]


def test_right_password_forgets_the_wrong_ones(citizen: Citizen) -> None:
    citizen.to_account()
    citizen.post("/deconnexion", {})
    [citizen.sign_in(NIR, WRONG) for _ in range(4)]
    citizen.sign_in()
    citizen.post("/deconnexion", {})
    assert [citizen.sign_in(NIR, WRONG).status_code for _ in range(5)] == [422] * 5


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::1", "::/64"),
        (None, "unknown"),
        ("", "unknown"),
        ("unix:", "unknown"),
        ("192.0.2.1:4711", "unknown"),
        ("<script>", "unknown"),
    ],
)
def test_network_of_an_address(address: str | None, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize("forwarded", ["garbage", "192.0.2.1:4711", "", "::ffff:192.0.2.1", "a" * 5_000])
def test_what_a_proxy_writes_fails_no_page(make_app: MakeApp, forwarded: str) -> None:
    browser = make_app(trusted_proxies=1).test_client()
    browser.post("/cookies", data={"choix": "accepter"})
    assert browser.get("/inscription/identite", headers={"X-Forwarded-For": forwarded}).status_code == 200


def test_hash_of_former_strength_is_renewed_at_sign_in(citizen: Citizen, make_app: MakeApp, services: Services) -> None:
    citizen.to_account()
    before = password_hash(services)
    citizen.client = make_app(argon2_memory_kib=128).test_client()
    citizen.accept_cookies()
    assert citizen.sign_in().location == "/compte"
    assert "m=64," in before
    assert "m=128," in password_hash(services)


def password_hash(services: Services) -> str:
    with services.database.read() as session:
        return session.scalars(select(Account.password_hash)).one()
