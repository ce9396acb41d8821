"""The adapters to what surrounds a deployment: mailboxes, clocks, captchas, people."""

import base64
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from werkzeug.serving import make_server

from e2e import deployment
from e2e.deployment import Deployment
from e2e.journey import Journey
from e2e.targets import captchas, clocks, guard, remote
from e2e.targets.clocks import FaketimeClock, NoClock
from e2e.targets.mailboxes import ImapMailbox, MailpitMailbox, SinkMailbox, mailbox
from e2e.targets.not_verifiable import NotVerifiable
from e2e.targets.people import Newcomers
from e2e.targets.remote import RemoteTarget
from e2e.tests.machinery.mail_servers import certified, imap, mailpit, raw_mail
from e2e.tests.machinery.serving import LOOPBACK, serving
from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox, NoMailError, ReceivedMail
from fixtures.mailbox.page import create_page
from fixtures.personas import People
from webapp.signup import nir
from webapp.signup.captcha import ChallengeSealer

pytestmark = pytest.mark.machinery

RECIPIENT = "citoyen@exemple.fr"
BROKEN_MAIL = b"Content-Type: text/plain; charset=nowhere\r\n\r\n000001\r\n"


@pytest.fixture
def sink() -> Iterator[tuple[Mailbox, str]]:
    """Return a mailbox and the address of its page."""
    mailbox = Mailbox()
    with serving(make_server(LOOPBACK, 0, create_page(mailbox))) as port:
        yield mailbox, f"http://{LOOPBACK}:{port}"


def test_sink_lists_the_mails_of_one_recipient_oldest_first(sink: tuple[Mailbox, str]) -> None:
    kept, url = sink
    kept.keep("a@exemple.fr", RECIPIENT, raw_mail(RECIPIENT, "000001"))
    kept.keep("a@exemple.fr", "autre@exemple.fr", raw_mail("autre@exemple.fr", "000002"))
    kept.keep("a@exemple.fr", RECIPIENT, raw_mail(RECIPIENT, "000003"))
    found = SinkMailbox(Deployment(mailbox_url=url)).mails(RECIPIENT.upper())
    assert [mail.code() for mail in found] == ["000001", "000003"]
    assert found[0].id < found[1].id


def test_mailpit_is_searched_for_the_recipient() -> None:
    asked: list[str] = []
    mails = {"abc": raw_mail(RECIPIENT, "000001"), "def": raw_mail(RECIPIENT, "000002")}
    with mailpit(mails, asked) as url:
        found = MailpitMailbox(Deployment(mailbox_url=url)).mails(RECIPIENT)
    assert [(mail.id, mail.code()) for mail in found] == [(1, "000001"), (2, "000002")]
    assert "/api/v1/search?query=to%3A%22citoyen%40exemple.fr%22" in asked[0]


def test_imap_is_searched_for_the_recipient_and_mails_stay_unread() -> None:
    asked: list[str] = []
    with imap({7: raw_mail(RECIPIENT, "000001"), 9: raw_mail(RECIPIENT, "000002")}, asked) as url:
        told = Deployment(mailbox_url=url, mailbox_user="qa", mailbox_password="secret")
        found = ImapMailbox(told).mails(RECIPIENT)
    assert [(mail.id, mail.code()) for mail in found] == [(7, "000001"), (9, "000002")]
    assert any("EXAMINE" in line for line in asked)
    assert any(f'SEARCH TO "{RECIPIENT}"' in line for line in asked)
    assert all("PEEK" in line for line in asked if "FETCH" in line)


def test_newer_mail_is_found_where_an_older_one_was_deleted() -> None:
    mails = {7: raw_mail(RECIPIENT, "000001")}
    with imap(mails, []) as url:
        target = RemoteTarget("http://a", Deployment(mailbox="imap", mailbox_url=url), 0.5)
        first = target.wait_for_mail(RECIPIENT)
        del mails[7]
        mails[9] = raw_mail(RECIPIENT, "000002")
        assert target.wait_for_mail(RECIPIENT, after=first).code() == "000002"


