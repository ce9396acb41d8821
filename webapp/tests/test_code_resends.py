"""Asking for another code, and how long each is good (CODE-7)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from webapp.models import Draft, Mail, MailState
from webapp.services import Services
from webapp.signup import actions
from webapp.tests.citizen import Citizen
from webapp.tests.markup import Markup
from webapp.tests.signups import draft_of, kill_code, mail_count


def test_new_code_kills_the_former_one_and_gives_no_try_back(
    citizen: Citizen, app_clock: ControllableClock, services: Services
) -> None:
    former = citizen.to_code().code()
    citizen.enter(citizen.wrong_code())
    app_clock.advance(timedelta(minutes=1))
    assert citizen.post("/inscription/code/renvoi", {}).status_code == 303
    new = citizen.code()
    assert new != former
    citizen.enter(former)
    assert "il vous reste 2 essais" in citizen.errors()
    assert citizen.enter(new).status_code == 303
    assert draft_of(services).tries == 3


def test_code_sent_at_the_end_of_the_day_that_a_sign_up_lives_is_good_until_its_own_end(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    citizen.to_code()
    app_clock.advance(timedelta(hours=23, minutes=55))
    citizen.get("/inscription/code")
    assert citizen.post("/inscription/code/renvoi", {}).status_code == 303
    app_clock.advance(timedelta(minutes=14, seconds=59))
    assert citizen.enter(citizen.code()).location == "/inscription/coordonnees"


def test_mail_of_a_code_that_another_replaced_never_leaves(
    citizen: Citizen, app_clock: ControllableClock, mails: Mailbox, services: Services
) -> None:
    mails.faults.postpone(citizen.email, times=1)
    citizen.to_code()
    assert citizen.deliver() == []
    app_clock.advance(timedelta(minutes=1))
    citizen.post("/inscription/code/renvoi", {})
    with services.database.read() as session:
        states = {mail.state: mail.content for mail in session.scalars(select(Mail))}
    assert set(states) == {MailState.ABANDONED, MailState.QUEUED}
    assert states[MailState.ABANDONED] is None
    assert citizen.enter(citizen.code()).status_code == 303


def to_code_that_was_the_last_of_the_day(citizen: Citizen, services: Services) -> None:
    citizen.to_code()
    for _ in range(14):
        services.limits.hit("15 per day", "code-mail", citizen.email)


def test_refused_resend_is_told_where_htmx_looks_with_the_day(
    citizen: Citizen, app_clock: ControllableClock, services: Services
) -> None:
    to_code_that_was_the_last_of_the_day(citizen, services)
    app_clock.advance(timedelta(minutes=1))
    answer = citizen.post("/inscription/code/renvoi", {}, **{"HX-Request": "true"})
    told = Markup(citizen.page).text("resend-status").replace("\u00a0", " ")
    assert answer.status_code == 429
    assert "Trop de codes ont été envoyés à cette adresse" in told
    assert "Un autre pourra y être envoyé le 24 novembre 2026 à 10 h 30 (heure de Paris)" in told


def test_new_code_is_refused_within_a_minute(
    citizen: Citizen, app_clock: ControllableClock, services: Services
) -> None:
    citizen.to_code()
    app_clock.advance(timedelta(seconds=59))
    assert citizen.post("/inscription/code/renvoi", {}).status_code == 422
    assert "10 h 31" in citizen.errors()
    assert mail_count(services) == 1


def test_resend_refused_to_an_expired_code_leaves_its_page_telling_both(
    citizen: Citizen, app_clock: ControllableClock, services: Services
) -> None:
    to_code_that_was_the_last_of_the_day(citizen, services)
    app_clock.advance(timedelta(minutes=15))
    assert citizen.post("/inscription/code/renvoi", {}).status_code == 429
    assert "Trop de codes" in citizen.errors()
    assert "Ce code a expiré" in citizen.page


def test_last_code_that_expired_is_told_without_another_to_ask_for(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    citizen.to_code()
    for _ in range(2):
        app_clock.advance(timedelta(minutes=1))
        citizen.post("/inscription/code/renvoi", {})
    entry, code = citizen.hidden("entry"), citizen.code()
    app_clock.advance(timedelta(minutes=15))
    citizen.post("/inscription/code", {"code": code, "entry": entry})
    assert "Ce code a expiré" in citizen.errors()
    assert "15 minutes" in citizen.errors()
    assert "Demandez un nouveau code" not in citizen.errors()


def test_resend_of_a_code_that_died_in_another_tab_brings_htmx_the_whole_page(citizen: Citizen) -> None:
    citizen.to_code()
    token = citizen.hidden("csrf_token")
    kill_code(citizen)
    answer = citizen.post("/inscription/code/renvoi", {"csrf_token": token}, **{"HX-Request": "true"})
    assert "Quatre codes erronés" in citizen.errors()
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reselect"]) == ("#main", "#main")


def test_no_fourth_send(citizen: Citizen, app_clock: ControllableClock, services: Services) -> None:
    citizen.to_code()
    app_clock.advance(timedelta(minutes=1))
    citizen.post("/inscription/code/renvoi", {})
    app_clock.advance(timedelta(minutes=1))
    citizen.post("/inscription/code/renvoi", {})
    app_clock.advance(timedelta(minutes=1))
    assert citizen.post("/inscription/code/renvoi", {}).status_code == 422
    assert "Trois codes" in citizen.errors()
    assert mail_count(services) == 3


def test_a_new_code_lives_its_own_fifteen_minutes(citizen: Citizen, app_clock: ControllableClock) -> None:
    citizen.to_code()
    app_clock.advance(timedelta(minutes=15))
    citizen.get("/inscription/code")
    citizen.post("/inscription/code/renvoi", {})
    code = citizen.code()
    app_clock.advance(timedelta(minutes=14, seconds=59))
    assert citizen.enter(code).status_code == 303


def test_sign_up_whose_first_code_fails_again_begins_anew(
    citizen: Citizen, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    citizen.to_code()
    never_made = {"code_issued_at": None, "code_digest": None, "mail_id": None, "sends": 0}
    with services.database.write() as session:
        session.execute(update(Draft).values(**never_made))
    monkeypatch.setattr(actions, "send_code", fail)
    assert citizen.post("/inscription/code/renvoi", {}).status_code == 503
    assert draft_of(services).step == "identity"


def test_sign_up_of_which_no_code_was_made_says_so_and_has_one_sent(citizen: Citizen, services: Services) -> None:
    citizen.to_code()
    never_made = {"code_issued_at": None, "code_digest": None, "mail_id": None, "sends": 0}
    with services.database.write() as session:  # as a process leaves it that is killed once the control is spent
        session.execute(update(Draft).values(**never_made))
    citizen.get("/inscription/code")
    assert "Demandez un autre code" in Markup(citizen.page).text("mail-status")
    assert citizen.post("/inscription/code/renvoi", {}).location == "/inscription/code?renvoi=1"
    with services.database.read() as session:
        assert session.scalars(select(Draft)).one().mail_id
