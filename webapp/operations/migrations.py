"""Migrations that may run while the service serves, and from several machines: one upgrades, the others wait."""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_alembic import Alembic
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError

from webapp.database import Database
from webapp.models import Base

# A migration that waits for a table keeps all requests waiting behind it: it gives up, and is run again later.
LOCK_TIMEOUT_SECONDS = 5
MIGRATION_BY_MIGRATION = "alembic.runtime.migration"


class Migrations(Alembic):
    """The command ``flask db`` on one database.

    A migration only adds what the former version of the service can do without; what nothing uses any more is removed
    by the migration of a later version (docs/scaling.md).
    """

    def __init__(self, app: Flask, database: Database) -> None:
        self._database = database
        _tell_of_each()
        super().__init__(app, run_mkdir=False, metadatas=Base.metadata, engines=_engine_of(database))

    def run_migrations(self, fn: Callable[..., Any], **kwargs: Any) -> None:
        """Run migrations while no other process does; the second finds nothing left to do."""
        with self._database.alone("migrations"):
            connection = self.migration_context.connection
            if connection is not None and not self._database.is_sqlite:
                _have_patience_with_statements_only(connection)
            super().run_migrations(fn, **kwargs)


def _engine_of(database: Database) -> Engine:
    """Return the engine of a database for migrations, which make their transactions themselves.

    SQLite alters a table by making it anew and dropping the former one, and its foreign keys would delete whatever led
    there: they do nothing meanwhile, and are checked before the end.
    """
    engine = database.engine.execution_options()
    if database.is_sqlite:
        event.listen(engine, "engine_connect", _leave_foreign_keys_alone)
        event.listen(engine, "begin", lambda connection: connection.connection.cursor().execute("BEGIN IMMEDIATE"))
        event.listen(engine, "commit", _check_foreign_keys)
    return engine


def _leave_foreign_keys_alone(connection: Connection) -> None:
    # It must serve no request: it leaves the pool, and is closed in the end.
    connection.detach()
    connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")


def _check_foreign_keys(connection: Connection) -> None:
    astray = connection.connection.cursor().execute("PRAGMA foreign_key_check").fetchall()
    if astray:
        places = ", ".join(sorted({f"{table} to {parent}" for table, _, parent, _ in astray}))
        raise IntegrityError("PRAGMA foreign_key_check", None, ValueError(f"rows lead nowhere, from {places}"))


def _tell_of_each() -> None:
    """Tell whoever upgrades of each migration; of all else that libraries say, warnings alone are told (logs.py)."""
    told = logging.getLogger(MIGRATION_BY_MIGRATION)
    if not told.handlers:
        told.addHandler(logging.StreamHandler())
        told.setLevel(logging.INFO)
        told.propagate = False


def _have_patience_with_statements_only(connection: Connection) -> None:
    # Large tables take their time.
    connection.execute(text("SET statement_timeout = 0"))
    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'"))
    connection.commit()
