"""The migrations make the tables that the models describe."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import MetaData, inspect

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
