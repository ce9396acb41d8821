"""CODE-6, DONE-1: what is counted and made once stays so under many simultaneous requests of several processes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from webapp.database import Database
from webapp.models import Account, Counter, Draft, Mail
from webapp.tests.hostile.crowd import number
from webapp.tests.processes.remote_citizen import Answer, RemoteCitizen

Fields = dict[str, object]


def at_once(citizen: RemoteCitizen, path: str, forms: list[Fields]) -> list[Answer]:
    """Send all forms at the same moment."""
    ready = Barrier(len(forms))

    def send(fields: Fields) -> Answer:
        ready.wait()
        return citizen.client.post_alone(path, fields)

    with ThreadPoolExecutor(len(forms)) as pool:
        return list(pool.map(send, forms))


def the_draft(database: Database) -> Draft:
    with database.read() as session:
        return session.scalars(select(Draft)).one()


def accounts(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def test_fifty_wrong_entries_at_once_count_exactly_four(remote: RemoteCitizen, database: Database) -> None:
    right = remote.to_code().code()
    token, entry = remote.hidden("csrf_token"), remote.hidden("entry")
    guesses = [f"{(int(right) + distance) % 10**6:06}" for distance in range(1, 51)]
    answers = at_once(
        remote, "/inscription/code", [{"code": guess, "entry": entry, "csrf_token": token} for guess in guesses]
    )
    assert {answer.status_code for answer in answers} == {422}
    wrong = sum("Ce code n’est pas le bon" in answer.text for answer in answers)
    # A page that is written once the fourth has been counted tells of that, whichever its own entry was.
    assert wrong <= 3
    assert sum("Quatre codes erronés" in answer.text for answer in answers) == 50 - wrong
    assert the_draft(database).tries == 4
    assert remote.post("/inscription/code", {"code": right, "entry": "another"}).status_code == 422
    assert the_draft(database).step == "code"


def test_twenty_right_entries_of_one_form_at_once_all_go_on(remote: RemoteCitizen, database: Database) -> None:
    code = remote.to_code().code()
    form = {"code": code, "entry": remote.hidden("entry"), "csrf_token": remote.hidden("csrf_token")}
    answers = at_once(remote, "/inscription/code", [form] * 20)
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/inscription/coordonnees")}
    assert (the_draft(database).step, the_draft(database).tries) == ("contact", 1)


def test_right_entries_of_twenty_tabs_at_once_open_the_next_step_once(
    remote: RemoteCitizen, another: RemoteCitizen, database: Database
) -> None:
    another.to_code(nir=number(1))
    code, token = remote.to_code().code(), remote.hidden("csrf_token")
    forms: list[Fields] = [{"code": code, "entry": f"tab {tab}", "csrf_token": token} for tab in range(20)]
    answers = at_once(remote, "/inscription/code", forms)
    # Once one of them has given the session another id, the former one opens nothing to the others.
    assert {answer.status_code for answer in answers} <= {303, 403, 422}
    with database.read() as session:
        reached = dict(session.execute(select(Draft.step, Draft.tries)).all())
        places = session.scalars(select(Counter.hits).where(Counter.key.contains("signup-network/"))).all()
    assert set(reached) == {"code", "contact"}
    assert 1 <= reached["contact"] <= 4
    # One place of the network's was given back, and not that of the neighbour.
    assert places == [1]


def test_twenty_last_steps_at_once_make_one_account(remote: RemoteCitizen, database: Database) -> None:
    remote.to_situation()
    form = remote.situation() | {"csrf_token": remote.hidden("csrf_token")}
    answers = at_once(remote, "/inscription/situation", [form] * 20)
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/inscription/terminee")}
    assert accounts(database) == 1
    with database.read() as session:
        assert session.scalars(select(Mail.template)).all().count("welcome") == 1


def test_eight_first_steps_at_once_open_one_sign_up(remote: RemoteCitizen, database: Database) -> None:
    remote.get("/inscription/identite")
    form = remote.identity() | {"csrf_token": remote.hidden("csrf_token")}
    answers = at_once(remote, "/inscription/identite", [form] * 8)
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/inscription/code")}
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Mail)) == 1
        assert session.scalars(select(Draft.step)).all().count("code") == 1


def test_one_number_in_two_browsers_at_once_gets_one_account(
    remote: RemoteCitizen, another: RemoteCitizen, database: Database
) -> None:
    remote.to_situation()
    another.to_situation()
    both = [
        lambda: remote.post("/inscription/situation", remote.situation()),
        lambda: another.post("/inscription/situation", another.situation()),
    ]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda send: send(), both))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert accounts(database) == 1
