"""Guessing in bulk: codes over many sign-ups, security controls, passwords of many numbers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from fixtures.clock import ControllableClock
from webapp.models import Counter, Draft
from webapp.services import Services
from webapp.signup import email_code
from webapp.tests.citizen import NIR, Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.hostile.crowd import Newcomer, at, moved, number

VICTIM = "victime@exemple.fr"
TRIES_A_DAY = 4 * 10


def guesses(attacker: Citizen, order: int) -> list[int]:
    """Begin a sign-up with the victim's address and enter six codes."""
    attacker.email = VICTIM
    opened = attacker.fill_identity(nir=number(order)).status_code
    return [attacker.enter(f"{10 * order + guess:06}").status_code for guess in range(6)] if opened == 303 else []


def tries(services: Services) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.sum(Draft.tries))) or 0


def test_codes_of_many_sign_ups_leave_forty_guesses_a_day(newcomer: Newcomer, services: Services) -> None:
    answers = [guesses(newcomer(f"203.0.{order}.1"), order) for order in range(14)]
    assert len([opened for opened in answers if opened]) == 10
    assert tries(services) == TRIES_A_DAY
    assert {status for opened in answers for status in opened} == {422}


def test_starting_again_in_one_browser_gives_no_guess_more(newcomer: Newcomer) -> None:
    attacker = newcomer("203.0.113.1")
    answers = [started_again(attacker, order) for order in range(14)]
    assert [bool(opened) for opened in answers] == [True] * 10 + [False] * 4


def started_again(attacker: Citizen, order: int) -> list[int]:
    entered = guesses(attacker, order)
    attacker.post("/inscription/recommencer", {})
    return entered


def test_control_is_good_for_one_copy_wherever_it_is_replayed(newcomer: Newcomer, services: Services) -> None:
    owner = newcomer("203.0.113.1")
    owner.get("/inscription/identite")
    solved = {name: owner.identity()[name] for name in ("captcha", "captcha_token")}
    assert owner.post("/inscription/identite", owner.identity()).status_code == 303
    answers = [replayed(newcomer(f"203.0.{order}.1"), order, solved) for order in range(5)]
    assert set(answers) == {422}
    assert sign_ups(services) == 1


def replayed(attacker: Citizen, order: int, solved: dict[str, object]) -> int:
    attacker.get("/inscription/identite")
    return attacker.post("/inscription/identite", attacker.identity(nir=number(order)) | solved).status_code


def sign_ups(services: Services) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).where(Draft.step == "code")) or 0


def test_wrong_copies_of_one_network_end_after_sixty(newcomer: Newcomer, services: Services) -> None:
    statuses = [newcomer("203.0.113.1").fill_identity(captcha="000000").status_code for _ in range(62)]
    right = newcomer("203.0.113.1").fill_identity()
    assert statuses == [422] * 60 + [429] * 2
    assert (right.status_code, sign_ups(services)) == (429, 0)
    assert int(right.headers["Retry-After"]) <= 600
    assert newcomer("203.0.113.2").fill_identity().status_code == 303


def test_wrong_copy_spends_the_control(newcomer: Newcomer) -> None:
    attacker = newcomer("203.0.113.1")
    attacker.get("/inscription/identite")
    right = attacker.identity()
    wrong = attacker.post("/inscription/identite", right | {"captcha": "000000"})
    assert wrong.status_code == 422
    assert attacker.post("/inscription/identite", right).status_code == 422


def test_stolen_passwords_of_many_numbers_are_tried_a_hundred_times_an_hour(
    citizen: Citizen, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(citizen, "198.51.100.1").to_account()
    passwords = citizen.app.extensions["services"].passwords
    verified, verify = [], passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda *given, **near: verified.append(given) or verify(*given, **near))
    attacker = newcomer("203.0.113.1")
    statuses = [attacker.sign_in(number(order), "Vole-vole-vole-7").status_code for order in range(105)]
    hit = attacker.sign_in(NIR)
    assert statuses == [422] * 100 + [429] * 5
    # Refused ones cost the same work: their time does not tell whose account was opened from here before.
    assert (hit.status_code, len(verified)) == (429, 106)
    assert attacker.client.get("/compte").status_code == 303


