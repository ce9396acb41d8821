"""What a worker does every quarter of an hour: in portions, each job whatever became of the others, and it is seen."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, func, insert, select, update
from structlog.testing import capture_logs

from fixtures.clock import ControllableClock
from webapp.mail.housekeeping import PURGE_INTERVAL
from webapp.models import Base, BrowserSession, Draft
from webapp.operations import audit, retention
from webapp.operations.audit import Happening, Kind
from webapp.operations.rotation import Rotation
from webapp.operations.upkeep import Upkeep
from webapp.security.keyring import Keyring
from webapp.services import Services
from webapp.tests.statement_work import work_of_statements

JOBS = ["purge", "journal_purge", "rotation", "journal_head"]


@pytest.fixture
def upkeep(services: Services) -> Upkeep:
    return Upkeep(services.database, services.keyring, services.clock)


@pytest.fixture
def deletions(services: Services) -> Iterator[list[str]]:
    """Return the deletions of drafts and journal rows, and the ends of transactions, in their order."""
    seen: list[str] = []

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        start = statement.split()[:3]
        seen.extend(f"delete {table}" for table in ("drafts", "audit_events") if start == ["DELETE", "FROM", table])

    event.listen(services.database.engine, "before_cursor_execute", look)
    event.listen(services.database.engine, "commit", lambda _: seen.append("commit"))
    yield seen
    event.remove(services.database.engine, "before_cursor_execute", look)


def outlive(services: Services, number: int) -> None:
    """Leave sign-ups that nobody has gone on with for two days."""
    then = services.clock.now() - timedelta(days=2)
    usual = {"step": "code", "session_id": b"", "created_at": then, "updated_at": then}
    with services.database.write() as session:
        session.execute(insert(Draft), [{"id": f"{order}", **usual} for order in range(number)])


def count(services: Services, table: type[Base]) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_over_goes_in_portions_each_of_which_stays_done(services: Services, deletions: list[str]) -> None:
    outlive(services, 5)
    deletions.clear()
    purged = retention.purge(services.database, services.clock, at_once=2)
    with_drafts = deletions[deletions.index("delete drafts") :]
    assert (purged.drafts, count(services, Draft)) == (5, 0)
    assert with_drafts[:6] == ["delete drafts", "commit"] * 3


def test_journal_of_more_than_a_year_goes_in_portions_and_the_chain_holds(
    services: Services, app_clock: ControllableClock, deletions: list[str]
) -> None:
    [note(services) for _ in range(7)]
    app_clock.advance(audit.LIFETIME)
    deletions.clear()
    assert audit.purge(services.database, services.keyring, app_clock, at_once=3) == 7
    assert [seen for seen in deletions if seen != "commit"] == ["delete audit_events"] * 3
    assert audit.verify(services.database, services.keyring).first_wrong is None


def note(services: Services) -> None:
    with services.database.write() as session:
        audit.record(session, services.keyring, services.clock, Happening(Kind.ACCOUNT_CREATED))


def test_job_that_fails_is_told_and_keeps_no_other_back(services: Services, upkeep: Upkeep) -> None:
    note(services)
    Base.metadata.tables[BrowserSession.__tablename__].drop(services.database.engine)
    with capture_logs() as logged:
        upkeep.run()
    told = {line["event"]: line for line in logged}
    assert (told["housekeeping.failed"]["job"], told["housekeeping.failed"]["log_level"]) == ("purge", "error")
    assert told["housekeeping.failed"]["error"] in ("OperationalError", "ProgrammingError")
    assert told["audit.head"]["number"] == 1


def test_last_success_of_each_job_is_measured(
    services: Services, upkeep: Upkeep, app_clock: ControllableClock
) -> None:
    upkeep.run()
    began = app_clock.now().timestamp()
    app_clock.advance(timedelta(minutes=15))
    Base.metadata.tables[BrowserSession.__tablename__].drop(services.database.engine)
    upkeep.run()
    text = services.metrics.render(services.stored).decode()
    measured = {line.partition(" ")[0]: float(line.partition(" ")[2]) for line in text.splitlines() if "{job=" in line}
    named = {job: f'upkeep_succeeded_timestamp_seconds{{job="{job}"}}' for job in JOBS}
    assert [measured[named[job]] - began for job in JOBS] == [0, 900, 900, 900]


FORMER, NEWER = bytes(range(32)), bytes(range(32, 64))


class SlowKeyring(Keyring):
    """Takes four minutes to seal a value."""

    clock: ControllableClock

    def seal(self, plain: bytes, place: str) -> bytes:
        self.clock.advance(timedelta(minutes=4))
        return super().seal(plain, place)


def open_sessions(services: Services, keyring: Keyring, keys: list[bytes]) -> None:
    """Leave sessions of these ids that a keyring sealed."""
    ends = services.clock.now() + timedelta(days=1)
    with services.database.write() as session:
        for key in keys:
            content = keyring.seal(b"{}", f"sessions.content:{key.hex()}")
            session.add(BrowserSession(id=key, content=content, expires_at=ends))


@pytest.fixture
def slow(services: Services, app_clock: ControllableClock) -> Upkeep:
    """Return an upkeep that has five sessions to seal again."""
    slow = SlowKeyring({2: NEWER, 1: FORMER}, FORMER)
    slow.clock = app_clock
    open_sessions(services, Keyring({1: FORMER}, FORMER), [bytes([order]) for order in range(10, 15)])
    return Upkeep(services.database, slow, app_clock)


def sealed_under_the_former(services: Services) -> int:
    with services.database.read() as session:
        return [content[0] for content in session.scalars(select(BrowserSession.content))].count(1)


def test_rotation_that_takes_long_leaves_the_purge_its_turn_and_goes_on_at_the_next(
    services: Services, slow: Upkeep, app_clock: ControllableClock
) -> None:
    began = app_clock.now()
    slow.run()
    assert app_clock.now() - began < PURGE_INTERVAL
    assert 0 < sealed_under_the_former(services) < 5
    outlive(services, 1)
    slow.run()
    assert (count(services, Draft), sealed_under_the_former(services)) == (0, 0)


def test_rotation_that_is_asked_for_by_hand_goes_on_to_its_end(services: Services, slow: Upkeep) -> None:
    assert slow.rotate() == 5
    assert sealed_under_the_former(services) == 0


def test_next_share_goes_on_behind_the_last_and_the_next_pass_finds_what_was_written_before_it(
    services: Services, slow: Upkeep
) -> None:
    slow.run()
    open_sessions(services, Keyring({1: FORMER}, FORMER), [b"\x00"])
    slow.run()
    assert sealed_under_the_former(services) == 1
    slow.run()
    assert sealed_under_the_former(services) == 0


class OvertakenKeyring(Keyring):
    """Has each value written anew by somebody who does not know the newer key yet, between its reading and sealing."""

    services: Services

    def open(self, sealed: bytes, place: str) -> bytes:
        plain = super().open(sealed, place)
        with self.services.database.write() as session:
            session.execute(update(BrowserSession).values(content=Keyring({1: FORMER}, FORMER).seal(plain, place)))
        return plain


def test_value_that_was_written_anew_under_the_former_key_meanwhile_keeps_a_pass_from_finding_nothing(
    services: Services,
) -> None:
    overtaken = OvertakenKeyring({2: NEWER, 1: FORMER}, FORMER)
    overtaken.services = services
    open_sessions(services, Keyring({1: FORMER}, FORMER), [b"\x01"])
    assert Rotation(services.database, overtaken).go_on() == 1
    assert sealed_under_the_former(services) == 1


def heaviest_statement(services: Services, keyring: Keyring) -> int:
    with work_of_statements(services) as work:
        assert Rotation(services.database, keyring, at_once=10).go_on() == 0
    return max(work)


@pytest.mark.usefixtures("on_sqlite")
def test_no_statement_of_a_rotation_takes_longer_the_more_is_sealed_already(services: Services) -> None:
    newer = Keyring({2: NEWER, 1: FORMER}, FORMER)
    open_sessions(services, newer, [bytes([0, order]) for order in range(50)])
    with_few = heaviest_statement(services, newer)
    open_sessions(services, newer, [bytes([1 + order // 250, order % 250]) for order in range(1000)])
    assert heaviest_statement(services, newer) < 2 * with_few
