"""Statements run without SQLAlchemy's own execution give what they would with it, and fail as they would."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import bindparam, column, delete, insert, select, table, update
from sqlalchemy.exc import DBAPIError, IntegrityError, MultipleResultsFound, OperationalError

from webapp.database import Database
from webapp.models import BrowserSession, Mail
from webapp.services import Services

KEY = b"\x00\xff" * 16
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADDING = insert(BrowserSession).values(id=bindparam("key"))
BY_KEY = select(BrowserSession.__table__).where(BrowserSession.id == bindparam("key"))
ENDING = delete(BrowserSession).where(BrowserSession.id == bindparam("key")).returning(BrowserSession.id)
LIVING = select(BrowserSession.id).where(BrowserSession.expires_at > bindparam("now"))


@pytest.fixture
def database(services: Services) -> Database:
    return services.database


def add(database: Database, *keys: bytes) -> None:
    with database.execute() as transaction:
        [transaction.run(ADDING, key=key, content=b"\x00sealed", expires_at=NOON) for key in keys]


def add_and_fail(database: Database, key: bytes) -> None:
    with database.execute() as transaction:
        transaction.run(ADDING, key=key, content=b"", expires_at=NOON)
        raise ZeroDivisionError


def test_a_row_comes_back_as_it_was_written(database: Database) -> None:
    add(database, KEY)

    row = database.fetch(BY_KEY, key=KEY)

    assert row == (KEY, b"\x00sealed", None, NOON)
    assert (row.content, row.expires_at) == (b"\x00sealed", NOON)


def test_one_statement_is_committed_by_itself(database: Database) -> None:
    assert database.change(ADDING, key=KEY, content=b"", expires_at=NOON) is None

    assert database.change(ENDING, key=KEY) == (KEY,)
    assert database.change(ENDING, key=KEY) is None
    assert database.fetch(BY_KEY, key=KEY) is None


def test_moments_are_compared_as_moments(database: Database) -> None:
    add(database, KEY)

    assert database.fetch(LIVING, now=NOON - timedelta(microseconds=1)) is not None
    assert database.fetch(LIVING, now=NOON) is None


def test_several_rows_are_no_answer(database: Database) -> None:
    add(database, KEY, KEY[::-1])

    with pytest.raises(MultipleResultsFound):
        database.fetch(LIVING, now=NOON - timedelta(days=1))


def test_an_error_undoes_the_transaction_and_names_no_value(database: Database) -> None:
    add(database, KEY)

    with pytest.raises(IntegrityError) as caught:
        add(database, KEY[::-1], KEY)

    assert "sealed" not in str(caught.value)
    assert database.fetch(BY_KEY, key=KEY[::-1]) is None


def test_what_follows_an_error_finds_the_connections_as_they_were(database: Database) -> None:
    with pytest.raises(DBAPIError, match="nowhere"):
        database.fetch(select(column("id")).select_from(table("nowhere")))
    with pytest.raises(ZeroDivisionError):
        add_and_fail(database, KEY)

    assert database.fetch(BY_KEY, key=KEY) is None


def test_a_database_that_is_not_there_is_told_as_such() -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing")

    with pytest.raises(OperationalError):
        nowhere.fetch(BY_KEY, key=KEY)


def test_a_default_of_the_models_is_not_forgotten_in_silence(database: Database) -> None:
    with pytest.raises(TypeError, match="attempts"), database.execute() as transaction:
        transaction.run(insert(Mail), id="1", template="code")


def test_only_what_is_named_is_changed(database: Database) -> None:
    add(database, KEY)
    changing = update(BrowserSession).where(BrowserSession.id == bindparam("key"))

    with database.execute() as transaction:
        assert transaction.run(changing, key=KEY, account_id="a") is None

    assert database.fetch(BY_KEY, key=KEY) == (KEY, b"\x00sealed", "a", NOON)