def test_stolen_passwords_that_are_tried_at_once_are_no_more_than_one_after_the_other(
    make_app: MakeApp, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited = make_app(sign_in_network_limit="5 per hour")
    attackers = [moved(newcomer("203.0.113.1"), limited) for _ in range(16)]
    passwords, everybody = limited.extensions["services"].passwords, Barrier(16, timeout=60)
    verify = passwords.verify

    def verify_together(*given: object, **near: object) -> bool:
        everybody.wait()
        return bool(verify(*given, **near))

    monkeypatch.setattr(passwords, "verify", verify_together)
    with ThreadPoolExecutor(16) as pool:
        tried = [pool.submit(who.sign_in, number(order), "Vole-7-vole") for order, who in enumerate(attackers)]
    assert sorted(answer.result().status_code for answer in tried) == [422] * 5 + [429] * 11


def test_stuffing_from_many_networks_of_one_neighbourhood_ends_too(
    make_app: MakeApp, newcomer: Newcomer
) -> None:
    limited = make_app(sign_in_network_limit="5 per hour", sign_in_neighbourhood_limit="12 per hour")
    attacker = moved(newcomer("203.0.113.1"), limited)
    statuses = [
        at(attacker, f"203.0.113.{order // 4}").sign_in(number(order), "Vole-vole-vole-7").status_code
        for order in range(15)
    ]
    assert statuses == [422] * 12 + [429] * 3


@pytest.mark.parametrize(
    ("setting", "rules"),
    [
        ("signup_network_limit", "20 per 10 minutes"),
        ("signup_neighbourhood_limit", "200 per 10 minutes"),
        ("signup_global_limit", "150000 per hour"),
        ("signup_address_limit", "10 per day"),
        ("code_mail_limit", "15 per day"),
        ("control_network_limit", "60 per 10 minutes"),
        ("without_control_network_limit", "3 per hour; 10 per day"),
        ("without_control_address_limit", "2 per day"),
        ("sign_in_number_network_limit", "5 per 15 minutes; 30 per day"),
        ("sign_in_number_limit", "50 per day"),
        ("sign_in_network_limit", "100 per hour"),
        ("sign_in_neighbourhood_limit", "500 per hour"),
        ("sign_in_global_limit", "150000 per hour"),
        ("franceconnect_number_limit", "10 per day"),
        ("owner_warning_limit", "4 per day"),
        ("export_limit", "10 per hour"),
    ],
)
def test_limits_are_those_that_the_documentation_tells(services: Services, setting: str, rules: str) -> None:
    told = (Path(__file__).parents[3] / "docs" / "limits.md").read_text("utf-8")
    assert getattr(services.settings, setting) == rules
    assert f"| `{setting.upper()}` | {rules} |" in told


def wrong_three_times(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Enter three wrong codes, each on a page of its own, and return the forms."""
    monkeypatch.setattr(email_code, "draw", lambda: "111111")
    citizen.to_code()
    forms = []
    for guess in ("000001", "000002", "000003"):
        citizen.get("/inscription/code")
        forms.append({"code": guess, "entry": citizen.hidden("entry")})
        citizen.post("/inscription/code", forms[-1])
    return forms


def test_forms_of_the_former_code_are_no_free_guesses_at_the_new_one(
    citizen: Citizen, app_clock: ControllableClock, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = wrong_three_times(citizen, monkeypatch)
    app_clock.advance(timedelta(seconds=61))
    monkeypatch.setattr(email_code, "draw", lambda: "000002")
    citizen.post("/inscription/code/renvoi", {})
    citizen.get("/inscription/code")
    assert [citizen.post("/inscription/code", form).status_code for form in forms] == [422] * 3
    assert "il vous reste 1 essai." in citizen.errors()
    with services.database.read() as session:
        assert session.scalars(select(Draft.tries)).one() == 3
    assert citizen.enter("000002").location == "/inscription/coordonnees"


def test_forms_of_the_former_code_are_dead_with_the_new_one(
    citizen: Citizen, app_clock: ControllableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = wrong_three_times(citizen, monkeypatch)
    app_clock.advance(timedelta(seconds=61))
    monkeypatch.setattr(email_code, "draw", lambda: "000002")
    citizen.post("/inscription/code/renvoi", {})
    citizen.enter("000004")
    citizen.post("/inscription/code", forms[1])
    assert "Quatre codes erronés" in citizen.errors()


def signed_in_twice(citizen: Citizen, password: str) -> list[int]:
    """Send the sign-in form of one page twice."""
    form = {"csrf_token": citizen.hidden("csrf_token"), "nir": NIR, "password": password}
    return [citizen.client.post("/identification", data=form).status_code for _ in range(2)]


def counted_sign_ins(services: Services) -> set[int]:
    """Return how many times each limit of the sign-in is counted."""
    with services.database.read() as session:
        counters = session.execute(select(Counter.key, Counter.hits)).all()
    return {hits for key, hits in counters if "/sign-in" in key and "/sign-in-form" not in key}


def test_wrong_sign_in_sent_twice_counts_once(citizen: Citizen, services: Services) -> None:
    citizen.get("/identification")
    assert signed_in_twice(citizen, "Vole-vole-vole-7") == [422, 422]
    assert counted_sign_ins(services) == {1}


def test_each_guess_from_one_sign_in_page_counts(citizen: Citizen) -> None:
    citizen.get("/identification")
    statuses = [signed_in_twice(citizen, f"Vole-vole-vole-{order}")[0] for order in range(7)]
    assert statuses == [422] * 5 + [429] * 2


def test_wrong_sign_in_that_is_sent_on_and_on_is_refused(citizen: Citizen) -> None:
    citizen.get("/identification")
    statuses = [status for _ in range(5) for status in signed_in_twice(citizen, "Vole-vole-vole-7")]
    assert statuses == [422] * 7 + [429] * 3


def test_same_guess_from_two_sign_in_pages_counts_twice(citizen: Citizen, services: Services) -> None:
    assert [citizen.sign_in(NIR, "Vole-vole-vole-7").status_code for _ in range(2)] == [422, 422]
    assert counted_sign_ins(services) == {2}