def test_broken_mail_is_no_fault_of_the_mailpit() -> None:
    with mailpit({"abc": BROKEN_MAIL}, []) as url, pytest.raises((LookupError, NotVerifiable), match="unknown"):
        mailbox(Deployment(mailbox="mailpit", mailbox_url=url)).mails(RECIPIENT)


def test_broken_mail_is_no_fault_of_a_mail_server() -> None:
    with imap({1: BROKEN_MAIL}, []) as url, pytest.raises((LookupError, NotVerifiable), match="unknown"):
        mailbox(Deployment(mailbox="imap", mailbox_url=url)).mails(RECIPIENT)


def test_mailbox_that_refuses_its_reader_is_told_without_the_password() -> None:
    with imap({}, [], refused="LOGIN") as url:
        told = Deployment(mailbox="imap", mailbox_url=url, mailbox_user="qa", mailbox_password="s3cret-pass")
        with pytest.raises(NotVerifiable, match=r"the mailbox imap://qa@127\.0\.0\.1 cannot be read") as caught:
            mailbox(told).mails(RECIPIENT)
    assert caught.value.__suppress_context__
    assert "s3cret-pass" not in str(caught.value)


OVER_TLS = pytest.mark.parametrize("address", ["imaps://127.0.0.1", "imap://127.0.0.2"], ids=["TLS", "STARTTLS"])


@OVER_TLS
def test_password_is_not_given_to_a_server_that_nobody_vouches_for(address: str, tmp_path: Path) -> None:
    asked: list[str] = []
    certificate = certified(address.rpartition("/")[2], tmp_path)
    with imap({}, asked, at=address, certificate=certificate) as url:
        told = Deployment(mailbox="imap", mailbox_url=url, mailbox_user="qa", mailbox_password="secret")
        with pytest.raises(NotVerifiable, match="its certificate is not valid here"):
            mailbox(told).mails(RECIPIENT)
    assert not any("LOGIN" in line for line in asked)


@OVER_TLS
def test_mails_are_read_over_tls(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certified(address.rpartition("/")[2], tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with imap({1: raw_mail(RECIPIENT, "000001")}, [], at=address, certificate=certificate) as url:
        found = mailbox(Deployment(mailbox="imap", mailbox_url=url)).mails(RECIPIENT)
    assert [mail.code() for mail in found] == ["000001"]


@pytest.mark.parametrize("kind", ["sink", "mailpit", "imap"])
@pytest.mark.parametrize("url", ["", "nowhere", "http://127.0.0.1:1", "imap://127.0.0.1:1"])
def test_mailbox_where_none_is_cannot_be_read(kind: str, url: str) -> None:
    with pytest.raises(NotVerifiable, match="cannot be read"):
        mailbox(Deployment(mailbox=kind, mailbox_url=url)).mails(RECIPIENT)


def test_target_waits_for_a_mail_that_is_newer(sink: tuple[Mailbox, str]) -> None:
    kept, url = sink
    target = RemoteTarget("http://a", Deployment(mailbox="sink", mailbox_url=url, settle_seconds=0.1), 0.5)
    kept.keep("a@exemple.fr", RECIPIENT, raw_mail(RECIPIENT, "000001"))
    first = target.wait_for_mail(RECIPIENT)
    with pytest.raises(NoMailError, match="no mail for"):
        target.wait_for_mail(RECIPIENT, after=first)
    kept.keep("a@exemple.fr", RECIPIENT, raw_mail(RECIPIENT, "000002"))
    assert target.wait_for_mail(RECIPIENT, after=first).code() == "000002"
    assert len(target.mails(RECIPIENT)) == 2


class SlowMailbox:
    """A mailbox in which a mail stands from the third look on."""

    def __init__(self) -> None:
        self._looks = 0

    def mails(self, recipient: str) -> list[ReceivedMail]:
        self._looks += 1
        mail = ReceivedMail.parse(1, ("", recipient), raw_mail(recipient, "000001"))
        return [mail] if self._looks >= 3 else []


@pytest.mark.parametrize(("expected", "found"), [(0, 0), (1, 1)], ids=["unexpected", "expected"])
def test_mail_that_is_expected_is_waited_for(monkeypatch: pytest.MonkeyPatch, expected: int, found: int) -> None:
    monkeypatch.setattr(remote, "mailbox", lambda _: SlowMailbox())
    target = RemoteTarget("http://a", Deployment(settle_seconds=0), 20)
    assert len(target.mails(RECIPIENT, expected=expected)) == found


def test_mail_that_is_expected_in_vain_is_not_waited_for_for_ever() -> None:
    with imap({}, []) as url:
        target = RemoteTarget("http://a", Deployment(mailbox="imap", mailbox_url=url, settle_seconds=0), 0.1)
        assert target.mails(RECIPIENT, expected=1) == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda target: target.clock.freeze(),
        lambda target: target.clock.advance(timedelta(minutes=1)),
        lambda target: target.clock.set(datetime(2026, 1, 1, tzinfo=UTC)),
        lambda target: target.mails(RECIPIENT),
        lambda target: target.wait_for_mail(RECIPIENT),
        lambda target: target.refuse_mails(RECIPIENT),
        lambda target: target.postpone_mails(RECIPIENT),
        lambda target: target.security_code(lambda: "token"),
        lambda target: target.drawing_code(4217),
        lambda target: target.drawn_code(lambda: None),
        lambda target: target.has_account("294037512000591"),
        lambda target: target.log(),
        lambda target: target.kept_in_clear([]),
        lambda target: target.franceconnect,
        lambda target: target.with_standard_franceconnect(),
    ],
)
def test_what_a_deployment_cannot_do_is_not_verifiable(ask: object) -> None:
    with pytest.raises(NotVerifiable, match="deployment"):
        ask(RemoteTarget("http://a", Deployment(), 1))


