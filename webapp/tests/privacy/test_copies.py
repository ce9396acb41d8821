"""Copies of SQLite: whole or none, told in words where there is none, and for their owner alone."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL

from fixtures.services.daemon import free_port
from webapp.database import Database
from webapp.mail.queue import open_queue
from webapp.models import Base
from webapp.operations import backup
from webapp.operations.backup import BackupFailed
from webapp.tests.conftest import make_settings

BUSY_WRITER = """
import os, sqlite3, sys
busy = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
busy.execute("PRAGMA synchronous=OFF")
for number in range(100_000):
    busy.execute("UPDATE many SET content = ? WHERE rowid = 1", (os.urandom(10),))
    if not number:
        print("begun", flush=True)
"""


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """Let everybody read what is made, as machines usually do."""
    former = os.umask(0o022)
    yield
    os.umask(former)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Path]:
    """Return the file of a database that serves."""
    file = tmp_path / "live.db"
    database = Database(address(file))
    Base.metadata.create_all(database.engine)
    yield file
    database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


def address(file: Path) -> str:
    return f"sqlite:///{file}"


def readers(file: Path) -> str:
    return oct(stat.S_IMODE(file.stat().st_mode))


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_files_of_the_service_are_read_by_its_account_alone(live: Path, tmp_path: Path) -> None:
    open_queue(make_settings(tmp_path, 1, queue_path=str(tmp_path / "queue.db"))).storage.close()
    files = {file.name: readers(file) for file in live.parent.iterdir()}
    assert {"live.db", "live.db-wal", "queue.db"} <= set(files)
    assert set(files.values()) == {"0o600"}


def test_copy_and_what_is_restored_from_it_are_read_by_their_owner_alone(live: Path, folder: Path) -> None:
    backup.save(address(live), folder / "copie")
    backup.restore(address(folder / "restored.db"), folder / "copie")
    assert {file.name: readers(file) for file in folder.iterdir()} == {"copie": "0o600", "restored.db": "0o600"}


def test_copy_comes_to_its_end_though_others_write_all_the_while(live: Path, folder: Path) -> None:
    with closing(sqlite3.connect(live)) as writing:
        writing.execute("CREATE TABLE many (content BLOB)")
        writing.executemany("INSERT INTO many VALUES (?)", ((bytes(100_000),) for _ in range(300)))
        writing.commit()
    # In a process of its own: of what this one writes, SQLite takes note without beginning anew.
    command = (sys.executable, "-c", BUSY_WRITER, str(live))
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:  # noqa: S603 - the program above
        assert writer.stdout
        assert writer.stdout.readline() == b"begun\n"
        backup.save(address(live), folder / "copie")
        still_writes = writer.poll() is None
        writer.kill()
    assert still_writes, "the copy was over once nobody wrote any more"
    assert names(folder) == ["copie"]


def test_copy_that_fails_leaves_nothing_under_its_name(folder: Path) -> None:
    damaged = folder / "damaged.db"
    damaged.write_bytes(b"x" * 20_000)
    with pytest.raises(BackupFailed, match="base de données"):
        backup.save(address(damaged), folder / "copie")
    assert names(folder) == ["damaged.db"]


def test_copy_of_a_base_that_is_not_there_makes_nothing(folder: Path) -> None:
    with pytest.raises(BackupFailed, match="n’existe pas"):
        backup.save(address(folder / "rien.db"), folder / "copie")
    assert names(folder) == []


def test_what_a_killed_copy_left_is_in_nobodys_way(live: Path, folder: Path) -> None:
    (folder / "copie.partielle").write_bytes(b"half")
    backup.save(address(live), folder / "copie")
    assert names(folder) == ["copie"]


def test_missing_folder_is_told(live: Path, folder: Path) -> None:
    with pytest.raises(BackupFailed, match=r"le dossier .*ailleurs n’existe pas"):
        backup.save(address(live), folder / "ailleurs" / "copie")


def test_copy_has_a_name_of_any_characters(live: Path, folder: Path) -> None:
    backup.save(address(live), folder / "copie?mode=rwc#1 à 5 %41")
    backup.restore(address(folder / "restored.db"), folder / "copie?mode=rwc#1 à 5 %41")
    assert names(folder) == ["copie?mode=rwc#1 à 5 %41", "restored.db"]


def test_base_that_does_not_answer_is_told(folder: Path) -> None:
    (folder / "copie").write_bytes(b"PGDMP")
    gone = URL.create("postgresql", "nobody", "secret-word", "127.0.0.1", free_port(), "none")
    with pytest.raises(BackupFailed, match="la base ne répond pas") as refusal:
        backup.restore(gone.render_as_string(hide_password=False), folder / "copie")
    assert "secret-word" not in str(refusal.value)
