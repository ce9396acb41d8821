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

from sqlalchemy import URL, inspect, make_url

from webapp.database import Database

# How much of the database is copied at once, so that whoever wants to write gets their turn.
PAGES_AT_ONCE = 500
ONLY_OURS = 0o600


class BackupFailed(Exception):
    """A copy could not be made, read or put back; says why."""


def save(database_url: str, copy: Path) -> None:
    """Write a copy of the database, readable by its owner alone.

    Raises:
        BackupFailed: there is something of that name already, or the database does not answer.

    """
    url = make_url(database_url)
    if copy.exists():
        raise BackupFailed(f"{copy} existe déjà")
    copy.touch(mode=ONLY_OURS)
    if url.get_backend_name() == "sqlite":
        _save_sqlite(url, copy)
    else:
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")


def restore(database_url: str, copy: Path) -> None:
    """Put a copy back into an empty database.

    Raises:
        BackupFailed: the copy is none or is damaged, or the database holds something already.

    """
    url = make_url(database_url)
    _check_empty(database_url)
    if url.get_backend_name() == "sqlite":
        _restore_sqlite(url, copy)
    else:
        options = ("--single-transaction", "--no-owner", "--no-privileges", "--exit-on-error")
        _run(url, "pg_restore", *options, f"--dbname={url.database}", str(copy))


def _save_sqlite(url: URL, copy: Path) -> None:
    if not Path(url.database or "").exists():
        raise BackupFailed(f"{url.database} n’existe pas")
    with closing(sqlite3.connect(str(url.database))) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target, pages=PAGES_AT_ONCE)
        _check(target)


def _restore_sqlite(url: URL, copy: Path) -> None:
    if not copy.exists():
        raise BackupFailed(f"{copy} n’existe pas")
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as source:
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
    tables = inspect(database.engine).get_table_names()
    database.close()
    if tables:
        raise BackupFailed("la base n’est pas vide : une restauration n’écrase rien")


def _run(url: URL, program: str, *options: str) -> None:
    """Run one of PostgreSQL's programs; the password travels in the environment, which no other account reads."""
    given = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    environment = os.environ | {name: str(value) for name, value in given.items() if value}
    environment |= {"PGDATABASE": url.database or ""}
    try:
        subprocess.run([program, *options], env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError:
        raise BackupFailed(f"{program} n’est pas installé (paquet postgresql-client)") from None
    except subprocess.CalledProcessError as error:
        raise BackupFailed(f"{program} : {error.stderr.strip()}") from None
