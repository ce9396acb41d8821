"""Runs of pytest in processes of their own."""

import os
import subprocess
import sys

from fixtures.server_process import ROOT

SECONDS = 240


def asked_of(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a process of its own and return what it said."""
    return subprocess.run(  # noqa: S603 - our own command
        (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments),
        cwd=ROOT,
        env=os.environ | environment,
        timeout=SECONDS,
        check=False,
        capture_output=True,
        text=True,
    )
