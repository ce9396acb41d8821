"""The commands are there when they are asked for, and their libraries only then."""

import os
import subprocess
import sys
from pathlib import Path

from flask import Flask

from fixtures.server_process import ROOT
from webapp.tests.conftest import KEY

LATE = {"alembic", "flask_alembic", "authlib", "joserfc", "requests", "sqlalchemy.dialects.postgresql"}
STARTS = "import sys, webapp; webapp.create_app(); print(*sys.modules)"


def test_every_command_is_told_and_found(app: Flask) -> None:
    runner = app.test_cli_runner()
    told = runner.invoke(args=["--help"]).output
    for name in ("db", "signups", "keys", "journal", "backups"):
        assert f"  {name} " in told
        assert runner.invoke(args=[name, "--help"]).exit_code == 0


def test_process_that_serves_loads_no_library_of_commands_nor_of_what_is_not_set(tmp_path: Path) -> None:
    settings = {"SECRET_KEYS": KEY, "ENCRYPTION_KEYS": f"1:{KEY}", "INDEX_KEY": KEY, "ENVIRONMENT": "development"}
    files = {"DATABASE_URL": f"sqlite:///{tmp_path}/test.db", "QUEUE_PATH": f"{tmp_path}/queue.db"}
    told = subprocess.run(  # noqa: S603 - our own interpreter
        (sys.executable, "-c", STARTS),
        cwd=ROOT,
        env=os.environ | settings | files,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(told.stdout.split())
    assert "flask" in loaded
    assert loaded & LATE == set()
