"""The migrations make the tables that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_alembic import Alembic

from webapp.models import Base
from webapp.services import Services


def test_migrations_and_models_agree(app: Flask, services: Services) -> None:
    Base.metadata.drop_all(services.database.engine)
    with app.app_context():
        alembic: Alembic = app.extensions["alembic"]
        alembic.upgrade()
    with services.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_can_be_undone(app: Flask, services: Services) -> None:
    Base.metadata.drop_all(services.database.engine)
    with app.app_context():
        alembic: Alembic = app.extensions["alembic"]
        alembic.upgrade()
        alembic.downgrade("base")
        alembic.upgrade()
    assert services.database.engine.dialect.has_table(services.database.engine.connect(), "accounts")
