"""The migrations make the tables that the models describe."""

from collections.abc import Iterator, Mapping

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import MetaData, String, inspect, text
from sqlalchemy.exc import IntegrityError

from webapp.models import Base
from webapp.operations.migrations import Migrations
from webapp.services import Services


@pytest.fixture
def app_without_tables(app: Flask, services: Services) -> Flask:
    everything = MetaData()
    everything.reflect(services.database.engine)
    everything.drop_all(services.database.engine)
    return app


def is_ours(table: str | None, kind: str, _parents: object) -> bool:
    """Leave out the queue's own tables, which its library knows."""
    return kind != "table" or not (table or "").startswith("huey_")


def test_migrations_and_models_agree(app_without_tables: Flask, services: Services) -> None:
    app = app_without_tables
    with app.app_context():
        Migrations(app, services.database).upgrade()
    with services.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_ours})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_can_be_undone(app_without_tables: Flask, services: Services) -> None:
    app = app_without_tables
    with app.app_context():
        migrations = Migrations(app, services.database)
        migrations.upgrade()
        migrations.downgrade("base")
        migrations.upgrade()
    assert inspect(services.database.engine).has_table("accounts")


ACCOUNT = {"id": "account", "nir_index": b"1", "email_index": b"2", "profile": b"3", "password_hash": "hash"}
ACCOUNT |= {"terms_version": "1", "terms_accepted_at": "2026-11-23", "created_at": "2026-11-23"}
DRAFT = {"id": "draft", "step": "done", "session_id": b"4", "created_at": "2026-11-23", "updated_at": "2026-11-23"}
DRAFT |= {"tries": 0, "entries": "", "sends": 1, "account_id": "account"}
LINK = {"sub_index": b"5", "account_id": "account", "created_at": "2026-11-23"}


def put(services: Services, name: str, row: Mapping[str, object]) -> None:
    """Add a row to a table as it is by now."""
    columns = ", ".join(row)
    values = ", ".join(f":{column}" for column in row)
    with services.database.write() as session:
        session.execute(text(f"INSERT INTO {name} ({columns}) VALUES ({values})"), row)  # noqa: S608 - names of ours


def test_migrations_part_nothing_from_its_account(app_without_tables: Flask, services: Services) -> None:
    app = app_without_tables
    with app.app_context():
        migrations = Migrations(app, services.database)
        migrations.upgrade("0001")
        put(services, "accounts", ACCOUNT)
        put(services, "drafts", DRAFT)
        migrations.upgrade("0002")
        put(services, "franceconnect_links", LINK)
        migrations.upgrade()
    with services.database.read() as session:
        assert session.scalars(text("SELECT account_id FROM drafts")).all() == ["account"]
        assert session.scalars(text("SELECT account_id FROM franceconnect_links")).all() == ["account"]


@pytest.fixture
def migrations(app_without_tables: Flask, services: Services) -> Iterator[Migrations]:
    """Return the migrations of a service that has an account and its link."""
    with app_without_tables.app_context():
        migrations = Migrations(app_without_tables, services.database)
        migrations.upgrade()
        put(services, "accounts", ACCOUNT)
        put(services, "franceconnect_links", LINK)
        yield migrations


def test_links_outlive_a_migration_of_the_accounts(migrations: Migrations, services: Services) -> None:
    connection = migrations.migration_context.connection
    assert connection
    with connection.begin(), migrations.op.batch_alter_table("accounts") as accounts:
        accounts.alter_column("terms_version", existing_type=String(20), type_=String(30))
    with services.database.read() as session:
        assert session.scalars(text("SELECT account_id FROM franceconnect_links")).all() == ["account"]


@pytest.mark.usefixtures("on_sqlite")
def test_migration_that_leaves_rows_leading_nowhere_is_undone(migrations: Migrations, services: Services) -> None:
    connection = migrations.migration_context.connection
    assert connection
    with pytest.raises(IntegrityError, match="from franceconnect_links to accounts"), connection.begin():
        connection.execute(text("DELETE FROM accounts"))
    with services.database.read() as session:
        assert session.scalars(text("SELECT id FROM accounts")).all() == ["account"]


def test_account_without_a_password_leaves_its_sign_up_where_the_migrations_are_undone(
    app_without_tables: Flask, services: Services
) -> None:
    app = app_without_tables
    with app.app_context():
        migrations = Migrations(app, services.database)
        migrations.upgrade("0002")
        put(services, "accounts", ACCOUNT | {"password_hash": None})
        put(services, "drafts", DRAFT)
        put(services, "franceconnect_links", LINK)
        migrations.downgrade("0001")
    with services.database.read() as session:
        assert session.scalars(text("SELECT account_id FROM drafts")).all() == [None]


@pytest.mark.usefixtures("on_sqlite")
def test_foreign_keys_hold_again_after_the_migrations(app_without_tables: Flask, services: Services) -> None:
    app = app_without_tables
    with app.app_context():
        Migrations(app, services.database).upgrade()
        with pytest.raises(IntegrityError):
            put(services, "franceconnect_links", LINK)
    with pytest.raises(IntegrityError):
        put(services, "franceconnect_links", LINK)
