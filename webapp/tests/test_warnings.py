"""What the owner of a number is told when somebody else signs up with it, and how often."""

from datetime import timedelta

import pytest
from flask import Flask
from huey import Huey

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from webapp.tests.citizen import Citizen


@pytest.fixture
def owner(citizen: Citizen) -> Citizen:
    return citizen.to_account()


def signup_by_a_stranger(app: Flask, queue: Huey, mails: Mailbox) -> None:
    Citizen(app, queue, mails).accept_cookies().to_code()



def test_owner_is_warned_of_a_signup_with_another_address(
    owner: Citizen, app: Flask, queue: Huey, mails: Mailbox
) -> None:
    before = len(owner.deliver())
    signup_by_a_stranger(app, queue, mails)
    assert len(owner.deliver()) == before + 1


def test_owner_is_not_warned_of_their_own_signup(owner: Citizen, another_citizen: Citizen) -> None:
    another_citizen.email = owner.email
    before = len(owner.deliver())
    another_citizen.to_code()
    assert len(owner.deliver()) == before + 1
    assert "déjà un compte" in owner.deliver()[-1].subject


def test_owner_is_warned_once_though_the_first_mail_was_replaced_before_it_was_tried(
    owner: Citizen, another_citizen: Citizen, app_clock: ControllableClock
) -> None:
    before = len(owner.deliver())
    another_citizen.to_code()
    for _ in range(2):
        app_clock.advance(timedelta(minutes=1))
        another_citizen.post("/inscription/code/renvoi", {})
    assert len(owner.deliver()) == before + 1


def test_owner_is_not_flooded(owner: Citizen, app: Flask, queue: Huey, mails: Mailbox) -> None:
    before = len(owner.deliver())
    signup_by_a_stranger(app, queue, mails)
    signup_by_a_stranger(app, queue, mails)
    signup_by_a_stranger(app, queue, mails)
    signup_by_a_stranger(app, queue, mails)
    signup_by_a_stranger(app, queue, mails)
    assert len(owner.deliver()) == before + 4


def test_same_form_sent_again_and_again_reaches_no_limit(citizen: Citizen) -> None:
    citizen.get("/inscription/identite")
    fields = {**citizen.identity(), "csrf_token": citizen.hidden("csrf_token")}
    answers = [citizen.client.post("/inscription/identite", data=fields).status_code for _ in range(12)]
    assert set(answers) == {303}
