"""The audit journal: what it notes, what it keeps to itself, and that tampering shows."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from fixtures.clock import ControllableClock
from webapp.models import Account, AuditEvent
from webapp.operations import audit
from webapp.operations.audit import Happening, Kind, Verdict
from webapp.operations.upkeep import Upkeep
from webapp.services import Services
from webapp.tests.citizen import NIR, PASSWORD, Citizen

Tampering = Callable[[Session], object]


def note(services: Services, *kinds: Kind) -> None:
    for kind in kinds:
        with services.database.write() as session:
            audit.record(session, services.keyring, services.clock, Happening(kind))


def events(services: Services) -> list[AuditEvent]:
    with services.database.read() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.number)))


def verdict(services: Services) -> Verdict:
    return audit.verify(services.database, services.keyring)


def test_life_of_an_account_is_noted_in_order(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    citizen.get("/compte/donnees.json")
    citizen.get("/compte/suppression")
    citizen.post("/compte/suppression", {"password": PASSWORD})
    noted = events(services)
    assert [event.kind for event in noted] == ["account.created", "account.exported", "account.deleted"]
    assert len({event.subject for event in noted}) == 1
    assert verdict(services).first_wrong is None


def test_account_that_nobody_opens_through_franceconnect_is_not_noted_as_unlinked(
    citizen: Citizen, services: Services
) -> None:
    citizen.to_account()
    citizen.get("/compte/suppression")
    citizen.post("/compte/franceconnect/suppression", {})
    assert [event.kind for event in events(services)] == ["account.created"]


def test_sign_up_that_fails_at_the_end_notes_nothing(citizen: Citizen, another_citizen: Citizen) -> None:
    citizen.to_situation()
    another_citizen.to_account()
    assert citizen.post("/inscription/situation", citizen.situation()).status_code == 409
    assert len(events(citizen.app.extensions["services"])) == 1


def test_journal_holds_no_personal_data(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    with services.database.read() as session:
        account_id = session.scalars(select(Account.id)).one()
    written = " ".join(
        f"{event.kind} {event.subject} {event.detail} {event.own_digest.hex()}" for event in events(services)
    )
    found = [value for value in (NIR, citizen.email, "Le Goff", account_id) if value in written]
    assert (found, "account.created" in written) == ([], True)


TAMPERINGS: dict[str, tuple[Tampering, int]] = {
    "a row changed": (lambda session: change(session, 2, kind=Kind.ACCOUNT_DELETED), 2),
    "a time changed": (lambda session: move(session, 2), 2),
    "a detail added": (lambda session: change(session, 3, detail="x"), 3),
    "a row taken out": (lambda session: session.execute(delete(AuditEvent).where(AuditEvent.number == 2)), 3),
    "the first row taken out": (lambda session: session.execute(delete(AuditEvent).where(AuditEvent.number == 1)), 2),
    "two rows exchanged": (lambda session: exchange(session, 2, 3), 2),
    "a row put in": (lambda session: session.add(copied(session, 4, number=5)), 5),
    "a digest changed": (lambda session: change(session, 4, own_digest=bytes(32)), 4),
}


def change(session: Session, number: int, **values: object) -> None:
    session.execute(update(AuditEvent).where(AuditEvent.number == number).values(**values))


def move(session: Session, number: int) -> None:
    event = session.get_one(AuditEvent, number)
    event.at -= timedelta(hours=1)


def exchange(session: Session, one: int, other: int) -> None:
    first, second = session.get_one(AuditEvent, one).kind, session.get_one(AuditEvent, other).kind
    change(session, one, kind=second)
    change(session, other, kind=first)


def copied(session: Session, original: int, **changes: object) -> AuditEvent:
    event = session.get_one(AuditEvent, original)
    columns = {column.name: getattr(event, column.name) for column in AuditEvent.__table__.columns}
    return AuditEvent(**columns | changes)


@pytest.mark.parametrize(("tamper", "first_wrong"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_shows_at_its_row(services: Services, tamper: Tampering, first_wrong: int) -> None:
    note(services, Kind.ACCOUNT_CREATED, Kind.ACCOUNT_LINKED, Kind.ACCOUNT_UNLINKED, Kind.ACCOUNT_EXPORTED)
    before = verdict(services)
    with services.database.write() as session:
        tamper(session)
    assert (before.rows, before.first_wrong) == (4, None)
    assert verdict(services).first_wrong == first_wrong


def test_end_cut_off_shows_against_the_head_in_the_logs(services: Services) -> None:
    note(services, Kind.ACCOUNT_CREATED, Kind.ACCOUNT_LINKED)
    logged = audit.head(services.database)
    with services.database.write() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.number == 2))
    assert (verdict(services).first_wrong, logged[0]) == (None, 2)
    assert audit.head(services.database) != logged
    assert verdict(services).head != logged[1]


def test_upkeep_logs_the_head(services: Services) -> None:
    note(services, Kind.ACCOUNT_CREATED)
    with capture_logs() as logged:
        Upkeep(services.database, services.keyring, services.clock).run()
    assert logged[-1] == {
        "event": "audit.head",
        "log_level": "info",
        "number": 1,
        "digest": audit.head(services.database)[1],
    }


def test_rows_of_a_year_go_and_the_chain_still_holds(services: Services, app_clock: ControllableClock) -> None:
    note(services, Kind.ACCOUNT_CREATED, Kind.ACCOUNT_DELETED)
    app_clock.advance(audit.LIFETIME - timedelta(seconds=1))
    note(services, Kind.ACCOUNT_CREATED)
    assert audit.purge(services.database, services.keyring, services.clock) == 0
    app_clock.advance(timedelta(seconds=1))
    assert audit.purge(services.database, services.keyring, services.clock) == 2
    assert [event.number for event in events(services)] == [3, 4]
    assert (verdict(services).rows, verdict(services).first_wrong) == (2, None)


def test_more_rows_taken_than_were_purged_show(services: Services, app_clock: ControllableClock) -> None:
    note(services, Kind.ACCOUNT_CREATED)
    app_clock.advance(audit.LIFETIME)
    note(services, Kind.ACCOUNT_CREATED, Kind.ACCOUNT_DELETED)
    audit.purge(services.database, services.keyring, services.clock)
    with services.database.write() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.number == 2))
    assert verdict(services).first_wrong == 3


def test_event_of_a_clock_that_was_behind_takes_no_younger_one_with_it(
    services: Services, app_clock: ControllableClock
) -> None:
    note(services, Kind.ACCOUNT_CREATED, Kind.ACCOUNT_LINKED)
    app_clock.advance(-audit.LIFETIME)
    note(services, Kind.ACCOUNT_EXPORTED)
    app_clock.advance(audit.LIFETIME)
    note(services, Kind.ACCOUNT_UNLINKED)
    assert audit.purge(services.database, services.keyring, services.clock) == 0
    assert [event.number for event in events(services)] == [1, 2, 3, 4]


def test_every_row_is_logged_as_the_head_once_it_is_committed(services: Services) -> None:
    with capture_logs() as logged:
        note(services, Kind.ACCOUNT_CREATED, Kind.ACCOUNT_LINKED)
    heads = [(line["number"], line["digest"]) for line in logged if line["event"] == "audit.head"]
    assert heads == [(event.number, event.own_digest.hex()) for event in events(services)]


def test_row_that_is_undone_is_not_logged(services: Services) -> None:
    def fail_after_noting() -> None:
        with services.database.write() as session:
            audit.record(session, services.keyring, services.clock, Happening(Kind.ACCOUNT_CREATED))
            raise TimeoutError

    with capture_logs() as logged, pytest.raises(TimeoutError):
        fail_after_noting()
    assert (logged, events(services)) == ([], [])


def test_simultaneous_events_stand_one_after_the_other(services: Services) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: note(services, Kind.ACCOUNT_CREATED), range(24)))
    assert [event.number for event in events(services)] == list(range(1, 25))
    assert verdict(services).first_wrong is None


def test_command_says_whether_the_chain_holds(app: Flask, services: Services) -> None:
    note(services, Kind.ACCOUNT_CREATED, Kind.ACCOUNT_DELETED)
    runner = app.test_cli_runner()
    whole = runner.invoke(args=["journal", "verify"])
    with services.database.write() as session:
        change(session, 1, detail="x")
    broken = runner.invoke(args=["journal", "verify"])
    assert (whole.exit_code, whole.output.split(",")[0]) == (0, "Chaîne intacte : 2 lignes")
    assert (broken.exit_code, broken.output) == (1, "Error: la chaîne est rompue à la ligne 1\n")


def cut(services: Services, number: int) -> None:
    """Take away this row and all after it."""
    with services.database.write() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.number >= number))


def verified(app: Flask, *arguments: str, log: str = "") -> tuple[int, str]:
    """Run the command and return its exit code and what it says."""
    result = app.test_cli_runner().invoke(args=["journal", "verify", *arguments], input=log)
    return result.exit_code, result.output


def test_end_cut_off_shows_against_a_head_that_was_noted_even_where_the_chain_has_grown(
    app: Flask, services: Services
) -> None:
    note(services, Kind.ACCOUNT_CREATED, Kind.ACCOUNT_LINKED)
    number, digest = audit.head(services.database)
    noted = ("--head", f"{number}:{digest}")
    before = verified(app, *noted)
    cut(services, number)
    shorter = verified(app, *noted)
    note(services, Kind.ACCOUNT_EXPORTED, Kind.ACCOUNT_UNLINKED)
    grown = verified(app, *noted)
    assert before[0] == 0
    assert shorter == grown == (1, "Error: la ligne 2, notée auparavant, n’est plus dans le journal\n")


def test_heads_are_read_in_the_log(app: Flask, services: Services) -> None:
    note(services, Kind.ACCOUNT_CREATED, Kind.ACCOUNT_LINKED)
    heads = [{"number": event.number, "digest": event.own_digest.hex()} for event in events(services)]
    lines = [json.dumps({**head, "event": "audit.head", "level": "info"}) for head in heads]
    log = "\n".join(["Listening at: http://127.0.0.1", '{"event": "request"}', f"Nov 29 web[7]: {lines[0]}", lines[1]])
    whole = verified(app, "--log", "-", log=log)
    cut(services, 2)
    assert whole[0] == 0
    assert verified(app, "--log", "-", log=log)[1].startswith("Error: la ligne 2, notée auparavant")


def test_head_older_than_what_was_purged_is_no_loss(
    app: Flask, services: Services, app_clock: ControllableClock
) -> None:
    note(services, Kind.ACCOUNT_CREATED)
    number, digest = audit.head(services.database)
    app_clock.advance(audit.LIFETIME)
    audit.purge(services.database, services.keyring, services.clock)
    assert verified(app, "--head", f"{number}:{digest}")[0] == 0


def test_emptied_journal_shows_against_a_head(app: Flask, services: Services) -> None:
    note(services, Kind.SIGNUP_LOOKED_UP)
    number, digest = audit.head(services.database)
    cut(services, 1)
    assert verified(app, "--head", f"{number}:{digest}")[0] == 1
    assert verified(app)[0] == 0


def test_emptied_journal_shows_against_the_accounts(app: Flask, citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    cut(services, 1)
    assert verified(app) == (1, "Error: le journal est vide, et il y a des comptes\n")


@pytest.mark.parametrize("head", ["12", "x:" + "0" * 64, "3:zz", "3:abc"])
def test_head_that_is_none_is_refused(app: Flask, head: str) -> None:
    code, said = verified(app, "--head", head)
    assert code == 2
    assert "NUMERO:EMPREINTE" in said


def test_log_that_cannot_be_read_is_told(app: Flask) -> None:
    assert verified(app, "--log", "-", log='{"event": "audit.he')[1].startswith("Error: la ligne 1 est coupée")
