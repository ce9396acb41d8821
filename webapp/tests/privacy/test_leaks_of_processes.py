"""After a whole journey over the network, with its mistakes, what was typed stands nowhere that it must not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from fixtures.leaks import Leak, LeakDetector, secrets_of
from fixtures.mailbox import Mailbox
from fixtures.personas import People, Persona
from fixtures.server_process import ServerProcess
from webapp.tests.processes.remote_citizen import RemoteCitizen

TOKEN = "jeton-de-surveillance-de-quarante-lettres"
WRONG_PASSWORD = "Perdu-perdu-perdu-99"
PERSON = People().anyone(birth_name="Quérouil-Ravanel", street="17 impasse des Hirondelles", phone="06 98 76 54 32")


@dataclass
class Walked:
    """What a whole journey left behind."""

    directory: Path
    mailbox: Mailbox
    person: Persona
    secrets: dict[str, str]
    metrics: str = ""
    answers: list[requests.Response] = field(default_factory=list)

    @property
    def detector(self) -> LeakDetector:
        return LeakDetector(self.secrets)


class Walker(RemoteCitizen):
    """A citizen who makes every mistake, and keeps what they were shown."""

    def __init__(self, server: ServerProcess, walked: Walked) -> None:
        super().__init__(server)
        self.email = walked.person.email
        self._walked = walked
        self.client._http.hooks["response"].append(self._keep)

    def _keep(self, answer: requests.Response, **_: object) -> None:
        self._walked.answers.append(answer)

    def walk(self) -> None:
        person, secrets = self._walked.person, self._walked.secrets
        mine = {"nir": person.nir, "birth_name": person.birth_name, "password": person.password}
        self.accept_cookies()
        self.fill_identity(**mine | {"nir": person.nir[:-2]})
        self.fill_identity(**mine, captcha="000000")
        self.get("/inscription/identite")
        secrets["control"] = self.challenges.open(self.hidden("captcha_token")).answer
        self.post("/inscription/identite", self.identity(**mine))
        secrets["code"] = self.code()
        secrets["wrong code"] = f"{(int(secrets['code']) + 1) % 10**6:06}"
        self.enter(secrets["wrong code"])
        self.enter(secrets["code"])
        self._finish()

    def _finish(self) -> None:
        person = self._walked.person
        where = {"phone": person.phone, "street": person.street}
        self.get("/inscription/coordonnees")
        self.post("/inscription/coordonnees", self.contact(**where, postcode="x"))
        self.post("/inscription/coordonnees", self.contact(**where))
        self.get("/inscription/situation")
        self.post("/inscription/situation", self.situation(diploma_year="3000"))
        assert self.post("/inscription/situation", self.situation()).location == "/inscription/terminee"
        self.get("/compte")
        self.get("/compte/donnees.json")
        self.post("/deconnexion", {})
        self.sign_in(person.nir, WRONG_PASSWORD)
        assert self.sign_in(person.nir, person.password).location == "/compte"


def others_sign_up(server: ServerProcess, person: Persona) -> None:
    """Let somebody else sign up with the same number, which warns its owner, and somebody with another one."""
    stranger, another = RemoteCitizen(server).accept_cookies(), RemoteCitizen(server).accept_cookies()
    stranger.fill_identity(nir=person.nir)
    stranger.deliver()
    another.to_contact()


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    directory = tmp_path_factory.mktemp("leaks")
    counted = {"METRICS_TOKEN": TOKEN, "PROMETHEUS_MULTIPROC_DIR": str(directory / "metrics")}
    (directory / "metrics").mkdir()
    with Mailbox() as mailbox, ServerProcess(directory, mailbox, **counted) as server:
        server.start(processes=2).start_worker()
        walk = Walked(directory, mailbox, PERSON, secrets_of(PERSON) | {"wrong password": WRONG_PASSWORD})
        Walker(server, walk).walk()
        others_sign_up(server, PERSON)
        server.stop_worker()
        headers = {"Authorization": f"Bearer {TOKEN}"}
        walk.metrics = requests.get(f"{server.url}/metrics", headers=headers, timeout=30).text
        yield walk


def test_files_logs_and_databases_hold_nothing(walked: Walked) -> None:
    names = {file.name for file in walked.directory.rglob("*") if file.is_file()}
    assert {"application.log", "worker.log", "inscription.db", "queue.db"} <= names
    # Six digits stand by chance in what is sealed or counted; the tests of one process look for them in the logs.
    named = [leak for leak in walked.detector.leaks_under(walked.directory) if leak.kind not in DIGITS]
    assert named == []


DIGITS = ("code", "wrong code", "control")
# What is drawn or measured by the service holds any six digits sooner or later.
DRAWN = re.compile(r'"(?:request_id|mail_id|digest|timestamp|ms)": ["\d][^,}]*')


@pytest.mark.parametrize("log", ["application.log", "worker.log"])
def test_logs_hold_no_code_either(walked: Walked, log: str) -> None:
    events = (walked.directory / log).read_text("utf-8")
    lines = DRAWN.sub("", events).splitlines()
    assert len(lines) > 5
    assert walked.detector.leaks(log, "\n".join(lines)) == []


def test_addresses_and_headers_hold_nothing(walked: Walked) -> None:
    asked = [str(answer.request.url) for answer in walked.answers]
    told = [f"{name}: {value}" for answer in walked.answers for name, value in answer.headers.items()]
    told = [line for line in told if not line.startswith("X-Request-Id")]
    assert len(asked) > 20
    assert any(line.startswith("Set-Cookie: session=") for line in told)
    assert walked.detector.leaks("addresses and headers", "\n".join(asked + told)) == []


def test_metrics_of_both_processes_add_up_and_hold_nothing(walked: Walked) -> None:
    assert 'signup_steps_total{journey="local",step="situation"} 1.0' in walked.metrics
    assert 'signup_steps_total{journey="local",step="identity"} 3.0' in walked.metrics
    assert 'email_codes_total{outcome="wrong"} 1.0' in walked.metrics
    assert walked.detector.leaks("metrics", walked.metrics) == []


def test_mails_to_others_hold_nothing(walked: Walked) -> None:
    others = [mail for mail in walked.mailbox.mails() if mail.recipient != walked.person.email]
    written = "\n".join(f"{mail.raw!r} {mail.text} {mail.html}" for mail in others)
    assert len(others) == 2
    assert walked.detector.leaks("mails to others", written) == []


def test_own_mails_hold_the_address_and_the_code_alone(walked: Walked) -> None:
    own = walked.mailbox.mails(walked.person.email)
    written = "\n".join(f"{mail.raw!r} {mail.text} {mail.html}" for mail in own)
    assert len(own) == 3
    assert {leak.kind for leak in walked.detector.leaks("own mails", written)} == {"address", "code"}


def test_pages_give_no_password_back(walked: Walked) -> None:
    pages = "\n".join(answer.text for answer in walked.answers)
    found = {leak.kind for leak in walked.detector.leaks("pages", pages)}
    assert "name" in found
    assert found & {"password", "wrong password", "control"} == set()


@pytest.mark.parametrize("kind", ["number", "name", "address", "password", "phone without signs", "street"])
def test_detector_sees_what_somebody_would_log(walked: Walked, tmp_path: Path, kind: str) -> None:
    (tmp_path / "application.log").write_text(f'{{"event": "request", "form": "{walked.secrets[kind]}"}}\n', "utf-8")
    assert Leak("application.log", kind) in walked.detector.leaks_under(tmp_path)