@pytest.mark.parametrize(
    ("written", "kinds"),
    [("Bonjour", []), ("Bonjour M. Grandjean", []), ("294037512000591", ["mails: number"])],
    ids=["nothing", "name", "number"],
)
def test_mails_of_a_deployment_are_looked_through_and_the_rest_is_told(written: str, kinds: list[str]) -> None:
    target = RemoteTarget("http://a", Deployment(), 1)
    mail = SimpleNamespace(subject="Code", text=f"{written} {RECIPIENT}", html="")
    target._mailbox = SimpleNamespace(mails=lambda recipient: [mail] if recipient == RECIPIENT else [])
    typed = {"nir": "294037512000591", "birth_name": "Grandjean"}
    people = [People().anyone(**typed, email=email) for email in (RECIPIENT, f"other.{RECIPIENT}")]
    assert target.kept_in_clear(people) == kinds
    assert target.unseen == ["the log and the files of this deployment cannot be read"]


def test_people_of_a_worker_who_got_no_mail_leave_what_the_others_prove() -> None:
    target = RemoteTarget("http://a", Deployment(), 1)
    target._mailbox = SimpleNamespace(mails=lambda _: [])
    found = None
    with suppress(NotVerifiable):
        found = target.kept_in_clear([])
    assert found == []
    assert target.unseen == ["the log and the files of this deployment cannot be read"]


def test_time_that_passes_by_itself_needs_no_restart() -> None:
    NoClock().run()
    assert NoClock().now().tzinfo is UTC


def test_faketime_is_told_the_moment_and_then_the_distance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "time"
    clock = FaketimeClock(file, "http://a")
    monkeypatch.setattr(clocks, "_hour_of", lambda *_: clock.now())
    frozen = clock.freeze()
    assert file.read_text() == f"{frozen.astimezone():%Y-%m-%d %H:%M:%S}\n"
    assert clock.advance(timedelta(minutes=15)) == frozen + timedelta(minutes=15)
    assert clock.now() == frozen + timedelta(minutes=15)
    clock.run()
    assert 895 <= int(file.read_text()) <= 900


def test_clock_that_does_not_follow_its_file_proves_nothing(sink: tuple[Mailbox, str], tmp_path: Path) -> None:
    clock = FaketimeClock(tmp_path / "time", sink[1])
    clock.freeze()
    with pytest.raises(NotVerifiable, match="clock of this deployment does not follow"):
        clock.advance(timedelta(minutes=15))


