"""What live regions are given to say: browsers of text show it, so that it stands in a page only when it is true."""

from datetime import timedelta

import pytest

from fixtures.clock import ControllableClock
from webapp.tests.citizen import Citizen
from webapp.tests.markup import Markup

REGIONS = ("captcha-renewed", "password-progress", "password-visibility")


def said(page: str) -> dict[str, str]:
    return {region: text for region in REGIONS if (text := Markup(page).text(region))}


@pytest.mark.requirement("CAPTCHA-2")
def test_the_page_of_step_1_announces_nothing_that_has_not_happened(citizen: Citizen) -> None:
    citizen.get("/inscription/identite")
    assert said(citizen.page) == {}


@pytest.mark.parametrize(
    ("action", "announced"),
    [
        ("controle", {"captcha-renewed": "Un nouveau code de sécurité est affiché ; le précédent ne sert plus."}),
        ("regles", {"password-progress": "4 règles respectées sur 4."}),
        ("afficher", {"password-visibility": "Le mot de passe est affiché."}),
        ("masquer", {"password-visibility": "Le mot de passe est masqué."}),
        ("adresse", {}),
    ],
)
def test_each_button_of_step_1_announces_what_it_did(
    citizen: Citizen, action: str, announced: dict[str, str]
) -> None:
    citizen.fill_identity(action=action)
    assert said(citizen.page) == announced


@pytest.mark.parametrize(
    ("password", "announced"),
    [
        ("", "0 règle respectée sur 4."),
        ("aaaaaaaaaaaa", "1 règle respectée sur 4."),
        ("aaaaaaaaaaa1", "2 règles respectées sur 4."),
    ],
)
def test_rules_of_the_password_are_counted_in_words_that_agree(
    citizen: Citizen, password: str, announced: str
) -> None:
    citizen.fill_identity(action="regles", password=password)
    assert said(citizen.page) == {"password-progress": announced}


@pytest.mark.requirement("CODE-7")
def test_new_code_is_announced_until_the_next_one_can_be_asked_for(
    citizen: Citizen, app_clock: ControllableClock
) -> None:
    announced = "Nous envoyons un nouveau code"
    citizen.to_code()
    citizen.get("/inscription/code?renvoi=1")
    assert announced not in citizen.page
    app_clock.advance(timedelta(minutes=1))
    citizen.get(str(citizen.post("/inscription/code/renvoi", {}).location))
    assert announced in citizen.page
    app_clock.advance(timedelta(minutes=15))
    citizen.get("/inscription/code?renvoi=1")
    assert announced not in citizen.page
