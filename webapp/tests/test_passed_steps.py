"""A form of a step that another tab has passed: the same is answered as before, another is not dropped in silence."""

from collections.abc import Callable

import pytest

from webapp.tests.citizen import PASSWORD, Citizen

Form = dict[str, object]
CONTACT, IDENTITY = "/inscription/coordonnees", "/inscription/identite"
NOT_KEPT = "ce que vous venez d’envoyer n’a pas été enregistré"


def in_two_tabs(citizen: Citizen) -> str:
    """Open the contact step twice, pass it in one tab, and return the token of the other one."""
    citizen.to_contact()
    token = citizen.hidden("csrf_token")
    citizen.post(CONTACT, citizen.contact())
    return token


def send(citizen: Citizen, token: str, form: Form, **headers: str) -> tuple[int, str | None]:
    answer = citizen.client.post(CONTACT, data={**form, "csrf_token": token}, headers=headers)
    citizen.page = answer.get_data(as_text=True)
    return answer.status_code, answer.location


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["by the browser", "by htmx"])
@pytest.mark.parametrize(
    "changes", [{"phone": "06 12 34 56 79"}, {"street": "13 rue des Lilas"}, {"complement": "Bâtiment B"}]
)
def test_correction_of_a_step_that_another_tab_passed_is_told_to_be_lost(
    citizen: Citizen, changes: Form, headers: dict[str, str]
) -> None:
    token = in_two_tabs(citizen)
    assert send(citizen, token, citizen.contact(**changes), **headers) == (409, None)
    assert citizen.heading() == "Cette étape n’est plus ouverte"
    assert NOT_KEPT in citizen.page
    assert "« Revenir aux coordonnées »" in citizen.page.replace("&nbsp;", " ").replace("\u00a0", " ")
    citizen.get("/inscription/situation")
    citizen.post("/inscription/situation", {"action": "precedent"})
    citizen.get(CONTACT)
    assert citizen.value("phone") == "06 12 34 56 78"
    assert citizen.value("street") == "12 rue des Lilas"


@pytest.mark.parametrize("changes", [{}, {"phone": "+33612345678"}, {"phone": "07"}])
def test_same_answers_sent_after_the_account_was_made_go_on_to_it(citizen: Citizen, changes: Form) -> None:
    citizen.to_account()
    sent = send(citizen, citizen.hidden("csrf_token"), citizen.contact(**changes))
    assert sent == (303, "/inscription/terminee")


def test_correction_sent_after_the_account_was_made_is_told_to_be_lost(citizen: Citizen) -> None:
    citizen.to_account()
    token = citizen.hidden("csrf_token")
    assert send(citizen, token, citizen.contact(phone="06 12 34 56 79")) == (409, None)
    assert NOT_KEPT in citizen.page
    assert "Votre compte existe déjà" in citizen.page
    assert citizen.get("/inscription").location == "/inscription/terminee"


@pytest.mark.requirement("EVERYWHERE-3")
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["by the browser", "by htmx"])
@pytest.mark.parametrize(
    "changes", [{}, {"town": " Rennes "}, {"phone": ""}, {"action": "communes", "town": ""}]
)
def test_same_answers_sent_again_go_on_to_the_step_reached(
    citizen: Citizen, changes: Form, headers: dict[str, str]
) -> None:
    token = in_two_tabs(citizen)
    assert send(citizen, token, citizen.contact(**changes), **headers) == (303, "/inscription/situation")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 303),
        ({"password": f"{PASSWORD}-2"}, 303),
        ({"birth_name": "Le Goff-Martin"}, 409),
        ({"nir": "185057800608491"}, 409),
    ],
    ids=["the same", "another password", "another name", "another number"],
)
def test_first_step_sent_again_is_told_to_be_lost_where_an_answer_differs(
    citizen: Citizen, changes: Form, expected: int
) -> None:
    citizen.get(IDENTITY)
    form = {**citizen.identity(), "csrf_token": citizen.hidden("csrf_token")}
    assert citizen.client.post(IDENTITY, data=form).status_code == 303
    answer = citizen.client.post(IDENTITY, data=form | changes)
    assert answer.status_code == expected
    assert (NOT_KEPT in answer.get_data(as_text=True)) is (expected == 409)
    assert len(citizen.deliver()) == 1


@pytest.mark.parametrize("prepare", [Citizen.to_code, Citizen.to_account], ids=["code", "end"])
def test_number_with_an_account_is_answered_like_any_other(
    citizen: Citizen, another_citizen: Citizen, prepare: Callable[[Citizen], object]
) -> None:
    prepare(citizen)
    another_citizen.get(IDENTITY)
    form = {**another_citizen.identity(), "csrf_token": another_citizen.hidden("csrf_token")}
    sent = (form, form, form | {"birth_name": "Autre"})
    answers = [another_citizen.client.post(IDENTITY, data=each) for each in sent]
    assert [answer.status_code for answer in answers] == [303, 303, 409]
