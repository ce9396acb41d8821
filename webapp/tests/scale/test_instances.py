"""CODE-6, DONE-1 over three instances: every step on another one, and what is counted or made once stays so."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from sqlalchemy import func, select

from fixtures.scaled_service import ScaledService
from fixtures.services.redis import Redis
from webapp.database import Database
from webapp.models import Account, Draft, Mail
from webapp.tests.scale.conftest import MakeCitizen
from webapp.tests.scale.scaled_citizen import ScaledCitizen

GUESSES = 500


def draft_of(citizen: ScaledCitizen, database: Database) -> Draft:
    """Return the newest sign-up: tests of one process follow each other."""
    assert citizen.email
    with database.read() as session:
        return session.scalars(select(Draft).order_by(Draft.created_at.desc()).limit(1)).one()


def count(database: Database, table: type[Account | Mail], *conditions: object) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def test_every_request_of_a_journey_is_served_by_another_instance(
    service: ScaledService, citizen: ScaledCitizen
) -> None:
    citizen.to_account()
    assert citizen.get("/compte").status_code == 200
    assert citizen.heading() == "Mon compte"
    served = [service.served_by(request_id) for request_id in citizen.request_ids]
    assert set(served) == {0, 1, 2}
    assert all(before != after for before, after in pairwise(served))


def test_500_parallel_guesses_over_three_instances_count_exactly_four(
    service: ScaledService, citizen: ScaledCitizen, database: Database
) -> None:
    right = citizen.to_code().code()
    token, entry = citizen.hidden("csrf_token"), citizen.hidden("entry")
    guesses = [f"{(int(right) + distance) % 10**6:06}" for distance in range(1, GUESSES + 1)]
    forms = [{"code": guess, "entry": entry, "csrf_token": token} for guess in guesses]
    answers = citizen.at_once("/inscription/code", forms)
    assert Counter(answer.status_code for answer in answers) == {422: GUESSES}
    # One of the first three may be answered once the fourth has killed the code: its page tells that.
    wrong = sum("Ce code n’est pas le bon" in answer.text for answer in answers)
    assert wrong <= 3
    assert sum("Quatre codes erronés" in answer.text for answer in answers) == GUESSES - wrong
    assert len({service.served_by(answer.request_id) for answer in answers[:30]}) == 3
    assert draft_of(citizen, database).tries == 4
    assert citizen.post("/inscription/code", {"code": right, "entry": "another"}).status_code == 422
    assert draft_of(citizen, database).step == "code"


def test_right_entries_of_60_tabs_at_once_open_the_next_step_within_four_tries(
    make_citizen: MakeCitizen, database: Database, redis: Redis
) -> None:
    make_citizen().to_code()
    citizen = make_citizen()
    code, token = citizen.to_code().code(), citizen.hidden("csrf_token")
    places = redis.counted("signup-network")
    forms = [{"code": code, "entry": f"tab {number}", "csrf_token": token} for number in range(60)]
    answers = citizen.at_once("/inscription/code", forms)
    # Once one of them has given the session another id, the former one opens nothing to the others.
    assert {answer.status_code for answer in answers} <= {303, 403, 422}
    assert draft_of(citizen, database).step == "contact"
    assert draft_of(citizen, database).tries <= 4
    # Its own place was given back, and none of those who have not given their code.
    assert redis.counted("signup-network") == places - 1


def test_60_last_steps_at_once_make_one_account_and_one_welcome(citizen: ScaledCitizen, database: Database) -> None:
    citizen.to_situation()
    accounts, welcomes = count(database, Account), count(database, Mail, Mail.template == "welcome")
    form = citizen.situation() | {"csrf_token": citizen.hidden("csrf_token")}
    answers = citizen.at_once("/inscription/situation", [form] * 60)
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/inscription/terminee")}
    assert count(database, Account) == accounts + 1
    assert count(database, Mail, Mail.template == "welcome") == welcomes + 1


def test_one_security_control_opens_one_sign_up_whatever_the_instance(
    make_citizen: MakeCitizen, database: Database
) -> None:
    citizen, thief = make_citizen(), make_citizen()
    citizen.get("/inscription/identite")
    thief.get("/inscription/identite")
    mails = count(database, Mail)
    ours = citizen.identity() | {"csrf_token": citizen.hidden("csrf_token")}
    stolen = {**thief.identity(), "captcha": ours["captcha"], "captcha_token": ours["captcha_token"]}
    first = citizen.at_once("/inscription/identite", [ours] * 6)
    second = thief.post("/inscription/identite", stolen)
    assert {(answer.status_code, answer.location) for answer in first} == {(303, "/inscription/code")}
    assert second.status_code == 422
    assert count(database, Mail) == mails + 1


def test_one_number_on_two_instances_at_once_gets_one_account(make_citizen: MakeCitizen, database: Database) -> None:
    citizen, another = make_citizen(), make_citizen()
    citizen.to_situation()
    another.to_situation(nir=citizen.person.nir)
    accounts = count(database, Account)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda who: who.post("/inscription/situation", who.situation()), (citizen, another)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert count(database, Account) == accounts + 1


def test_limits_are_counted_over_all_instances(citizen: ScaledCitizen) -> None:
    citizen.get("/identification")
    form = {"nir": citizen.person.nir, "csrf_token": citizen.hidden("csrf_token")}
    guesses = [form | {"password": f"Faux-mot-de-passe-{number}"} for number in range(30)]
    answers = citizen.at_once("/identification", guesses)
    assert Counter(answer.status_code for answer in answers) == {422: 5, 429: 25}


def test_who_signs_out_on_one_instance_is_signed_out_on_all(citizen: ScaledCitizen) -> None:
    citizen.to_account().get("/compte")
    citizen.post("/deconnexion", {})
    assert {citizen.get("/compte").status_code for _ in range(3)} == {303}