def test_key_for_testers_opens_security_controls() -> None:
    master = secrets.token_bytes(32)
    token = ChallengeSealer(master, ControllableClock()).issue()
    key = captchas.key_of(base64.urlsafe_b64encode(master).decode())
    answer = captchas.SealedCaptcha(key).answer(lambda: token)
    assert answer == ChallengeSealer(master, ControllableClock()).open(token).answer


def test_nobody_at_the_terminal_is_not_verifiable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(captchas, "TERMINAL", tmp_path / "no" / "tty")
    with pytest.raises(NotVerifiable, match="terminal"):
        captchas.AskedCaptcha("http://a").answer(lambda: "token")


def test_control_that_nobody_answers_is_not_looked_for_in_the_page() -> None:
    page = Mock()
    with pytest.raises(NotVerifiable, match="security control is answered"):
        Journey(page, RemoteTarget("http://a", Deployment(), 1), []).security_code()
    page.get_by_role.return_value.locator.return_value.input_value.assert_not_called()


def test_newcomers_have_valid_numbers_and_addresses_that_nobody_had() -> None:
    everybody = Newcomers("qa+{unique}@exemple.fr")
    people = [everybody.anyone(), everybody.anyone(), everybody.special("born in Haute-Corse")]
    assert len({nir.parse(person.nir, today=date(2026, 1, 1)) for person in people}) == 3
    assert len({person.email for person in people}) == 3
    assert people[2].nir[5:7] == "2B"
    assert everybody.anyone(email="a@b.fr").email == "a@b.fr"


@pytest.mark.parametrize("draw", [lambda _: 0, lambda bound: bound - 1], ids=["least", "most"])
def test_newcomers_have_valid_numbers_whatever_is_drawn(
    monkeypatch: pytest.MonkeyPatch, draw: Callable[[int], int]
) -> None:
    monkeypatch.setattr(secrets, "randbelow", draw)
    everybody = Newcomers("qa+{unique}@exemple.fr")
    numbers = [everybody.anyone().nir, everybody.special("born in Haute-Corse").nir]
    assert all(nir.parse(number, today=date(2026, 1, 1)) for number in numbers)


def test_long_address_of_a_newcomer_stays_in_the_mailbox_of_the_testers() -> None:
    everybody = Newcomers("qa+{unique}@exemple.fr")
    local_part, _, domain = everybody.long_address().partition("@")
    assert (local_part[:3], len(local_part), domain) == ("qa+", 64, "exemple.fr")
    assert everybody.long_address() != everybody.long_address()


def test_address_elsewhere_is_not_verifiable_where_its_mail_would_reach_strangers() -> None:
    with pytest.raises(NotVerifiable, match=r"mails to gmial\.com would reach strangers"):
        Newcomers("qa+{unique}@exemple.fr").address_at("gmial.com")
    assert Newcomers("qa+{unique}@exemple.fr", are_caught=True).address_at("gmial.com").endswith("@gmial.com")


def test_environment_comes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "playwright.config"
    file.write_text(
        '[target]\nmailbox = "imap"\nhosts = ["a.fr"]\n[labels]\nContinuer = "Suite"\n[paths]\n"/" = "/accueil"\n'
    )
    given = {"E2E_MAILBOX": "sink", "E2E_MAILBOX_URL": "http://a", "E2E_CAPTCHA_KEY": "k", "E2E_SETTLE_SECONDS": "2"}
    told = deployment.read(given, file)
    assert (told.mailbox, told.hosts, told.captcha_key, told.settle_seconds) == ("sink", ("a.fr",), "k", 2)
    assert (deployment.label("Continuer", file), deployment.label("Autre", file)) == ("Suite", "Autre")
    assert (deployment.path_of("/", file), deployment.path_of("/aide", file)) == ("/accueil", "/aide")


def test_french_is_spoken_again_though_an_expectation_failed_in_english() -> None:
    with suppress(AssertionError), deployment.speaking({"Continuer": "Continue"}):
        raise AssertionError
    assert deployment.label("Continuer") == "Continuer"


