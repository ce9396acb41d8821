"""Export and deletion are complete: table after table, what is kept of a citizen is given, and goes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, String, Text, insert, select, update

from fixtures.clock import ControllableClock
from webapp.account import accounts, export
from webapp.account.deletion import delete_account, delete_again
from webapp.models import Account, AuditEvent, Base, BrowserSession, Draft, Mail, MailState
from webapp.operations import audit
from webapp.operations.upkeep import Upkeep
from webapp.services import Services
from webapp.tests.citizen import NIR, Citizen
from webapp.tests.statement_work import work_of_statements

# What becomes of each table when an account is deleted. A new table has to be put here, and that has to be true.
EMPTY_AFTER_DELETION = {"accounts", "franceconnect_links", "drafts"}
KEPT_WITHOUT_A_NAME = {
    "sessions": "the digest of an id that was replaced, which opens nothing, for two minutes",
    "mails": "state and time of a mail, without address nor content, for a day",
    "audit_events": "events under a digest that leads to nobody any more, for a year",
    "counters": "hits under keyed digests, until their window ends: a day at most",
    "spent_challenges": "ids of security controls and digests of what named a sign-in, for ten minutes",
    "upkeep_jobs": "names of the worker's jobs and when they last succeeded",
}


def the_account(services: Services) -> Account:
    with services.database.read() as session:
        return session.scalars(select(Account)).one()


def rows(services: Services) -> dict[str, int]:
    with services.database.read() as session:
        return {
            name: len(session.execute(select(table.c[table.primary_key.columns.keys()[0]])).all())
            for name, table in Base.metadata.tables.items()
        }


def test_every_table_is_accounted_for() -> None:
    assert set(Base.metadata.tables) == EMPTY_AFTER_DELETION | set(KEPT_WITHOUT_A_NAME)


def test_deletion_empties_every_table_that_leads_to_the_citizen(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    before = rows(services)
    delete_account(services, the_account(services))
    after = rows(services)
    assert {name for name in EMPTY_AFTER_DELETION if before[name] == 0} == {"franceconnect_links"}
    assert {name: after[name] for name in EMPTY_AFTER_DELETION} == dict.fromkeys(EMPTY_AFTER_DELETION, 0)


def test_deletion_ends_every_session_of_the_account(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    delete_account(services, the_account(services))
    with services.database.read() as session:
        assert [account for account in session.scalars(select(BrowserSession.account_id)) if account] == []
    assert citizen.client.get("/compte").status_code == 303


def test_deletion_leaves_no_digest_that_finds_the_citizen_again(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    account = the_account(services)
    keyring = services.keyring
    digests = {account.nir_index, accounts.email_index(keyring, citizen.email), account.id.encode()}
    before = stored(services)
    delete_account(services, account)
    after = stored(services)
    assert {digest in before for digest in digests} == {True}
    assert {digest in after for digest in digests} == {False}


def stored(services: Services) -> bytes:
    """Return every text and every sequence of bytes of every table, one after the other."""
    columns = [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, (LargeBinary, String, Text))
    ]
    with services.database.read() as session:
        values = [value for column in columns for value in session.scalars(select(column)) if value]
    return b"\n".join(value if isinstance(value, bytes) else value.encode() for value in values)


def test_mail_about_a_deleted_account_leaves_no_more(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    before = len(citizen._mails.mails(citizen.email))
    delete_account(services, the_account(services))
    assert len(citizen.deliver()) == before
    with services.database.read() as session:
        (welcome,) = session.scalars(select(Mail).where(Mail.template == "welcome")).all()
    assert (welcome.state, welcome.content, welcome.email_index) == (MailState.ABANDONED, None, None)


def state_of(services: Services, mail_id: str) -> MailState:
    return services.outbox.state(services.database, mail_id)


def waiting_mail(services: Services, to: str, template: str, **values: str) -> str:
    with services.database.write() as session:
        return services.outbox.post(session, template=template, to=to, values=values, lives=timedelta(hours=1))


@pytest.fixture
def relatives(citizen: Citizen, another_citizen: Citizen, services: Services) -> tuple[Account, Account]:
    """Return two accounts that were just made at one address."""
    another_citizen.email = citizen.email
    citizen.to_situation()
    another_citizen.to_situation(nir="185057800608491")
    citizen.post("/inscription/situation", citizen.situation())
    another_citizen.post("/inscription/situation", another_citizen.situation())
    with services.database.read() as session:
        own = accounts.number_index(services.keyring, NIR)
        first, second = session.scalars(select(Account)).all()
    return (first, second) if first.nir_index == own else (second, first)


def test_mail_about_the_account_of_a_relative_at_the_same_address_still_leaves(
    citizen: Citizen, relatives: tuple[Account, Account], services: Services
) -> None:
    before = len(citizen._mails.mails(citizen.email))
    delete_account(services, relatives[0])
    assert len(citizen.deliver()) == before + 1


@pytest.mark.parametrize(
    ("template", "told", "left"),
    [
        ("linked", {"account": "id"}, MailState.ABANDONED),
        ("account_exists", {"number_index": "number"}, MailState.ABANDONED),
        # The former version's, and the second mail of a sign-up: whose they are is not known.
        ("account_exists", {}, MailState.QUEUED),
    ],
    ids=["by its account", "by its number", "not told"],
)
def test_each_mail_at_a_shared_address_ends_with_the_account_that_it_is_about(
    relatives: tuple[Account, Account], services: Services, template: str, told: dict[str, str], left: MailState
) -> None:
    def post(account: Account, to: str) -> str:
        names = {"id": account.id, "number": account.nir_index.hex()}
        return waiting_mail(services, to, template, **{name: names[which] for name, which in told.items()})

    address = accounts.open_profile(services.keyring, relatives[0])["email"]
    own, relatives_own = post(relatives[0], address), post(relatives[1], address)
    delete_account(services, relatives[0])
    assert (state_of(services, own), state_of(services, relatives_own)) == (left, MailState.QUEUED)
    delete_account(services, relatives[1])
    assert state_of(services, relatives_own) == MailState.ABANDONED
    assert accounts.email_index(services.keyring, address) not in stored(services)


def test_mail_that_does_not_tell_its_account_ends_with_the_only_one_of_its_address(
    citizen: Citizen, services: Services
) -> None:
    citizen.to_account()
    mail_id = waiting_mail(services, citizen.email, "account_exists")
    delete_account(services, the_account(services))
    assert state_of(services, mail_id) == MailState.ABANDONED


def test_code_that_a_relative_waits_for_at_the_same_address_still_comes(
    citizen: Citizen, another_citizen: Citizen, services: Services
) -> None:
    citizen.to_account()
    another_citizen.email = citizen.email
    another_citizen.to_code(nir="185057800608491")
    delete_account(services, the_account(services))
    assert another_citizen.enter(another_citizen.code()).location == "/inscription/coordonnees"


def test_what_is_left_after_a_deletion_goes_in_its_time(
    citizen: Citizen, services: Services, app_clock: ControllableClock
) -> None:
    citizen.to_account()
    delete_account(services, the_account(services))
    app_clock.advance(timedelta(hours=36))
    Upkeep(services.database, services.keyring, services.clock).run()
    left = {name for name, count in rows(services).items() if count}
    assert left == {"audit_events", "upkeep_jobs"}
    app_clock.advance(audit.LIFETIME)
    Upkeep(services.database, services.keyring, services.clock).run()
    with services.database.read() as session:
        assert session.scalars(select(AuditEvent.kind)).all() == ["journal.purged"]


def test_export_holds_something_of_every_table_that_leads_to_the_citizen(
    citizen: Citizen, services: Services
) -> None:
    citizen.to_account()
    given = export.everything(services, the_account(services))
    columns = {column.name for column in Account.__table__.columns}
    assert given["nir"] == NIR
    assert columns - set(given) == {"id", "nir_index", "email_index", "profile", "password_hash"}
    assert {"franceconnect_since", "sessions_until", "mails", "journal", "unfinished_signups"} <= set(given)
    assert (len(given["sessions_until"]), len(given["mails"]), len(given["journal"])) == (1, 2, 2)


def sign_ups_left(services: Services) -> list[str]:
    with services.database.read() as session:
        return list(session.scalars(select(Draft.step).where(Draft.step != "done")))


def test_sign_up_of_the_owner_in_another_browser_is_given_and_goes_with_the_account(
    citizen: Citizen, another_citizen: Citizen, services: Services
) -> None:
    another_citizen.email = citizen.email
    another_citizen.to_situation()
    citizen.to_account()
    (given,) = export.everything(services, the_account(services))["unfinished_signups"]
    assert (given["nir"], given["email"], given["street"]) == (NIR, citizen.email, another_citizen.contact()["street"])
    delete_account(services, the_account(services))
    assert sign_ups_left(services) == []


def begin_with_the_number_alone(stranger: Citizen, _owner: Citizen) -> None:
    stranger.to_situation()


def begin_at_the_address_alone(relative: Citizen, owner: Citizen) -> None:
    relative.email = owner.email
    relative.to_situation(nir="185057800608491")


def begin_without_a_proof(stranger: Citizen, owner: Citizen) -> None:
    stranger.email = owner.email
    stranger.to_code()


def begin_through_franceconnect(stranger: Citizen, owner: Citizen) -> None:
    stranger.email = owner.email
    stranger.to_situation()
    services: Services = stranger.app.extensions["services"]
    with services.database.write() as session:
        session.execute(update(Draft).values(journey="franceconnect"))


SOMEBODY_ELSES = [
    begin_with_the_number_alone,
    begin_at_the_address_alone,
    begin_without_a_proof,
    begin_through_franceconnect,
]


@pytest.mark.parametrize("begin", SOMEBODY_ELSES)
def test_sign_up_that_may_be_somebody_elses_is_neither_given_nor_ended(
    citizen: Citizen, another_citizen: Citizen, services: Services, begin: Callable[[Citizen, Citizen], None]
) -> None:
    begin(another_citizen, citizen)
    citizen.to_account()
    assert export.everything(services, the_account(services))["unfinished_signups"] == []
    delete_account(services, the_account(services))
    assert len(sign_ups_left(services)) == 1


@pytest.mark.parametrize("table", sorted(KEPT_WITHOUT_A_NAME))
def test_tables_that_stay_hold_no_answer(app: Flask, citizen: Citizen, services: Services, table: str) -> None:
    citizen.to_account()
    citizen.deliver()
    with services.database.read() as session:
        written = str(session.execute(select(Base.metadata.tables[table])).all())
    assert [value for value in (NIR, citizen.email, "Le Goff", "Lilas") if value in written] == []
    assert app


def add_accounts(services: Services, keys: range) -> None:
    """Add accounts that nobody reads, by their ids alone."""
    now = services.clock.now()
    usual = {"email_index": b"", "profile": b"", "terms_version": "", "terms_accepted_at": now, "created_at": now}
    with services.database.write() as session:
        rows = [{"id": f"{key:08}", "nir_index": f"{key}".encode(), **usual} for key in keys]
        session.execute(insert(Account), rows)


def heaviest_statement(services: Services) -> int:
    with work_of_statements(services) as work:
        delete_again(services, {"nobody"})
    return max(work)


@pytest.mark.usefixtures("on_sqlite")
def test_no_statement_that_looks_for_accounts_to_delete_again_takes_longer_the_more_there_are(
    services: Services,
) -> None:
    add_accounts(services, range(1000))
    with_few = heaviest_statement(services)
    add_accounts(services, range(1000, 5000))
    assert heaviest_statement(services) < 2 * with_few


def test_account_to_delete_again_is_found_in_every_portion(services: Services) -> None:
    add_accounts(services, range(2500))
    gone = {audit.subject_of(services.keyring, f"{key:08}") for key in (0, 999, 1000, 2499)}
    assert delete_again(services, gone) == 4
    assert rows(services)["accounts"] == 2496
