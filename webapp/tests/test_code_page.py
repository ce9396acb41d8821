"""What the page of the code says, while it is good, expired or dead (CODE-2, CODE-6)."""

from datetime import timedelta

import pytest

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from webapp.tests.citizen import Citizen
from webapp.tests.markup import Markup
from webapp.tests.signups import kill_code


@pytest.mark.parametrize("typed", ["", "12345"])
def test_page_of_an_expired_code_says_so_to_who_typed_no_six_digits(
    citizen: Citizen, app_clock: ControllableClock, typed: str
) -> None:
    citizen.to_code()
    entry = citizen.hidden("entry")
    app_clock.advance(timedelta(minutes=15))
    citizen.post("/inscription/code", {"code": typed, "entry": entry})
    assert "Ce code a expiré" in citizen.page
    # There is no field any more to lead to.
    assert citizen.errors() == ""
    assert 'href="#code"' not in citizen.page


def test_page_of_a_dead_code_says_so_to_who_typed_no_six_digits(citizen: Citizen) -> None:
    citizen.to_code()
    kill_code(citizen)
    citizen.enter("12345")
    assert "Quatre codes erronés" in citizen.page
    assert citizen.errors() == ""


def said(citizen: Citizen) -> str:
    """Return what the page of the code says."""
    return Markup(citizen.page).all("main")[0].text


@pytest.mark.requirement("CODE-2")
def test_page_says_once_where_the_code_went_and_to_look_in_the_spam(citizen: Citizen) -> None:
    citizen.to_code().deliver()
    citizen.get("/inscription/code")
    assert f"Message envoyé Un code à 6 chiffres est envoyé à {citizen.email}." in said(citizen)
    assert (said(citizen).count(citizen.email), said(citizen).count("(spam)")) == (1, 1)


@pytest.mark.requirement("CODE-2")
def test_success_does_not_stand_under_an_error(citizen: Citizen) -> None:
    citizen.to_code()
    citizen.enter(citizen.wrong_code())
    assert "Message envoyé" not in said(citizen)
    assert f"Un code à 6 chiffres est envoyé à {citizen.email}." in said(citizen)


@pytest.mark.requirement("CODE-2")
def test_mail_that_was_refused_is_told_as_sent_nowhere_and_its_remedy_comes_first(
    citizen: Citizen, mails: Mailbox
) -> None:
    mails.faults.refuse(citizen.email)
    citizen.to_code().deliver()
    citizen.get("/inscription/code")
    assert "Adresse refusée par la messagerie" in said(citizen)
    assert "est envoyé à" not in said(citizen)
    assert "vient d’être envoyé" not in said(citizen)
    buttons = [button.text for button in Markup(citizen.page).all("main")[0].inside if button.tag == "button"]
    assert buttons == ["Recommencer l’inscription", "Continuer", "Renvoyer un code"]


@pytest.mark.requirement("CODE-6")
def test_dead_code_promises_no_return_to_its_step(citizen: Citizen) -> None:
    kill_code(citizen.to_code())
    citizen.get("/inscription/code")
    assert "même le bon code est maintenant refusé" in said(citizen)
    assert "vous reprendrez à cette étape" not in said(citizen)
    assert "vos réponses seront reprises" in said(citizen)
