"""What operators do while citizens are served: change keys, make copies of the database, put one back."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select

from fixtures.mailbox import Mailbox
from fixtures.server_process import LOOPBACK, ServerProcess
from fixtures.services.daemon import free_port, wait_until
from fixtures.usual_settings import random_key
from webapp.database import Database
from webapp.operations.rotation import SEALED_COLUMNS
from webapp.tests.citizen import PASSWORD
from webapp.tests.hostile.crowd import number
from webapp.tests.processes.remote_citizen import RemoteCitizen

ROOT = Path(__file__).parents[3]
FLASK = Path(sys.executable).parent / "flask"


@pytest.fixture
def server(tmp_path: Path, database_url: str) -> Iterator[ServerProcess]:
    with Mailbox() as mailbox, ServerProcess(tmp_path, mailbox, DATABASE_URL=database_url) as server:
        yield server


def command(server: ServerProcess, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = server.environment | changes
    return subprocess.run(  # noqa: S603 - our own command
        [FLASK, "--app", "webapp", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def sealing_keys(server: ServerProcess) -> set[int]:
    """Return the numbers of the keys that sealed what the database holds."""
    database = Database(server.environment["DATABASE_URL"])
    with database.read() as session:
        values = [value for sealed in SEALED_COLUMNS for value in session.scalars(select(sealed.value)) if value]
    database.close()
    return {value[0] for value in values}


def changing_answers(citizen: RemoteCitizen, enough: Event) -> list[int]:
    """Send the contact step again and again, which seals the answers each time, until told."""
    statuses = []
    while not enough.is_set():
        citizen.get("/inscription/coordonnees")
        statuses.append(citizen.post("/inscription/coordonnees", citizen.contact()).status_code)
        citizen.get("/inscription/situation")
        statuses.append(citizen.post("/inscription/situation", {"action": "precedent"}).status_code)
    return statuses


def signed_in(citizen: RemoteCitizen, enough: Event) -> list[int]:
    statuses = []
    while not enough.is_set():
        statuses.append(citizen.get("/compte").status_code)
    return statuses


def rotated_while(server: ServerProcess, *busy: object) -> tuple[subprocess.CompletedProcess[str], list[list[int]]]:
    """Rotate the keys twice while the others are at work, and return what they met."""
    enough = Event()
    with ThreadPoolExecutor(len(busy)) as pool:
        at_work = [pool.submit(work, citizen, enough) for work, citizen in busy]  # type: ignore[attr-defined]
        command(server, "keys", "rotate")
        last = command(server, "keys", "rotate")
        enough.set()
    return last, [work.result() for work in at_work]


def test_keys_rotate_while_citizens_are_served_and_the_former_one_can_go(server: ServerProcess) -> None:
    server.start().start_worker()
    former = server.environment["ENCRYPTION_KEYS"].removeprefix("1:")
    newer = random_key()
    owner = RemoteCitizen(server).accept_cookies().to_account()
    newcomer = RemoteCitizen(server).accept_cookies().to_contact(nir=number(1))
    before = sealing_keys(server)
    server.stop()
    server.environment["ENCRYPTION_KEYS"] = f"2:{newer},1:{former}"
    server.start()
    last, met = rotated_while(server, (changing_answers, newcomer), (signed_in, owner))
    assert (before, sealing_keys(server)) == ({1}, {2})
    assert last.stdout == "Valeurs chiffrées à nouveau : 0.\n"
    assert [set(statuses) for statuses in met] == [{303}, {200}]
    server.stop()
    server.environment["ENCRYPTION_KEYS"] = f"2:{newer}"
    server.start()
    assert owner.get("/compte").status_code == 200
    assert newcomer.get("/inscription/coordonnees").status_code in (200, 303)


def test_worker_rotates_in_the_background(server: ServerProcess) -> None:
    server.start().start_worker()
    RemoteCitizen(server).accept_cookies().to_account()
    server.stop_worker()
    server.stop()
    newer = random_key()
    server.environment["ENCRYPTION_KEYS"] = f"2:{newer},{server.environment['ENCRYPTION_KEYS']}"
    server.start_worker().start()
    RemoteCitizen(server).accept_cookies().to_code(nir=number(2)).deliver()
    server.stop_worker()
    assert sealing_keys(server) == {2}
    assert '"event": "keys.rotated"' in server.log()


def test_commands_count_nothing_for_prometheus(server: ServerProcess, tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    changes = {"PROMETHEUS_MULTIPROC_DIR": str(folder), "DATABASE_URL": f"sqlite:///{tmp_path / 'autre.db'}"}
    before_the_folder = command(server, "db", "upgrade", **changes)
    folder.mkdir()
    after = command(server, "journal", "verify", **changes)
    assert (before_the_folder.returncode, after.returncode) == (0, 0)
    assert list(folder.iterdir()) == []


def test_log_of_a_worker_whose_queue_is_gone_holds_our_lines_alone(server: ServerProcess, tmp_path: Path) -> None:
    server.environment["REDIS_URL"] = f"redis://{LOOPBACK}:{free_port()}/0"
    server.start_worker()
    told = ("Error reading from queue", "Error reading schedule.", "audit.head")
    wait_until(lambda: all(words in server.log() for words in told), "both threads of huey and the upkeep have spoken")
    server.stop_worker()
    verified = command(server, "journal", "verify", "--log", str(tmp_path / "worker.log"))
    assert [line for line in server.log().splitlines() if not line.startswith("{")] == []
    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.usefixtures("on_sqlite")
def test_copy_made_while_serving_brings_everything_back(server: ServerProcess, tmp_path: Path) -> None:
    server.start().start_worker()
    owner = RemoteCitizen(server).accept_cookies().to_account()
    newcomer = RemoteCitizen(server).accept_cookies().to_contact(nir=number(3))
    copy, restored = tmp_path / "copie.db", tmp_path / "autre.db"
    saved = command(server, "backups", "save", str(copy))
    elsewhere = {"DATABASE_URL": f"sqlite:///{restored}"}
    back = command(server, "backups", "restore", str(copy), **elsewhere)
    verified = command(server, "journal", "verify", **elsewhere)
    server.stop()
    server.environment |= elsewhere
    server.start()
    assert (saved.returncode, back.returncode) == (0, 0)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert verified.stdout.startswith("Chaîne intacte : 2 lignes")
    assert owner.get("/compte").status_code == 200
    newcomer.get("/inscription/coordonnees")
    assert newcomer.post("/inscription/coordonnees", newcomer.contact()).location == "/inscription/situation"


@pytest.mark.usefixtures("on_sqlite")
def test_account_deleted_since_the_copy_is_deleted_again_and_no_other(server: ServerProcess, tmp_path: Path) -> None:
    server.start().start_worker()
    leaving, staying = (RemoteCitizen(server).accept_cookies().to_account(nir=number(order)) for order in (4, 5))
    copy, log = tmp_path / "copie.db", tmp_path / "service.log"
    command(server, "backups", "save", str(copy))
    leaving.get("/compte/suppression")
    assert leaving.post("/compte/suppression", {"password": PASSWORD, "confirmation": "y"}).status_code == 303
    server.stop()
    log.write_text(server.log(), encoding="utf-8")
    elsewhere = {"DATABASE_URL": f"sqlite:///{tmp_path / 'autre.db'}"}
    command(server, "backups", "restore", str(copy), **elsewhere)
    outcomes = [command(server, "backups", "delete-again", str(log), **elsewhere).stdout for _ in range(2)]
    server.environment |= elsewhere
    server.start()
    assert outcomes == ["Comptes supprimés à nouveau : 1.\n", "Comptes supprimés à nouveau : 0.\n"]
    assert staying.get("/compte").status_code == 200
    assert leaving.sign_in(number(4)).status_code == 422


def test_restoring_overwrites_nothing_and_takes_no_damaged_copy(server: ServerProcess, tmp_path: Path) -> None:
    copy, damaged = tmp_path / "copie.db", tmp_path / "abimee.db"
    command(server, "backups", "save", str(copy))
    damaged.write_bytes(copy.read_bytes()[:4096] + b"x" * 20_000)
    elsewhere = {"DATABASE_URL": f"sqlite:///{tmp_path / 'autre.db'}"}
    refused = [
        command(server, "backups", "restore", str(copy)),
        command(server, "backups", "restore", str(damaged), **elsewhere),
        command(server, "backups", "restore", str(tmp_path / "rien.db"), **elsewhere),
        command(server, "backups", "save", str(copy)),
    ]
    assert [answer.returncode for answer in refused] == [1, 1, 1, 1]
    assert "n’est pas vide" in refused[0].stderr
    assert "endommagée" in refused[1].stderr
    assert "n’existe pas" in refused[2].stderr
    assert "existe déjà" in refused[3].stderr
