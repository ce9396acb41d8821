"""A desktop of its own for a screen reader: screen, window manager, message buses, and Orca."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from accessibility.screen_reader.speech import Speech
from e2e.engines.webkit.display import Display

CUSTOMIZATIONS = Path(__file__).with_name("orca_customizations.py")
PROGRAMS = ("Xvfb", "openbox", "dbus-daemon", "gdbus", "orca")
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
_STATUS = ("--object-path", "/org/a11y/bus", "--method", "org.freedesktop.DBus.Properties.Set", "org.a11y.Status")
_LOOK_SECONDS = 0.1
_LONGEST_START_SECONDS = 60
_LONGEST_END_SECONDS = 5
_NEVER = Event()


class DesktopBroken(RuntimeError):
    """A part of the desktop did not start; names it."""


@dataclass(frozen=True)
class Desktop:
    """A desktop with somebody who listens.

    Attributes:
        environment: what programs that are to be heard need in theirs.
        speech: what is said.

    """

    environment: Mapping[str, str]
    speech: Speech


def missing() -> Sequence[str]:
    """Return the programs that a desktop needs and this machine lacks."""
    absent = [program for program in PROGRAMS if not shutil.which(program)]
    return absent if LAUNCHER.exists() else [*absent, LAUNCHER.name]


@contextmanager
def opened(patience_seconds: float) -> Iterator[Desktop]:
    """Start everything, and end it afterwards.

    Raises:
        DesktopBroken: a part does not start.

    """
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="orca-")))
        display = Display()
        stack.callback(display.close)
        environment = _environment(home, display.name)
        environment["DBUS_SESSION_BUS_ADDRESS"] = _start_bus(stack, environment)
        for command in (("openbox",), (str(LAUNCHER), "--launch-immediately")):
            _start(stack, command, environment)
        _announce_screen_reader(environment)
        _start(stack, ("orca", "--disable", "braille"), environment)
        speech = Speech(Path(environment["ORCA_SAYS"]), patience_seconds)
        _wait_until_ready(speech)
        yield Desktop(environment, speech)


def _environment(home: Path, display: str) -> dict[str, str]:
    data = home / "data"
    (data / "orca").mkdir(parents=True)
    shutil.copy(CUSTOMIZATIONS, data / "orca" / "orca-customizations.py")
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    own = {
        "HOME": str(home),
        "XDG_DATA_HOME": str(data),
        "XDG_RUNTIME_DIR": str(runtime),
        "DISPLAY": display,
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "LANGUAGE": "fr",
        "ACCESSIBILITY_ENABLED": "1",
        "GNOME_ACCESSIBILITY": "1",
        "ORCA_SAYS": str(home / "said.txt"),
    }
    # Programs of the system run in the interpreter of the system.
    return {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin"} | own


def _start(stack: ExitStack, command: Sequence[str], environment: Mapping[str, str]) -> None:
    process = subprocess.Popen(
        # The parts end with the process of the tests, whatever ends that.
        ["setpriv", "--pdeathsig", "KILL", *command],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(_end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()  # the launcher then ends the bus that it started
    try:
        process.wait(_LONGEST_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _start_bus(stack: ExitStack, environment: Mapping[str, str]) -> str:
    reading, writing = os.pipe()
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", "dbus-daemon", "--session", "--nofork", f"--print-address={writing}"],
        env=dict(environment),
        pass_fds=(writing,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    stack.callback(_end, process)
    os.close(writing)
    with os.fdopen(reading) as told:
        return told.readline().strip()


def _announce_screen_reader(environment: Mapping[str, str]) -> None:
    """Tell browsers that somebody listens."""
    for status in ("IsEnabled", "ScreenReaderEnabled"):
        command = ["gdbus", "call", "--session", "--dest", "org.a11y.Bus", *_STATUS, status, "<true>"]
        done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
        if done.returncode:
            raise DesktopBroken(f"at-spi-bus-launcher: {done.stderr.strip()}")


def _wait_until_ready(speech: Speech) -> None:
    """Wait for Orca's own first words."""
    waited = 0.0
    while not speech.mark():
        if waited > _LONGEST_START_SECONDS:
            raise DesktopBroken("orca says nothing; does another one run already?")
        _NEVER.wait(_LOOK_SECONDS)
        waited += _LOOK_SECONDS
