"""What Prometheus reads: who may, what it counts, and that it names nobody."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr, ValidationError

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from webapp.models import Base
from webapp.services import Services
from webapp.settings import Settings
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.conftest import KEY, MakeApp

TOKEN = "jeton-de-surveillance-de-quarante-lettres"
Samples = dict[tuple[str, str], float]


@pytest.fixture
def watched(make_app: MakeApp, citizen: Citizen) -> Citizen:
    """Return a citizen of an application that is watched."""
    citizen.app = make_app(metrics_token=SecretStr(TOKEN))
    citizen.client = citizen.app.test_client()
    return citizen.accept_cookies()


def text_of(browser: FlaskClient) -> str:
    answer = browser.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, base_url="http://10.0.0.7:8000")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def samples(browser: FlaskClient) -> Samples:
    families = text_string_to_metric_families(text_of(browser))
    return {
        (sample.name, " ".join(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.parametrize(
    "authorization", ["", "Bearer ", "Bearer x", f"bearer {TOKEN}", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "é", TOKEN]
)
def test_metrics_do_not_exist_for_who_lacks_the_token(watched: Citizen, authorization: str) -> None:
    answer = watched.client.get("/metrics", headers={"Authorization": authorization})
    assert answer.status_code == 404
    assert "request_seconds" not in answer.get_data(as_text=True)


def test_metrics_do_not_exist_without_a_token_of_the_deployment(citizen: Citizen) -> None:
    answers = [citizen.client.get("/metrics", headers={"Authorization": value}) for value in ("Bearer ", "Bearer")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_production_wants_a_token_that_nobody_guesses() -> None:
    keys = {"secret_keys": KEY, "encryption_keys": f"1:{KEY}", "index_key": KEY}
    usual = {"base_url": "https://a.example", "trusted_proxies": 1, **keys}
    with pytest.raises(ValidationError, match="METRICS_TOKEN"):
        Settings(**usual, metrics_token="court")
    assert Settings(**usual, metrics_token=TOKEN).metrics_token.get_secret_value() == TOKEN


def test_funnel_codes_and_mails_are_counted(watched: Citizen) -> None:
    watched.to_code()
    watched.enter(watched.wrong_code())
    watched.enter(watched.code())
    watched.get("/inscription/coordonnees")
    watched.post("/inscription/coordonnees", watched.contact())
    counted = samples(watched.client)
    assert counted["signup_steps_total", "local identity"] == 1
    assert counted["signup_steps_total", "local code"] == 1
    assert counted["signup_steps_total", "local contact"] == 1
    assert counted["email_codes_total", "wrong"] == 1
    assert counted["email_codes_total", "right"] == 1
    assert counted["signups_at_step", "local situation"] == 1
    assert counted["mails", "sent"] == 1
    assert counted["request_seconds_count", "POST /inscription/<slug> 303"] == 3


def test_sign_ins_are_counted_by_outcome(watched: Citizen) -> None:
    watched.to_account()
    watched.post("/deconnexion", {})
    watched.sign_in(NIR, "Faux-1-Faux-1")
    watched.sign_in()
    counted = samples(watched.client)
    assert (counted["sign_ins_total", "wrong password"], counted["sign_ins_total", "right password"]) == (1, 1)


def test_mails_that_wait_are_seen(watched: Citizen, mails: Mailbox, app_clock: ControllableClock) -> None:
    mails.faults.postpone()
    watched.to_code()
    before = samples(watched.client)
    watched.deliver()
    app_clock.advance(timedelta(minutes=7))
    after = samples(watched.client)
    assert (before["mails", "queued"], before["mail_queue_depth", ""]) == (1, 1)
    assert (after["mails", "delayed"], after["mail_queue_depth", ""]) == (1, 1)
    assert (before["oldest_unsent_mail_seconds", ""], after["oldest_unsent_mail_seconds", ""]) == (0, 420)


def test_metrics_answer_while_the_database_is_out_of_order(watched: Citizen, services: Services) -> None:
    Base.metadata.drop_all(services.database.engine)
    counted = samples(watched.client)
    assert counted["database_up", ""] == 0
    assert ("request_seconds_count", "POST /cookies 303") in counted


def test_labels_hold_nothing_that_a_request_brought(watched: Citizen) -> None:
    watched.to_account()
    watched.sign_in(NIR, "Faux-1-Faux-1")
    watched.client.open(f"/rien/{NIR}?q={watched.email}", method="BREW")
    text = text_of(watched.client)
    found = [value for value in (NIR, watched.email, PASSWORD, "Le Goff", "BREW", "/rien") if value in text]
    assert found == []
    assert 'method="other",route="none",status="404"' in text
    assert re.search(r'route="/inscription/<slug>"', text)
