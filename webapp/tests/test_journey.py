"""The journey as a whole: order, double clicks, two tabs, sessions that end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from werkzeug.test import TestResponse

from fixtures.clock import ControllableClock
from fixtures.mailbox import NoMailError
from webapp.models import Account, Base, Draft, Mail
from webapp.services import Services
from webapp.signup.forms import IdentityForm
from webapp.signup.opening import keep_form
from webapp.signup.visit import Visit
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.markup import Markup

STEPS = ["/inscription/identite", "/inscription/code", "/inscription/coordonnees", "/inscription/situation"]


def count(services: Services, table: type[Base]) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_whole_journey_ends_with_an_account_and_signed_in(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    assert citizen.heading() == "Votre compte est créé"
    assert count(services, Account) == 1
    assert "Le Goff" in citizen.get("/compte").get_data(as_text=True)


def test_no_account_exists_before_the_last_step(citizen: Citizen, services: Services) -> None:
    citizen.to_situation()
    assert count(services, Account) == 0
    citizen.get("/compte")
    assert citizen.sign_in().status_code == 422


@pytest.mark.parametrize("path", [*STEPS[1:], "/inscription/terminee", "/inscription"])
def test_early_visitor_is_sent_to_the_first_step(citizen: Citizen, path: str) -> None:
    answer = citizen.get(path)
    assert (answer.status_code, answer.location) == (303, "/inscription/identite")


@pytest.mark.parametrize("path", [STEPS[0], STEPS[1], STEPS[3], "/inscription/terminee", "/inscription"])
def test_visitor_out_of_order_is_sent_to_the_step_reached(citizen: Citizen, path: str) -> None:
    answer = citizen.to_contact().get(path)
    assert (answer.status_code, answer.location) == (303, "/inscription/coordonnees")


def test_first_form_sent_twice_opens_one_signup_and_sends_one_mail(citizen: Citizen, services: Services) -> None:
    citizen.get("/inscription/identite")
    fields = {**citizen.identity(), "csrf_token": citizen.hidden("csrf_token")}

    with ThreadPoolExecutor(4) as pool:
        cookies = {name: citizen.client.get_cookie(name).value for name in ("session", "consentement")}
        answers = list(pool.map(lambda _: post_alone(citizen.app, fields, cookies), range(4)))
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/inscription/code")}
    assert count(services, Mail) == 1


def post_alone(app: Flask, fields: dict[str, object], cookies: dict[str, str]) -> TestResponse:
    client = app.test_client()
    for name, value in cookies.items():
        client.set_cookie(name, value)
    return client.post("/inscription/identite", data=fields)


def test_last_form_sent_twice_makes_one_account_and_signs_in(citizen: Citizen, services: Services) -> None:
    citizen.to_situation()
    fields = {**citizen.situation(), "csrf_token": citizen.hidden("csrf_token")}
    former = citizen.client.get_cookie("session").value
    citizen.client.post("/inscription/situation", data=fields)
    citizen.client.set_cookie("session", former)
    assert citizen.client.post("/inscription/situation", data=fields).location == "/inscription/terminee"
    assert count(services, Account) == 1
    assert citizen.client.get("/compte").status_code == 200


def test_one_number_never_gets_two_accounts(
    citizen: Citizen, another_citizen: Citizen, services: Services
) -> None:
    citizen.to_situation()
    another_citizen.to_situation()
    citizen.post("/inscription/situation", citizen.situation())
    answer = another_citizen.post("/inscription/situation", another_citizen.situation())
    assert answer.status_code == 409
    assert count(services, Account) == 1
    assert another_citizen.client.get("/compte").status_code == 303


def test_known_number_is_told_by_mail_alone(citizen: Citizen, another_citizen: Citizen) -> None:
    citizen.to_account()
    another_citizen.to_code()
    new_page, mail = another_citizen.page, another_citizen.deliver()[-1]
    assert another_citizen.heading() == "Étape 2 sur 4 : Vérification de votre adresse électronique"
    assert "existe déjà" not in new_page
    assert "compte" in mail.subject
    with pytest.raises(NoMailError):
        mail.code()
    assert NIR not in mail.text


def test_known_address_is_told_by_mail_and_goes_through(citizen: Citizen, another_citizen: Citizen) -> None:
    citizen.to_account()
    another_citizen.email = citizen.email
    another_citizen.to_code(nir="185057800608491", email=f"  {citizen.email.upper()} ")
    assert "existe déjà" not in another_citizen.page
    assert "existe déjà" in another_citizen.deliver()[-1].text
    assert another_citizen.enter(another_citizen.code()).status_code == 303


def test_unfinished_signup_is_gone_after_24_hours_and_says_so(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    citizen.to_contact()
    app_clock.advance(timedelta(hours=24))
    citizen.get("/inscription/coordonnees")
    assert citizen.heading() == "Votre session a pris fin"
    assert "/inscription" in citizen.page


def test_unfinished_signup_goes_on_just_before_24_hours(citizen: Citizen, app_clock: ControllableClock) -> None:
    citizen.to_contact()
    app_clock.advance(timedelta(hours=23, minutes=59))
    assert citizen.get("/inscription/coordonnees").status_code == 200


def test_lost_session_keeps_the_answers_of_the_first_step(citizen: Citizen, services: Services) -> None:
    citizen.get("/inscription/identite")
    fields = citizen.identity()
    citizen.client.delete_cookie("session")
    answer = citizen.post("/inscription/identite", fields)
    assert answer.status_code == 422
    assert "Vos réponses sont toujours là, sauf le mot de passe : saisissez-le à nouveau" in citizen.errors()
    assert "respecté" not in Markup(citizen.page).text("password-rules")
    assert 'value="Le Goff"' in citizen.page
    assert PASSWORD not in citizen.page
    assert count(services, Mail) == 0
    assert citizen.post("/inscription/identite", citizen.identity()).status_code == 303


def test_rules_are_met_while_the_password_is_kept(citizen: Citizen) -> None:
    citizen.fill_identity(captcha="000000")
    page = Markup(citizen.page)
    assert page.value("password") == ""
    assert "pas encore" not in page.text("password-rules")
    assert page.text("password-rules").count(": respecté") == 4


def test_lost_session_on_a_later_step_says_so_and_goes_on(citizen: Citizen) -> None:
    citizen.to_contact()
    citizen.client.delete_cookie("session")
    answer = citizen.post("/inscription/coordonnees", citizen.contact())
    assert answer.status_code == 403
    assert citizen.heading() == "Votre session a pris fin"


def test_answers_of_a_step_that_another_tab_closed_are_told_as_lost(citizen: Citizen) -> None:
    citizen.to_contact()
    answers = citizen.contact(csrf_token=citizen.hidden("csrf_token"))
    citizen.post("/inscription/recommencer", {})
    assert citizen.post("/inscription/coordonnees", answers).status_code == 409
    assert citizen.heading() == "Cette étape n’est plus ouverte"
    assert "Ce que vous venez d’envoyer n’a pas été enregistré" in Markup(citizen.page).all("main")[0].text
    assert citizen.get("/inscription").location == "/inscription/identite"


def test_reload_after_a_wrong_security_code_keeps_the_answers(citizen: Citizen) -> None:
    assert citizen.fill_identity(captcha="000000").status_code == 422
    citizen.get("/inscription/identite")
    assert (citizen.value("nir"), citizen.value("birth_name"), citizen.value("email")) == (
        NIR,
        "Le Goff",
        citizen.email,
    )
    assert citizen.post("/inscription/identite", citizen.identity(password="")).status_code == 303


@pytest.mark.parametrize("password", ["Vive-la-Loire-2026", "court", ""])
def test_reload_after_an_error_keeps_what_was_typed_beside_any_password(citizen: Citizen, password: str) -> None:
    citizen.fill_identity(nir="12", email="a@", birth_name="x" * 1000, password=password)
    citizen.get("/inscription/identite")
    assert (citizen.value("nir"), citizen.value("email")) == ("12", "a@")
    assert citizen.value("birth_name") == "x" * 254
    assert citizen.fill_identity().status_code == 303


def test_reload_after_an_error_on_a_later_step_keeps_what_was_typed(citizen: Citizen) -> None:
    citizen.to_contact()
    citizen.post("/inscription/coordonnees", citizen.contact(phone="12"))
    citizen.get("/inscription/coordonnees")
    assert (citizen.value("phone"), citizen.value("street")) == ("12", "12 rue des Lilas")
    citizen.post("/inscription/coordonnees", citizen.contact())
    citizen.get("/inscription/situation")
    citizen.post("/inscription/situation", citizen.situation(diploma_year="1"))
    citizen.get("/inscription/situation")
    page = Markup(citizen.page)
    assert (page.value("diploma"), page.value("diploma_year"), page.value("category")) == ("4", "1", "5")
    assert page.value("terms") == ""


def test_error_that_comes_as_step_1_is_passed_leaves_the_sign_up_where_it_is(
    app: Flask, citizen: Citizen, services: Services
) -> None:
    citizen.fill_identity(nir="12")
    with services.database.read() as session:
        draft_id = session.scalars(select(Draft.id)).one()
    visit = Visit(services, b"", "192.0.2.1", draft_id)
    citizen.to_code(password="")
    with app.test_request_context(method="POST", data={"nir": "1"}):
        keep_form(visit, IdentityForm())
    assert (visit.draft_id, count(services, Draft)) == (draft_id, 1)


def test_form_with_errors_prolongs_no_sign_up(citizen: Citizen, app_clock: ControllableClock) -> None:
    citizen.to_contact()
    app_clock.advance(timedelta(hours=23))
    citizen.post("/inscription/coordonnees", citizen.contact(phone="12"))
    app_clock.advance(timedelta(hours=1))
    assert citizen.get("/inscription").location == "/inscription/identite"


def test_error_in_a_tab_that_was_left_behind_moves_no_sign_up(citizen: Citizen) -> None:
    citizen.to_contact()
    fields = citizen.contact(phone="12")
    token = citizen.hidden("csrf_token")
    citizen.post("/inscription/coordonnees", citizen.contact())
    citizen.post("/inscription/coordonnees", fields | {"csrf_token": token})
    assert citizen.get("/inscription").location == "/inscription/situation"


def test_going_back_to_contact_keeps_the_answers_of_both_steps(citizen: Citizen) -> None:
    citizen.to_situation()
    answer = citizen.post("/inscription/situation", citizen.situation(action="precedent", diploma_year="2011"))
    assert answer.location == "/inscription/coordonnees"
    citizen.get("/inscription/coordonnees")
    assert 'value="12 rue des Lilas"' in citizen.page
    citizen.post("/inscription/coordonnees", citizen.contact())
    citizen.get("/inscription/situation")
    assert 'value="2011"' in citizen.page


@pytest.mark.parametrize("path", STEPS)
def test_no_page_is_kept_by_the_browser(citizen: Citizen, path: str) -> None:
    assert citizen.get(path).headers["Cache-Control"] == "no-store"


def test_terms_accepted_are_stored_with_version_and_time(
    citizen: Citizen, services: Services, app_clock: ControllableClock
) -> None:
    citizen.to_account()
    with services.database.read() as session:
        account = session.scalars(select(Account)).one()
    assert account.terms_version == "2026-12"
    assert account.terms_accepted_at == app_clock.now()


def test_finished_signup_leaves_no_answers_behind(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    with services.database.read() as session:
        draft = session.scalars(select(Draft)).one()
    assert (draft.answers, draft.password_hash, draft.code_digest) == (None, None, None)


def test_sign_up_that_is_over_is_not_begun_again_from_its_answers(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    citizen.to_code()
    app_clock.advance(timedelta(hours=12))
    citizen.get("/inscription/code")
    app_clock.advance(timedelta(hours=12, minutes=5))
    assert citizen.post("/inscription/recommencer", {}).location == "/inscription/identite"
    citizen.get("/inscription/identite")
    assert (citizen.value("email"), citizen.value("nir")) == ("", "")


def last_steps(services: Services) -> list[datetime]:
    with services.database.read() as session:
        return list(session.scalars(select(Draft.updated_at).order_by(Draft.updated_at)))


def test_first_step_that_is_refused_begins_no_day_anew(
    citizen: Citizen, app_clock: ControllableClock, services: Services
) -> None:
    citizen.fill_identity(captcha="000000")
    begun = last_steps(services)
    app_clock.advance(timedelta(hours=20))
    citizen.fill_identity(captcha="000000")
    assert last_steps(services) == begun
    form = {**citizen.identity(captcha="000000"), "csrf_token": citizen.hidden("csrf_token")}
    app_clock.advance(timedelta(hours=4, minutes=5))
    form["captcha_token"] = services.challenges.issue()
    assert citizen.post("/inscription/identite", form).status_code == 422
    assert 'id="password-kept"' in citizen.page
    assert last_steps(services) == [*begun, app_clock.now()]


def test_end_of_a_sign_up_whose_account_is_gone_leads_to_the_first_step(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    with services.database.write() as session:
        session.execute(delete(Account))
    assert citizen.get("/inscription/terminee").location == "/inscription/identite"
    assert citizen.get("/inscription/identite").status_code == 200
