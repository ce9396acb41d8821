"""Who can use neither the image nor the sound of the security control signs up all the same, within stricter limits."""

import pytest
from flask import Flask

from webapp.tests.citizen import Citizen
from webapp.tests.conftest import MakeApp

WITHOUT = {"captcha": "", "sans_controle": "oui"}


@pytest.fixture
def citizen(citizen: Citizen) -> Citizen:
    return citizen.accept_cookies()


def through_another_app(citizen: Citizen, app: Flask) -> Citizen:
    citizen.client = app.test_client()
    return citizen.accept_cookies()


@pytest.mark.requirement("CAPTCHA-2")
def test_person_without_image_and_sound_gets_an_account(citizen: Citizen) -> None:
    citizen.to_account(**WITHOUT)
    assert citizen.heading() == "Votre compte est créé"


@pytest.mark.requirement("CAPTCHA-2")
def test_other_answers_are_judged_all_the_same(citizen: Citizen) -> None:
    answer = citizen.fill_identity(**WITHOUT | {"nir": "294037512000592"})
    assert answer.status_code == 422
    assert "La clé" in citizen.errors()
    assert "6 chiffres de l’image" not in citizen.errors()
    assert citizen.deliver() == []


@pytest.mark.requirement("CAPTCHA-2")
def test_without_the_button_the_control_is_needed(citizen: Citizen) -> None:
    assert citizen.fill_identity(captcha="").status_code == 422
    assert citizen.deliver() == []


@pytest.mark.requirement("CAPTCHA-2")
def test_one_page_opens_one_signup_and_sends_one_mail(citizen: Citizen) -> None:
    citizen.get("/inscription/identite")
    form = citizen.identity(**WITHOUT)
    assert citizen.post("/inscription/identite", form).status_code == 303
    assert citizen.post("/inscription/identite", form).status_code == 303
    assert len(citizen.deliver()) == 1


@pytest.mark.requirement("CAPTCHA-2")
def test_control_spent_by_a_wrong_copy_opens_nothing(citizen: Citizen) -> None:
    citizen.get("/inscription/identite")
    form = citizen.identity(captcha="111111")
    assert citizen.post("/inscription/identite", form).status_code == 422
    assert citizen.post("/inscription/identite", form | WITHOUT).status_code == 422
    assert citizen.deliver() == []


@pytest.mark.requirement("CAPTCHA-2")
@pytest.mark.parametrize(
    "limit",
    ["without_control_network_limit", "without_control_address_limit"],
    ids=["of the network", "of the address"],
)
def test_limit_without_the_control_is_stricter_and_leaves_the_control_open(
    citizen: Citizen, make_app: MakeApp, limit: str
) -> None:
    through_another_app(citizen, make_app(**{limit: "1 per day"}))
    citizen.to_code(**WITHOUT)
    sent = len(citizen.deliver())
    citizen.post("/inscription/recommencer", {})
    refused = citizen.fill_identity(**WITHOUT)
    assert refused.status_code == 429
    assert "Trop d’inscriptions" in citizen.errors()
    assert len(citizen.deliver()) == sent

    assert citizen.post("/inscription/identite", citizen.identity()).status_code == 303


@pytest.mark.requirement("CAPTCHA-2")
def test_limit_of_all_signups_counts_those_without_the_control_too(citizen: Citizen, make_app: MakeApp) -> None:
    through_another_app(citizen, make_app(signup_network_limit="1 per day"))
    citizen.to_code(**WITHOUT)
    citizen.post("/inscription/recommencer", {})
    assert citizen.fill_identity(email="autre@exemple.fr").status_code == 429
    assert citizen.fill_identity(**WITHOUT | {"email": "autre@exemple.fr"}).status_code == 429


@pytest.mark.requirement("CAPTCHA-2")
def test_control_that_nobody_sealed_opens_nothing(citizen: Citizen) -> None:
    citizen.get("/inscription/identite")
    forged = citizen.identity(**WITHOUT) | {"captcha_token": "faux"}
    assert citizen.post("/inscription/identite", forged).status_code == 422
    assert citizen.deliver() == []