@pytest.mark.parametrize(("said", "ignored"), [("true", True), ("false", False), ("", False)])
def test_certificate_is_passed_over_where_that_is_said(said: str, *, ignored: bool) -> None:
    assert deployment.read({"E2E_IGNORE_HTTPS_ERRORS": said}).ignore_https_errors is ignored


def test_password_is_a_secret_as_http_carries_it_too() -> None:
    assert "qa:s3cret" in deployment.secrets({"E2E_USER": "qa", "E2E_PASSWORD": "s3cret"})


@pytest.mark.parametrize("line", ['password = "p"', 'captcha_key = "k"', 'mailbox_password = "p"', 'mailbx = "imap"'])
def test_secrets_and_unknown_settings_are_refused_in_the_file(tmp_path: Path, line: str) -> None:
    file = tmp_path / "playwright.config"
    file.write_text(f"[target]\n{line}\n")
    with pytest.raises(deployment.MisconfiguredError, match=line.split(" ", maxsplit=1)[0]):
        deployment.read({}, file)


@pytest.mark.parametrize(
    ("given", "setting"),
    [
        ({"E2E_MAILBOX": "foo"}, "E2E_MAILBOX: there is no 'foo', but none, sink, mailpit, imap"),
        ({"E2E_MAILBOX": "sink"}, "E2E_MAILBOX_URL: "),
        ({"E2E_MAILBOX": "imap", "E2E_MAILBOX_URL": "http://a"}, "E2E_MAILBOX_URL: .* imap://… or imaps://…"),
        ({"E2E_CAPTCHA": "cle"}, "E2E_CAPTCHA: "),
        ({"E2E_CAPTCHA": "sealed"}, "E2E_CAPTCHA_KEY: "),
        ({"E2E_CAPTCHA": "sealed", "E2E_CAPTCHA_KEY": "a"}, "E2E_CAPTCHA_KEY: "),
        ({"E2E_CLOCK": "fake"}, "E2E_CLOCK: "),
        ({"E2E_CLOCK": "faketime"}, "E2E_CLOCK_FILE: "),
        ({"E2E_CLOCK": "faketime", "E2E_CLOCK_FILE": "/nowhere/at/all"}, "E2E_CLOCK_FILE: "),
        ({"E2E_SETTLE_SECONDS": "abc"}, "E2E_SETTLE_SECONDS: "),
        ({"E2E_SETTLE_SECONDS": "-1"}, "E2E_SETTLE_SECONDS: "),
        ({"E2E_ADDRESSES": "qa@exemple.fr"}, "E2E_ADDRESSES: "),
        ({"E2E_ADDRESSES": "qa{unique}{other}@exemple.fr"}, "E2E_ADDRESSES: "),
        ({"E2E_USER": "qa"}, "E2E_PASSWORD: "),
        ({"E2E_PASSWORD": "secret"}, "E2E_PASSWORD: "),
        ({"E2E_IGNORE_HTTPS_ERRORS": "perhaps"}, "E2E_IGNORE_HTTPS_ERRORS: true or false"),
        ({"E2E_ADDRESSES": "{unique}"}, "E2E_ADDRESSES: "),
    ],
)
def test_what_cannot_be_is_told_by_the_name_of_its_setting(given: dict[str, str], setting: str) -> None:
    with pytest.raises(pytest.UsageError, match=f"^{setting}"):
        deployment.read(given)


@pytest.mark.parametrize(
    "token", [ChallengeSealer(secrets.token_bytes(32), ControllableClock()).issue(), "?"], ids=["another", "none"]
)
def test_control_that_the_key_does_not_open_is_not_verifiable(token: str) -> None:
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    with pytest.raises(NotVerifiable, match="does not open"):
        captchas.SealedCaptcha(key).answer(lambda: token)


def test_chromium_finds_the_named_hosts_and_no_others() -> None:
    hosts = guard.named_hosts("https://essai.fr/", ("fc.fr",))
    rules = guard.with_resolved("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost", hosts)
    assert rules == "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE essai.fr, EXCLUDE fc.fr"
    assert guard.with_resolved("--mute-audio", hosts) == "--mute-audio"
