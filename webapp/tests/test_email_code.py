"""CODE-1 to CODE-8, without a browser."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from webapp.errors import ServiceError, WrongCode
from webapp.models import Draft, Mail, MailState
from webapp.services import Services
from webapp.signup import actions, email_code
from webapp.signup.actions import CONFIRMATION
from webapp.signup.draft import Drafts
from webapp.signup.email_code import EmailCodes, Entry, Passage
from webapp.tests.citizen import Citizen
from webapp.tests.markup import Markup


def draft_of(services: Services) -> Draft:
    with services.database.read() as session:
        return session.scalars(select(Draft)).one()


def mail_count(services: Services) -> int:
    with services.database.read() as session:
        return len(session.scalars(select(Mail)).all())


def kill_code(citizen: Citizen) -> None:
    wrong = int(citizen.wrong_code())
    for shift in range(4):
        citizen.enter(f"{(wrong + shift) % 1_000_000:06}")


def test_code_counts_its_leading_zeros(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email_code.secrets, "randbelow", lambda _: 42)
    assert email_code.draw() == "000042"


def test_right_code_opens_the_contact_step(citizen: Citizen) -> None:
    citizen.to_code()
    assert citizen.enter(citizen.code()).location == "/inscription/coordonnees"


@pytest.mark.parametrize(
    "typed", ["{0}{1}{2} {3}{4}{5}", " {0} {1} {2} {3} {4} {5} ", "{0}{1}{2}\u00a0{3}{4}{5}", "{0}{1}{2}-{3}{4}{5}"]
)
def test_spaces_in_the_typed_code_are_tolerated(citizen: Citizen, typed: str) -> None:
    citizen.to_code()
    assert citizen.enter(typed.format(*citizen.code())).status_code == 303


def test_code_is_accepted_one_second_before_its_fifteen_minutes(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    citizen.to_code()
    app_clock.advance(timedelta(minutes=14, seconds=59))
    assert citizen.enter(citizen.code()).status_code == 303


def test_code_is_expired_at_fifteen_minutes_and_costs_no_try(
    citizen: Citizen, app_clock: ControllableClock, services: Services
) -> None:
    code = citizen.to_code().code()
    entry = citizen.hidden("entry")
    app_clock.advance(timedelta(minutes=15))
    answer = citizen.post("/inscription/code", {"code": code, "entry": entry})
    assert answer.status_code == 422
    assert "expiré" in citizen.errors()
    assert draft_of(services).tries == 0
    assert draft_of(services).code_used_at is None


@pytest.mark.parametrize("typed", ["", "   ", "12345", "1234567", "12345a", "１２３４５６", "12 34 5"])
def test_what_is_not_six_digits_costs_no_try(citizen: Citizen, services: Services, typed: str) -> None:
    citizen.to_code()
    assert citizen.enter(typed).status_code == 422
    assert draft_of(services).tries == 0


def test_wrong_code_tells_the_tries_left(citizen: Citizen) -> None:
    citizen.to_code()
    citizen.enter(citizen.wrong_code())
    assert "il vous reste 3 essais" in citizen.errors()
    assert "expiré" not in citizen.errors()


def test_right_code_still_works_after_three_wrong_ones(citizen: Citizen) -> None:
    wrong = citizen.to_code().wrong_code()
    citizen.enter(wrong)
    citizen.enter(wrong)
    citizen.enter(wrong)
    assert "il vous reste 1 essai." in citizen.errors()
    assert citizen.enter(citizen.code()).status_code == 303


def test_fourth_wrong_entry_kills_the_code(citizen: Citizen, services: Services) -> None:
    code, wrong = citizen.to_code().code(), citizen.wrong_code()
    citizen.get("/inscription/code")
    former_entry = citizen.hidden("entry")
    citizen.enter(wrong)
    citizen.enter(wrong)
    citizen.enter(wrong)
    assert citizen.enter(wrong).status_code == 422
    assert "Quatre codes erronés" in citizen.errors()
    refused = citizen.post("/inscription/code", {"code": code, "entry": former_entry})
    assert refused.status_code == 422
    assert draft_of(services).code_used_at is None
    assert draft_of(services).tries == 4


def test_a_dead_code_is_not_revived_by_a_new_one(
    citizen: Citizen, app_clock: ControllableClock, services: Services
) -> None:
    kill_code(citizen.to_code())
    app_clock.advance(timedelta(minutes=2))
    assert citizen.post("/inscription/code/renvoi", {}).status_code == 422
    assert mail_count(services) == 1


def test_same_form_sent_twice_costs_one_try(citizen: Citizen, services: Services) -> None:
    citizen.to_code()
    fields = {"code": citizen.wrong_code(), "entry": citizen.hidden("entry")}
    token = citizen.hidden("csrf_token")
    citizen.post("/inscription/code", fields)
    again = citizen.client.post("/inscription/code", data={**fields, "csrf_token": token})
    assert again.status_code == 422
    assert draft_of(services).tries == 1


def test_two_guesses_from_the_same_form_cost_two_tries(citizen: Citizen, services: Services) -> None:
    citizen.to_code()
    entry, code = citizen.hidden("entry"), int(citizen.code())
    citizen.post("/inscription/code", {"code": f"{(code + 1) % 10**6:06}", "entry": entry})
    citizen.post("/inscription/code", {"code": f"{(code + 2) % 10**6:06}", "entry": entry})
    assert draft_of(services).tries == 2


def test_right_form_sent_twice_goes_on_twice(citizen: Citizen) -> None:
    citizen.to_code()
    fields = {"code": citizen.code(), "entry": citizen.hidden("entry"), "csrf_token": citizen.hidden("csrf_token")}
    first = citizen.client.post("/inscription/code", data=fields)
    second = citizen.client.post("/inscription/code", data=fields)
    assert first.location == second.location == "/inscription/coordonnees"


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


def test_refused_resend_is_told_where_htmx_looks_with_the_day(
    citizen: Citizen, app_clock: ControllableClock, services: Services
) -> None:
    citizen.to_code()
    for _ in range(14):
        services.limits.hit("15 per day", "code-mail", citizen.email)
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


@pytest.mark.parametrize("typed", ["", "12345"])
def test_page_of_an_expired_code_says_so_to_who_typed_no_six_digits(
    citizen: Citizen, app_clock: ControllableClock, typed: str
) -> None:
    citizen.to_code()
    entry = citizen.hidden("entry")
    app_clock.advance(timedelta(minutes=15))
    citizen.post("/inscription/code", {"code": typed, "entry": entry})
    assert "Ce code a expiré" in citizen.page
    # There is no field any more to lead to.
    assert citizen.errors() == ""
    assert 'href="#code"' not in citizen.page


def test_page_of_a_dead_code_says_so_to_who_typed_no_six_digits(citizen: Citizen) -> None:
    citizen.to_code()
    kill_code(citizen)
    citizen.enter("12345")
    assert "Quatre codes erronés" in citizen.page
    assert citizen.errors() == ""


def test_resend_refused_to_an_expired_code_leaves_its_page_telling_both(
    citizen: Citizen, app_clock: ControllableClock, services: Services
) -> None:
    citizen.to_code()
    for _ in range(14):
        services.limits.hit("15 per day", "code-mail", citizen.email)
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


@pytest.mark.parametrize(
    ("passage", "proves", "opened"),
    [
        (CONFIRMATION, "jean@exemple.fr", True),
        (CONFIRMATION, "autre@exemple.fr", False),
        (Passage(at="identity", opens="contact"), "jean@exemple.fr", False),
    ],
    ids=["what it was sent for", "another address", "a step that was left"],
)
def test_code_proves_what_it_was_sent_for_where_it_is_asked_for(
    citizen: Citizen, services: Services, passage: Passage, proves: str, *, opened: bool
) -> None:
    citizen.to_code()
    codes = EmailCodes(services.database, services.keyring, services.clock)
    with services.database.write() as session:
        draft = session.scalars(select(Draft)).one()
        codes.issue(draft, "042042", proves="jean@exemple.fr")
        draft_id = draft.id
    with suppress(WrongCode):
        codes.enter(draft_id, Entry("042042", "", proves), passage)
    assert (draft_of(services).step == "contact") == opened


def test_parallel_wrong_entries_count_exactly_four(citizen: Citizen, services: Services) -> None:
    right = int(citizen.to_code().code())
    draft_id = draft_of(services).id
    codes = EmailCodes(services.database, services.keyring, services.clock)

    def guess(number: int) -> str:
        with pytest.raises(ServiceError) as refusal:
            codes.enter(draft_id, Entry(f"{(right + number) % 10**6:06}", "", proves=""), CONFIRMATION)
        return refusal.typename

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(guess, range(1, 51)))
    assert outcomes.count("WrongCode") == 3
    assert outcomes.count("CodeDead") == 47
    assert draft_of(services).tries == 4


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


def said(citizen: Citizen) -> str:
    """Return what the page of the code says."""
    return Markup(citizen.page).all("main")[0].text


@pytest.mark.requirement("CODE-2")
def test_page_says_once_where_the_code_went_and_to_look_in_the_spam(citizen: Citizen) -> None:
    citizen.to_code().deliver()
    citizen.get("/inscription/code")
    assert f"Message envoyé Un code à 6 chiffres est envoyé à {citizen.email}." in said(citizen)
    assert (said(citizen).count(citizen.email), said(citizen).count("(spam)")) == (1, 1)


@pytest.mark.requirement("CODE-2")
def test_success_does_not_stand_under_an_error(citizen: Citizen) -> None:
    citizen.to_code()
    citizen.enter(citizen.wrong_code())
    assert "Message envoyé" not in said(citizen)
    assert f"Un code à 6 chiffres est envoyé à {citizen.email}." in said(citizen)


@pytest.mark.requirement("CODE-2")
def test_mail_that_was_refused_is_told_as_sent_nowhere_and_its_remedy_comes_first(
    citizen: Citizen, mails: Mailbox
) -> None:
    mails.faults.refuse(citizen.email)
    citizen.to_code().deliver()
    citizen.get("/inscription/code")
    assert "Adresse refusée par la messagerie" in said(citizen)
    assert "est envoyé à" not in said(citizen)
    assert "vient d’être envoyé" not in said(citizen)
    buttons = [button.text for button in Markup(citizen.page).all("main")[0].inside if button.tag == "button"]
    assert buttons == ["Recommencer l’inscription", "Continuer", "Renvoyer un code"]


@pytest.mark.requirement("CODE-6")
def test_dead_code_promises_no_return_to_its_step(citizen: Citizen) -> None:
    kill_code(citizen.to_code())
    citizen.get("/inscription/code")
    assert "même le bon code est maintenant refusé" in said(citizen)
    assert "vous reprendrez à cette étape" not in said(citizen)
    assert "vos réponses seront reprises" in said(citizen)


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
