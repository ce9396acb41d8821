"""One security control that was copied counts for one sign-up, however often and from wherever it is sent again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import delete, func, select, update

from fixtures.clock import ControllableClock
from webapp.database import NoConnectionLeft
from webapp.models import Account, Counter, Draft, Mail
from webapp.security.limits import Event
from webapp.services import Services
from webapp.signup import actions
from webapp.signup.email_code import EmailCodes
from webapp.tests.citizen import Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.hostile.crowd import Newcomer, moved, number

SHARED, ELSEWHERE = "192.0.2.1", "198.51.100.1"
OTHER_NUMBER, WRONG_NUMBER = "180127511500158", "294037512000592"
ADDRESS_LIMITS = ("signup-address", "code-mail")
NETWORK_LIMITS = ("signup-network", "signup-neighbourhood", "signup-global")


def counted(services: Services, limit: str) -> int:
    """Return how many hits a limit has, of all networks and addresses together."""
    with services.database.read() as session:
        return session.scalar(select(func.sum(Counter.hits)).where(Counter.key.contains(f"{limit}/"))) or 0


def mails(services: Services) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(Mail)) or 0


def solved(citizen: Citizen) -> dict[str, object]:
    citizen.get("/inscription/identite")
    return {name: value for name, value in citizen.identity().items() if name.startswith("captcha")}


def with_control(attacker: Citizen, control: dict[str, object], **changes: object) -> int:
    """Send step 1 in a session of its own, with a control that was solved elsewhere; return the status."""
    attacker.get("/inscription/identite")
    return attacker.post("/inscription/identite", attacker.identity(**changes) | control).status_code


def test_spent_control_closes_neither_an_address_nor_a_network(newcomer: Newcomer, services: Services) -> None:
    control = solved(newcomer(SHARED))
    statuses = [
        with_control(newcomer(SHARED), control, nir=number(order), email="victime@exemple.fr") for order in range(20)
    ]
    assert statuses == [303] + [422] * 19
    assert {counted(services, limit) for limit in (*ADDRESS_LIMITS, *NETWORK_LIMITS)} == {1}
    owner, neighbour = newcomer(ELSEWHERE), newcomer(SHARED)
    assert owner.fill_identity(nir=number(30), email="victime@exemple.fr").status_code == 303
    assert neighbour.fill_identity(nir=number(31)).status_code == 303


def test_control_sent_from_many_sessions_at_once_counts_once(newcomer: Newcomer, services: Services) -> None:
    control = solved(newcomer(SHARED))
    attackers = [newcomer(SHARED) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda attacker: with_control(attacker, control), attackers))
    assert sorted(statuses) == [303] + [422] * 7
    assert {counted(services, limit) for limit in (*ADDRESS_LIMITS, *NETWORK_LIMITS)} == {1}
    assert mails(services) == 1


def test_form_sent_many_times_at_once_from_one_session_counts_once(citizen: Citizen, services: Services) -> None:
    citizen.get("/inscription/identite")
    form = {**citizen.identity(), "csrf_token": citizen.hidden("csrf_token")}
    cookies = {name: citizen.client.get_cookie(name).value for name in ("session", "consentement")}
    with ThreadPoolExecutor(8) as pool:
        locations = list(pool.map(lambda _: sent_alone(citizen, form, cookies), range(8)))
    assert set(locations) == {"/inscription/code"}
    assert {counted(services, limit) for limit in (*ADDRESS_LIMITS, *NETWORK_LIMITS)} == {1}
    assert mails(services) == 1


def test_double_click_after_the_session_had_another_id_goes_on_with_the_first(
    citizen: Citizen, another_citizen: Citizen
) -> None:
    another_citizen.to_account()
    citizen.fill_identity(nir=OTHER_NUMBER, captcha="000000")
    citizen.sign_in()
    citizen.get("/inscription/identite")
    form = {**citizen.identity(nir=OTHER_NUMBER), "csrf_token": citizen.hidden("csrf_token")}
    cookies = {name: citizen.client.get_cookie(name).value for name in ("session", "consentement")}
    with ThreadPoolExecutor(2) as pool:
        locations = list(pool.map(lambda _: sent_alone(citizen, form, cookies), range(2)))
    assert locations == ["/inscription/code"] * 2


def sent_alone(
    citizen: Citizen, form: dict[str, object], cookies: dict[str, str], path: str = "/inscription/identite"
) -> str | None:
    browser = citizen.app.test_client()
    [browser.set_cookie(name, value) for name, value in cookies.items()]
    return browser.post(path, data=form).location


def test_code_given_in_two_tabs_at_once_gives_one_place_back(
    citizen: Citizen, another_citizen: Citizen, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    another_citizen.to_code(nir=number(3))
    citizen.to_code()
    form: dict[str, object] = {"code": citizen.code(), "csrf_token": citizen.hidden("csrf_token")}
    cookies = {name: citizen.client.get_cookie(name).value for name in ("session", "consentement")}
    both, consume = Barrier(2, timeout=60), EmailCodes._consume

    def consume_together(codes: EmailCodes, *given: Any) -> bool:
        both.wait()
        return consume(codes, *given)

    monkeypatch.setattr(EmailCodes, "_consume", consume_together)
    with ThreadPoolExecutor(2) as pool:
        tabs = [form | {"entry": entry} for entry in ("one tab", "another tab")]
        locations = list(pool.map(lambda tab: sent_alone(citizen, tab, cookies, "/inscription/code"), tabs))
    assert locations == ["/inscription/coordonnees"] * 2
    assert {counted(services, limit) for limit in NETWORK_LIMITS} == {1}


def without_code(citizen: Citizen, services: Services) -> Citizen:
    """Leave a sign-up as a process does that is killed once the control is spent, and nothing counted."""
    citizen.to_code()
    never_made = {"code_issued_at": None, "code_digest": None, "mail_id": None, "sends": 0}
    with services.database.write() as session:
        session.execute(delete(Counter))
        session.execute(delete(Mail))
        session.execute(update(Draft).values(**never_made))
    return citizen


@pytest.mark.parametrize("again", ["signup_network_limit", "signup_address_limit"])
def test_control_of_a_sign_up_that_a_limit_refused_counts_no_second_time(
    make_app: MakeApp, newcomer: Newcomer, services: Services, again: str
) -> None:
    limited = make_app(**{again: "1 per day"})
    moved(newcomer(SHARED), limited).fill_identity(email="victime@exemple.fr")
    attacker = moved(newcomer(SHARED), limited)
    control = solved(attacker)
    statuses = [with_control(attacker, control, nir=number(3), email="victime@exemple.fr") for _ in range(5)]
    assert statuses == [429] + [422] * 4
    assert counted(services, "signup-network") == 2
    assert mails(services) == 1


def test_citizen_whom_a_limit_refused_gets_another_control_and_keeps_every_answer(
    make_app: MakeApp, newcomer: Newcomer, services: Services
) -> None:
    limited = make_app(signup_network_limit="1 per day")
    moved(newcomer(SHARED), limited).fill_identity(nir=number(3))
    citizen = moved(newcomer(SHARED), limited)
    citizen.get("/inscription/identite")
    spent = citizen.hidden("captcha_token")
    assert citizen.post("/inscription/identite", citizen.identity()).status_code == 429
    assert citizen.hidden("captcha_token") not in ("", spent)
    assert (citizen.value("birth_name"), citizen.value("captcha")) == ("Le Goff", "")
    assert 'id="password-kept"' in citizen.page
    with services.database.read() as session:
        assert session.scalars(select(Draft.step)).all().count("code") == 1


@pytest.mark.parametrize(
    "limit",
    ["without_control_network_limit", "without_control_address_limit", "signup_network_limit", "signup_address_limit"],
)
def test_code_asked_for_where_none_was_made_is_refused_as_the_first_step_is(
    make_app: MakeApp, newcomer: Newcomer, services: Services, limit: str
) -> None:
    limited = make_app(**{limit: "1 per day"})
    citizen = without_code(moved(newcomer(SHARED), limited), services)
    other = {"nir": number(3), "email": citizen.email, "captcha": "", "sans_controle": "oui"}
    assert moved(newcomer(SHARED), limited).fill_identity(**other).status_code == 303
    assert citizen.post("/inscription/code/renvoi", {}).status_code == 429
    assert "Trop d’inscriptions" in citizen.errors()
    assert citizen.heading() == "Étape 1 sur 4 : Vos identifiants"
    assert mails(services) == 1
    assert citizen.post("/inscription/code/renvoi", {}).location == "/inscription/identite"
    assert mails(services) == 1


def test_code_asked_for_many_times_at_once_where_none_was_made_counts_once(
    newcomer: Newcomer, services: Services
) -> None:
    citizen = without_code(newcomer(SHARED), services)
    form: dict[str, object] = {"csrf_token": citizen.hidden("csrf_token")}
    cookies = {name: citizen.client.get_cookie(name).value for name in ("session", "consentement")}
    with ThreadPoolExecutor(8) as pool:
        resent = partial(sent_alone, citizen, form, cookies, "/inscription/code/renvoi")
        locations = list(pool.map(lambda _: resent(), range(8)))
    assert "/inscription/code?renvoi=1" in locations
    assert {counted(services, limit) for limit in ("without-control-address", *ADDRESS_LIMITS)} == {1}
    assert mails(services) == 1


def test_code_asked_for_while_the_first_step_is_refused_is_refused_too(
    make_app: MakeApp, newcomer: Newcomer, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = make_app(without_control_network_limit="1 per day")
    without_control = {"captcha": "", "sans_controle": "oui"}
    moved(newcomer(SHARED), limited).fill_identity(nir=number(3), **without_control)
    attacker = moved(newcomer(SHARED), limited)
    attacker.fill_identity(nir=WRONG_NUMBER)
    answers = asked_for_while_counting(attacker, limited.extensions["services"], monkeypatch)
    assert attacker.fill_identity(**without_control).status_code == 429
    assert answers == [429]
    assert attacker.get("/inscription").location == "/inscription/identite"
    assert mails(services) == 1


def test_code_asked_for_while_the_first_step_is_counted_leaves_one_mail(
    citizen: Citizen, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.fill_identity(nir=WRONG_NUMBER)
    answers = asked_for_while_counting(citizen, services, monkeypatch)
    assert citizen.fill_identity().location == "/inscription/code"
    assert answers == [303]
    assert mails(services) == 1


def test_first_step_that_gets_no_connection_to_count_with_can_be_sent_again(
    citizen: Citizen, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.fill_identity(nir=WRONG_NUMBER)
    monkeypatch.setattr(services.limits, "hit_in_turn", Mock(side_effect=NoConnectionLeft()))
    assert citizen.fill_identity().status_code == 503
    monkeypatch.undo()
    assert citizen.get("/inscription").location == "/inscription/identite"
    assert citizen.fill_identity().location == "/inscription/code"


def asked_for_while_counting(citizen: Citizen, services: Services, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Have a code asked for as the first step begins to count; return what will have been answered.

    The session knows the sign-up since a form with an error in it.
    """
    count, answers = services.limits.hit_in_turn, list[int]()

    def ask_then_count(*events: Event) -> None:
        monkeypatch.setattr(services.limits, "hit_in_turn", count)
        form = {"csrf_token": citizen.hidden("csrf_token")}
        answers.append(citizen.client.post("/inscription/code/renvoi", data=form).status_code)
        count(*events)

    monkeypatch.setattr(services.limits, "hit_in_turn", ask_then_count)
    return answers


