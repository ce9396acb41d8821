"""What is forgotten and when, counts, key rotation, and the command line over them."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import func, select

from fixtures.clock import ControllableClock
from webapp.models import Account, Base, BrowserSession, Counter, Draft, Mail, SpentChallenge
from webapp.operations.retention import Purged, purge, signups_by_step
from webapp.operations.rotation import SEALED_COLUMNS
from webapp.services import Services
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.conftest import KEY, MakeApp

NEW_KEY = SecretStr(KEY.swapcase())
OLD_KEY = SecretStr(KEY)
DAY = timedelta(hours=24)


def count(services: Services, table: type[Base]) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_unfinished_sign_up_is_deleted_24_hours_after_its_last_step(
    citizen: Citizen, services: Services, app_clock: ControllableClock
) -> None:
    citizen.to_contact()
    app_clock.advance(DAY - timedelta(microseconds=1))
    before = purge(services.database, app_clock), count(services, Draft)
    app_clock.advance(timedelta(microseconds=1))
    # The session is what answered the form of the code a second time.
    assert before == (Purged(drafts=0, sessions=1, mails=0), 1)
    assert purge(services.database, app_clock).drafts == 1
    assert count(services, Draft) == 0


def test_every_step_gives_24_hours_more(citizen: Citizen, services: Services, app_clock: ControllableClock) -> None:
    citizen.to_contact()
    app_clock.advance(timedelta(hours=23))
    citizen.post("/inscription/coordonnees", citizen.contact())
    app_clock.advance(timedelta(hours=23))
    assert purge(services.database, app_clock).drafts == 0
    assert citizen.get("/inscription/situation").status_code == 200


def test_accounts_outlive_every_purge(citizen: Citizen, services: Services, app_clock: ControllableClock) -> None:
    citizen.to_account()
    app_clock.advance(timedelta(days=400))
    purge(services.database, app_clock)
    assert count(services, Account) == 1
    assert citizen.sign_in().location == "/compte"


def test_nothing_else_is_left_after_a_day_and_a_half(
    citizen: Citizen, services: Services, app_clock: ControllableClock
) -> None:
    citizen.to_account()
    citizen.deliver()
    app_clock.advance(timedelta(hours=36))
    purge(services.database, app_clock)
    left = {table.__name__: count(services, table) for table in (Draft, BrowserSession, Mail, SpentChallenge, Counter)}
    assert left == {"Draft": 0, "BrowserSession": 0, "Mail": 0, "SpentChallenge": 0, "Counter": 0}


def test_mail_that_has_not_left_is_not_purged(
    citizen: Citizen, services: Services, app_clock: ControllableClock
) -> None:
    citizen.to_code()
    app_clock.advance(DAY)
    assert purge(services.database, app_clock).mails == 0
    assert count(services, Mail) == 1


def test_counts_name_steps_and_nobody(citizen: Citizen, another_citizen: Citizen, services: Services) -> None:
    citizen.to_contact()
    another_citizen.to_account()
    assert signups_by_step(services.database) == {"contact": 1, "done": 1}


def test_commands_count_and_purge(app: Flask, citizen: Citizen, app_clock: ControllableClock) -> None:
    citizen.to_contact()
    runner = app.test_cli_runner()
    counted = runner.invoke(args=["signups", "count"])
    app_clock.advance(DAY)
    purged = runner.invoke(args=["signups", "purge"])
    assert (counted.exit_code, counted.output) == (0, "contact\t1\n")
    assert (purged.exit_code, purged.output.split(",")[0]) == (0, "Supprimés : 1 inscriptions")


@pytest.mark.parametrize("command", [["signups", "count"], ["signups", "purge"], ["keys", "rotate"]])
def test_commands_print_no_personal_data(app: Flask, citizen: Citizen, command: list[str]) -> None:
    citizen.to_situation()
    printed = app.test_cli_runner().invoke(args=command).output
    assert not any(secret in printed for secret in (NIR, citizen.email, "Le Goff", PASSWORD, "Rennes"))


LOGGED = json.dumps({"subject": "0" * 32, "event": "account.deleted"})
UNREADABLE = {
    "wrapped by a collector": (json.dumps({"log": LOGGED, "stream": "stderr"}), "la ligne 1 n’est pas du service"),
    "cut short": (f"{LOGGED}\n{LOGGED[:-5]}", "la ligne 2 est coupée"),
    "cut in its name": (LOGGED[:-12], "la ligne 1 est coupée"),
    "of something else": ("Listening at: http://127.0.0.1:8000", "aucune ligne"),
    "empty": ("", "aucune ligne"),
}


@pytest.mark.parametrize(("log", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_log_that_cannot_be_read_deletes_nothing_and_is_told(app: Flask, citizen: Citizen, log: str, said: str) -> None:
    citizen.to_account()
    told = app.test_cli_runner().invoke(args=["backups", "delete-again", "-"], input=log)
    assert (told.exit_code, told.output.split(": ")[:1]) == (1, ["Error"])
    assert said in told.output
    assert citizen.get("/compte").status_code == 200


def test_log_of_deletions_is_read_behind_what_a_collector_writes_in_front(app: Flask) -> None:
    log = f"Nov 29 14:00:00 web[7]: {LOGGED}\n"
    told = app.test_cli_runner().invoke(args=["backups", "delete-again", "-"], input=log)
    assert (told.exit_code, told.output) == (0, "Comptes supprimés à nouveau : 0.\n")


def test_rotation_seals_everything_again_so_that_the_former_key_can_go(
    citizen: Citizen, another_citizen: Citizen, make_app: MakeApp, services: Services
) -> None:
    citizen.to_account()
    another_citizen.to_contact(nir="185057800608491")
    rotating = make_app(encryption_keys={2: NEW_KEY, 1: OLD_KEY})
    rotated = rotating.test_cli_runner().invoke(args=["keys", "rotate"])
    again = rotating.test_cli_runner().invoke(args=["keys", "rotate"])
    assert rotated.exit_code == 0
    assert again.output == "Valeurs chiffrées à nouveau : 0.\n"
    assert sealing_keys(services) == {2}
    without = make_app(encryption_keys={2: NEW_KEY})
    assert seen_by(without, citizen, "/compte") == 200
    assert seen_by(without, another_citizen, "/inscription/coordonnees") == 200


def test_both_keys_open_while_the_rotation_is_under_way(citizen: Citizen, make_app: MakeApp) -> None:
    citizen.to_situation()
    assert seen_by(make_app(encryption_keys={2: NEW_KEY, 1: OLD_KEY}), citizen, "/inscription/situation") == 200


def test_key_that_goes_too_early_ends_sessions_and_fails_no_page(citizen: Citizen, make_app: MakeApp) -> None:
    citizen.to_situation()
    assert seen_by(make_app(encryption_keys={2: NEW_KEY}), citizen, "/inscription/situation") in (200, 303)


def sealing_keys(services: Services) -> set[int]:
    """Return the numbers of the keys that sealed what the database holds."""
    with services.database.read() as session:
        values = [session.scalars(select(sealed.value)).all() for sealed in SEALED_COLUMNS]
    return {value[0] for column in values for value in column if value}


def seen_by(app: Flask, citizen: Citizen, path: str) -> int:
    """Ask another application for a page, with the cookies of the citizen's browser."""
    browser = app.test_client()
    browser.set_cookie("consentement", "accepter")
    browser.set_cookie("session", citizen.client.get_cookie("session").value)
    return browser.get(path).status_code


def test_every_sealed_column_is_among_those_that_are_rotated() -> None:
    sealed = {(column.model.__tablename__, column.name) for column in SEALED_COLUMNS}
    bytes_columns = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.type.python_type is bytes
    }
    digests = {name for name in bytes_columns if name[1] in ("id", "session_id") or name[1].endswith(DIGESTS)}
    assert bytes_columns - digests == sealed


DIGESTS = ("_index", "_digest", "_context")
