"""Copies of the database while it serves, and their way back: SQLite by its own means, PostgreSQL by pg_dump.

A copy holds what the database holds: sealed values, and the keyed digests that find them. Without the keys of the
deployment it opens nothing, and the keys are in none: they are kept elsewhere. The queue needs no copy: the worker
finds the mails that wait in the database.
"""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, inspect, make_url
from sqlalchemy.exc import SQLAlchemyError

from webapp.database import Database, make_private

# All at once: a copy in steps begins anew with whatever another process writes meanwhile, and comes to no end. Whoever
# writes waits for no reader (WAL).
ALL_PAGES = -1


class BackupFailed(Exception):
    """A copy could not be made, read or put back; says why."""


def save(database_url: str, copy: Path) -> None:
    """Write a copy of the database, readable by its owner alone. It has its name once it is whole.

    Raises:
        BackupFailed: there is something of that name already, no place for it, or the database does not answer.

    """
    if copy.exists():
        raise BackupFailed(f"{copy} existe déjà")
    if not copy.parent.is_dir():
        raise BackupFailed(f"le dossier {copy.parent} n’existe pas")
    partial = copy.with_name(f"{copy.name}.partielle")
    try:
        # What a former run left, that was killed.
        partial.unlink(missing_ok=True)
        make_private(partial)
        _save(make_url(database_url), partial)
        partial.rename(copy)
    except OSError as error:
        raise BackupFailed(f"{copy} ne peut pas être écrite ({error.strerror})") from None
    finally:
        partial.unlink(missing_ok=True)


def restore(database_url: str, copy: Path) -> None:
    """Put a copy back into an empty database.

    Raises:
        BackupFailed: the copy is none or is damaged, or the database holds something already or does not answer.

    """
    url = make_url(database_url)
    if not copy.exists():
        raise BackupFailed(f"{copy} n’existe pas")
    _check_empty(database_url)
    if url.get_backend_name() == "sqlite":
        _restore_sqlite(url, copy)
    else:
        options = ("--single-transaction", "--no-owner", "--no-privileges", "--exit-on-error")
        _run(url, "pg_restore", *options, str(copy))


def _save(url: URL, copy: Path) -> None:
    if url.get_backend_name() == "sqlite":
        _save_sqlite(url, copy)
    else:
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")


def _save_sqlite(url: URL, copy: Path) -> None:
    if not Path(url.database or "").exists():
        raise BackupFailed(f"{url.database} n’existe pas")
    with closing(sqlite3.connect(str(url.database))) as source, closing(sqlite3.connect(copy)) as target:
        try:
            source.backup(target, pages=ALL_PAGES)
            # A copy is one file; the database's own has others beside it.
            target.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            raise BackupFailed(f"la base de données ne peut pas être lue ({error})") from None
        _check(target)


def _restore_sqlite(url: URL, copy: Path) -> None:
    with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as source:
        _check(source)
        with closing(sqlite3.connect(str(url.database))) as target:
            source.backup(target)


def _check(connection: sqlite3.Connection) -> None:
    try:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError:
        verdict = "ce n’est pas une base de données"
    if verdict != "ok":
        raise BackupFailed(f"copie endommagée : {verdict}")


def _check_empty(database_url: str) -> None:
    database = Database(database_url)
    try:
        tables = inspect(database.engine).get_table_names()
    except SQLAlchemyError as error:
        raise BackupFailed(f"la base ne répond pas ({type(error).__name__})") from None
    finally:
        database.close()
    if tables:
        raise BackupFailed("la base n’est pas vide : une restauration n’écrase rien")


def _run(url: URL, program: str, *options: str) -> None:
    """Run one of PostgreSQL's programs by the way that the service takes, TLS and sockets included.

    The password travels in the environment, which no other account reads.
    """
    place = _place(url)
    environment = os.environ | {"PGPASSWORD": str(place.pop("password", os.environ.get("PGPASSWORD", "")))}
    command = [program, *options, f"--dbname={make_conninfo(**place)}"]
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError:
        raise BackupFailed(f"{program} n’est pas installé (paquet postgresql-client)") from None
    except subprocess.CalledProcessError as error:
        raise BackupFailed(f"{program} a échoué : {error.stderr.strip()}") from None


def _place(url: URL) -> dict[str, Any]:
    """Return all that an address says, as PostgreSQL's own library names it."""
    asked = url.set(drivername="postgresql+psycopg")
    _, place = asked.get_dialect()().create_connect_args(asked)
    return dict(place)
