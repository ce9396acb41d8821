"""What the support is told of a sign-up: how far it is, and nothing that was answered."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from webapp.models import AuditEvent
from webapp.services import Services
from webapp.tests.citizen import NIR, PASSWORD, Citizen


def found(app: Flask, address: str) -> Result:
    return app.test_cli_runner().invoke(args=["signups", "find"], input=f"{address}\n")


def test_state_of_a_sign_up_is_found_by_its_address(app: Flask, citizen: Citizen) -> None:
    citizen.to_code()
    citizen.enter(citizen.wrong_code())
    result = found(app, citizen.email.upper())
    lines = result.stdout.replace("\u00a0", " ").splitlines()
    assert result.exit_code == 0
    assert lines[1] == (
        "Inscription (local) à l’étape code, commencée à 10 h 30, dernière étape à 10 h 30, code émis à 10 h 30, "
        "essais : 1, envois : 1, courriel : remis au serveur de messagerie"
    )
    assert lines[2] == "Compte avec cette adresse : non"


def test_every_sign_up_of_an_address_is_told_and_its_account(
    app: Flask, citizen: Citizen, another_citizen: Citizen
) -> None:
    another_citizen.email = citizen.email
    citizen.to_account()
    another_citizen.to_contact(nir="185057800608491")
    output = found(app, citizen.email).stdout
    assert output.count("Inscription (local)") == 2
    assert output.endswith("Compte avec cette adresse : oui\n")


def test_nothing_that_was_answered_is_shown(app: Flask, citizen: Citizen) -> None:
    code = citizen.to_situation().code()
    output = found(app, citizen.email).output
    shown = [value for value in (NIR, "Le Goff", PASSWORD, code, "Lilas", "Rennes", "612345678") if value in output]
    assert (shown, "à l’étape situation" in output) == ([], True)


@pytest.mark.parametrize("address", ["inconnue@exemple.fr", "Inconnue@Exemple.fr"])
def test_unknown_address_leads_to_nothing(app: Flask, citizen: Citizen, address: str) -> None:
    citizen.to_code()
    result = found(app, address)
    assert result.stdout.splitlines()[1:] == ["Compte avec cette adresse : non"]


def test_what_is_no_address_is_told(app: Flask) -> None:
    result = found(app, "pas une adresse")
    assert (result.exit_code, result.output.splitlines()[-1]) == (1, "Error: ce n’est pas une adresse électronique")


def test_sign_up_that_was_ended_is_found_no_more(app: Flask, citizen: Citizen, services: Services) -> None:
    citizen.to_code()
    citizen.post("/inscription/recommencer", {})
    citizen.client.post("/cookies", data={"choix": "refuser"})
    assert "Inscription" not in found(app, citizen.email).stdout
    assert services


def test_looking_leaves_a_trace_without_the_address(app: Flask, citizen: Citizen, services: Services) -> None:
    citizen.to_code()
    found(app, citizen.email)
    with services.database.read() as session:
        (event,) = session.scalars(select(AuditEvent)).all()
    assert (event.kind, event.subject, event.detail) == ("signup.looked_up", "", "1")