def test_two_forms_on_one_recorded_password_make_one_sign_up(
    citizen: Citizen, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen.fill_identity(captcha="000000")
    overtaking = {**citizen.identity(password=""), "csrf_token": citizen.hidden("csrf_token")}
    cookies = {name: citizen.client.get_cookie(name).value for name in ("session", "consentement")}
    citizen.get("/inscription/identite")
    locations, check = list[str | None](), services.limits.check

    def overtaken(*_given: str) -> None:
        monkeypatch.setattr(services.limits, "check", check)
        locations.append(sent_alone(citizen, overtaking, cookies))

    monkeypatch.setattr(services.limits, "check", overtaken)
    assert citizen.post("/inscription/identite", citizen.identity(password="")).status_code == 403
    assert locations == ["/inscription/code"]
    with services.database.read() as session:
        assert session.scalars(select(Draft.password_hash.is_not(None))).all() == [True]
    assert mails(services) == 1
    assert citizen.get("/inscription").location == "/inscription/code"


def test_sign_up_without_a_password_becomes_no_account(citizen: Citizen, services: Services) -> None:
    citizen.to_situation()
    with services.database.write() as session:
        session.execute(update(Draft).values(password_hash=None))
    assert citizen.post("/inscription/situation", citizen.situation()).status_code == 403
    with services.database.read() as session:
        assert session.scalars(select(Account)).all() == []


def test_form_sent_twice_that_a_limit_refuses_is_told_no_wrong_copy(make_app: MakeApp, newcomer: Newcomer) -> None:
    limited = make_app(signup_network_limit="1 per day")
    moved(newcomer(SHARED), limited).fill_identity(nir=number(3))
    citizen = moved(newcomer(SHARED), limited)
    citizen.get("/inscription/identite")
    form = {**citizen.identity(), "csrf_token": citizen.hidden("csrf_token")}
    assert [citizen.post("/inscription/identite", form).status_code for _ in range(2)] == [429, 422]
    assert "Ce code de sécurité a déjà servi" in citizen.errors()
    assert citizen.hidden("captcha_token") not in ("", form["captcha_token"])


class Killed(BaseException):
    """The end of a process in the middle of its work."""


def test_sign_up_that_was_taken_over_by_a_process_that_ended_is_taken_over_again(
    citizen: Citizen, services: Services, app_clock: ControllableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_code(citizen, services)
    monkeypatch.setattr(actions, "send_code", Mock(side_effect=Killed))
    with pytest.raises(Killed):
        citizen.post("/inscription/code/renvoi", {})
    monkeypatch.undo()
    assert citizen.post("/inscription/code/renvoi", {}).status_code == 422
    assert "à partir de" in citizen.errors()
    assert mails(services) == 0
    app_clock.advance(timedelta(seconds=61))
    assert citizen.post("/inscription/code/renvoi", {}).location == "/inscription/code?renvoi=1"
    with services.database.read() as session:
        assert session.scalars(select(Draft.sends)).one() == 1
    assert citizen.enter(citizen.code()).location == "/inscription/coordonnees"
