"""What a deployment may be started with."""

import base64
from pathlib import Path

import pytest
from pydantic import ValidationError

from webapp.settings import Settings
from webapp.tests.conftest import KEY

SHORT = base64.urlsafe_b64encode(bytes(range(31))).decode()
REPEATING = base64.urlsafe_b64encode(bytes(range(15)) * 3).decode()
ALL_ZERO = base64.urlsafe_b64encode(bytes(32)).decode()
OTHER_KEY = base64.urlsafe_b64encode(bytes(range(100, 140))).decode()
PRODUCTION = {
    "ENVIRONMENT": "production",
    "BASE_URL": "https://compte-formation.example",
    "TRUSTED_PROXIES": "1",
    "SECRET_KEYS": KEY,
    "ENCRYPTION_KEYS": f"1:{KEY}",
    "INDEX_KEY": KEY,
}
REFUSED = {
    "no cookie key": {"SECRET_KEYS": ""},
    "short cookie key": {"SECRET_KEYS": SHORT},
    "repeating cookie key": {"SECRET_KEYS": REPEATING},
    "cookie key of zeros": {"SECRET_KEYS": ALL_ZERO},
    "password as cookie key": {"SECRET_KEYS": "changez-moi"},
    "weak former cookie key": {"SECRET_KEYS": f"{KEY},{SHORT}"},
    "no encryption key": {"ENCRYPTION_KEYS": ""},
    "encryption key without its number": {"ENCRYPTION_KEYS": KEY},
    "encryption key behind another word": {"ENCRYPTION_KEYS": f"clé:{KEY}"},
    "short encryption key": {"ENCRYPTION_KEYS": f"1:{SHORT}"},
    "repeating encryption key": {"ENCRYPTION_KEYS": f"1:{REPEATING}"},
    "weak former encryption key": {"ENCRYPTION_KEYS": f"2:{KEY},1:{SHORT}"},
    "encryption key number 0": {"ENCRYPTION_KEYS": f"0:{KEY}"},
    "encryption key number 256": {"ENCRYPTION_KEYS": f"256:{KEY}"},
    "no index key": {"INDEX_KEY": ""},
    "short index key": {"INDEX_KEY": SHORT},
    "index key of zeros": {"INDEX_KEY": ALL_ZERO},
    "index key that is no base64": {"INDEX_KEY": "é" * 44},
    "citizens without TLS": {"BASE_URL": "http://compte-formation.example"},
    "hash of little memory": {"ARGON2_MEMORY_KIB": "19455"},
    "hash of one pass": {"ARGON2_TIME_COST": "1"},
    "unknown environment": {"ENVIRONMENT": "test"},
    "sender whose name has a comma": {"MAIL_FROM": "Formation, Compte <ne-pas-repondre@exemple.fr>"},
    "sender without an address": {"MAIL_FROM": "Compte Formation"},
    "sender of two addresses": {"MAIL_FROM": "ne-pas-repondre@exemple.fr, assistance@exemple.fr"},
    "sender that mail servers cannot read": {"MAIL_FROM": "Compte Formation <ne-pas-repondre@démarches.fr>"},
    "no sender": {"MAIL_FROM": ""},
    "limit with a typo": {"SIGNUP_NETWORK_LIMIT": "20 per 10 minuets"},
    "limit of nothing": {"CODE_MAIL_LIMIT": ""},
    "limit cut short": {"SIGN_IN_NUMBER_NETWORK_LIMIT": "5 per 15 minutes;"},
}


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Set an environment that production accepts, in a directory without anything."""
    monkeypatch.chdir(tmp_path)
    [monkeypatch.setenv(name, value) for name, value in PRODUCTION.items()]


def test_production_starts_with_strong_keys_over_https() -> None:
    settings = Settings()
    assert (settings.is_https, settings.host) == (True, "compte-formation.example")


@pytest.mark.parametrize("changes", REFUSED.values(), ids=REFUSED)
def test_production_refuses_to_start_with(monkeypatch: pytest.MonkeyPatch, changes: dict[str, str]) -> None:
    [monkeypatch.setenv(name, value) for name, value in changes.items()]
    with pytest.raises(ValidationError) as refusal:
        Settings()
    assert not any(secret in str(refusal.value) for secret in (KEY, SHORT, REPEATING, ALL_ZERO, "changez-moi"))
    assert not any(secret in repr(refusal.value) for secret in (KEY, SHORT, REPEATING, ALL_ZERO, "changez-moi"))


@pytest.mark.parametrize("name", ["SECRET_KEYS", "ENCRYPTION_KEYS", "INDEX_KEY"])
def test_no_process_starts_without_its_keys(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    monkeypatch.setenv("ENVIRONMENT", "development")
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


LIMITS = [name for name in Settings.model_fields if name.endswith("_limit")]


@pytest.mark.parametrize("limit", LIMITS)
def test_no_process_starts_with_a_limit_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setenv(limit.upper(), "20 per 10 minuets")
    with pytest.raises(ValidationError, match=f"{limit}\n.*une limite s’écrit « 5 per 15 minutes; 30 per day »"):
        Settings()


@pytest.mark.parametrize(
    "sender",
    [
        "formation@exemple.fr",
        '"Formation, Compte" <formation@exemple.fr>',
        "Été <formation@xn--t-9fab.fr>",
        "formation@relais",  # of an organisation's own network
    ],
)
def test_production_starts_with_a_sender_that_mails_can_have(monkeypatch: pytest.MonkeyPatch, sender: str) -> None:
    monkeypatch.setenv("MAIL_FROM", sender)
    assert Settings().mail_from == sender


def test_sender_that_is_refused_is_told_how_to_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_FROM", "Formation, Compte <ne-pas-repondre@exemple.fr>")
    with pytest.raises(ValidationError, match=r"mail_from\n.*un expéditeur s’écrit « Nom <adresse@domaine.fr> »"):
        Settings()


def test_production_is_told_how_many_proxies_write_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRUSTED_PROXIES")
    with pytest.raises(ValidationError, match="TRUSTED_PROXIES"):
        Settings()


def test_production_may_do_without_a_proxy_where_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXIES", "0")
    assert Settings().trusted_proxies == 0


def test_what_is_not_said_is_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENVIRONMENT")
    monkeypatch.setenv("BASE_URL", "http://compte-formation.example")
    with pytest.raises(ValidationError, match="https"):
        Settings()


def test_development_may_do_without_tls_and_hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "development")
    monkeypatch.setenv("BASE_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("ARGON2_TIME_COST", "1")
    monkeypatch.delenv("TRUSTED_PROXIES")
    settings = Settings()
    assert (settings.is_https, settings.host, settings.argon2_time_cost) == (False, "127.0.0.1:8000", 1)
    assert settings.trusted_proxies == 0


def test_former_keys_follow_the_present_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEYS", f"{OTHER_KEY}, {KEY}")
    monkeypatch.setenv("ENCRYPTION_KEYS", f"2:{OTHER_KEY}, 1:{KEY}")
    settings = Settings()
    assert [key.get_secret_value() for key in settings.secret_keys] == [OTHER_KEY, KEY]
    assert list(settings.encryption_keys) == [2, 1]


@pytest.mark.parametrize("keys", [f"1:{OTHER_KEY},1:{KEY}", f"01:{OTHER_KEY},1:{KEY}"])
def test_two_keys_of_one_number_are_refused(monkeypatch: pytest.MonkeyPatch, keys: str) -> None:
    monkeypatch.setenv("ENCRYPTION_KEYS", keys)
    with pytest.raises(ValidationError, match="le même numéro"):
        Settings()


def test_database_that_the_queue_would_take_for_another_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@db/inscription")
    with pytest.raises(ValidationError, match="postgresql://"):
        Settings()


def test_slash_at_the_end_of_the_address_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_URL", "https://compte-formation.example/")
    assert Settings().base_url == "https://compte-formation.example"


def test_settings_that_are_printed_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "secret-du-facteur")
    printed = f"{Settings()!r} {Settings()} {Settings().model_dump()}"
    assert KEY not in printed
    assert "secret-du-facteur" not in printed
