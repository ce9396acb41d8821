"""Changing the language on a page with a form: what was typed and not sent comes back, but for the password."""

from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import func, select

from webapp.models import Account
from webapp.services import Services
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.markup import Element, Markup

TYPED = {
    "identity": (
        lambda citizen: citizen.get("/inscription/identite"),
        {"nir": NIR[:5], "birth_name": "Lefèvre", "email": "moi@", "captcha": "12"},
    ),
    "code": (Citizen.to_code, {"code": "12 34"}),
    "contact": (Citizen.to_contact, {"phone": "0", "street": "12 rue", "complement": "B", "postcode": "3"}),
    "situation": (Citizen.to_situation, {"diploma": "5", "diploma_year": "20", "category": "5", "terms": "y"}),
    "sign-in": (lambda citizen: citizen.get("/identification?suite=/compte/suppression"), {"nir": NIR[:5]}),
}


def switch(page: str) -> Element:
    (found,) = [button for button in Markup(page).all("button") if button.get("value") == "langue"]
    return found


def press_switch(citizen: Citizen, typed: Mapping[str, object]) -> None:
    boxes = [field for field in Markup(citizen.page).all("input") if field.get("type") == "hidden"]
    hidden = {box.get("name"): box.get("value") for box in boxes}
    citizen.post(switch(citizen.page).get("formaction"), hidden | dict(typed) | {"action": "langue"})


@pytest.mark.requirement("LANGUAGE-1")
@pytest.mark.parametrize(("way", "typed"), TYPED.values(), ids=TYPED)
def test_page_comes_in_the_other_language_with_what_was_typed(
    citizen: Citizen, way: Callable[[Citizen], object], typed: dict[str, str]
) -> None:
    way(citizen)
    press_switch(citizen, typed)
    page = Markup(citizen.page)
    assert (page.all("html")[0].get("lang"), switch(citizen.page).text) == ("en", "Français")
    assert {name: page.value(name) for name in typed} == typed
    assert citizen.errors() == ""


@pytest.mark.requirement("LANGUAGE-1")
def test_password_is_recorded_and_not_sent_back(citizen: Citizen) -> None:
    citizen.get("/inscription/identite")
    typed = citizen.identity()
    press_switch(citizen, typed)
    assert PASSWORD not in citizen.page
    assert Markup(citizen.page).value("password") == ""
    assert Markup(citizen.page).text("password-rules").count(": followed") == 4
    assert citizen.post("/inscription/identite", typed | {"password": ""}).location == "/inscription/code"


@pytest.mark.requirement("LANGUAGE-1")
def test_switch_submits_nothing(citizen: Citizen, services: Services) -> None:
    citizen.to_situation()
    press_switch(citizen, citizen.situation())
    assert citizen.heading().endswith("Your situation")
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0


@pytest.mark.requirement("LANGUAGE-1")
def test_browsers_that_know_no_form_elsewhere_change_the_language_alone(citizen: Citizen) -> None:
    citizen.get("/inscription/identite")
    citizen.get("/inscription/identite?langue=en&action=langue")
    assert citizen.heading().endswith("Your sign-in details")


@pytest.mark.requirement("LANGUAGE-1")
def test_enter_presses_another_button_than_the_switch(citizen: Citizen) -> None:
    citizen.get("/inscription/identite")
    buttons = [button for button in Markup(citizen.page).all("button") if button.get("form") == "step-form"]
    assert [button.get("value") for button in buttons] == ["continuer", "langue"]


@pytest.mark.requirement("LANGUAGE-1")
def test_switch_of_the_sign_in_page_signs_nobody_in_and_sends_no_password_back(citizen: Citizen) -> None:
    citizen.to_account()
    citizen.post("/deconnexion", {})
    citizen.get("/identification?suite=/compte/suppression")
    press_switch(citizen, {"nir": NIR, "password": PASSWORD})
    assert citizen.heading() == "Sign in"
    assert PASSWORD not in citizen.page
    assert citizen.get("/compte").status_code == 303
    citizen.get("/identification?suite=/compte/suppression")
    press_switch(citizen, {"nir": NIR, "password": ""})
    signed_in = citizen.post("/identification", {"nir": NIR, "password": PASSWORD, "suite": citizen.hidden("suite")})
    assert signed_in.location == "/compte/suppression"


@pytest.mark.requirement("LANGUAGE-1")
def test_switch_of_the_sign_in_page_costs_no_try(citizen: Citizen) -> None:
    citizen.to_account()
    citizen.post("/deconnexion", {})
    citizen.get("/identification")
    press_switch(citizen, {"nir": NIR, "password": "faux"})
    for_each = [press_switch(citizen, {"nir": NIR, "password": "faux"}) for _ in range(10)]
    assert len(for_each) == 10
    assert citizen.sign_in().location == "/compte"


@pytest.mark.requirement("LANGUAGE-1")
def test_switch_deletes_no_account_though_its_password_is_right(citizen: Citizen, services: Services) -> None:
    citizen.to_account()
    citizen.get("/compte/suppression")
    press_switch(citizen, {"password": PASSWORD})
    assert citizen.heading() == "Delete my account"
    assert PASSWORD not in citizen.page
    assert citizen.errors() == ""
    with services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1


def buttons_of_the_form(page: Markup) -> list[str]:
    """Return what the buttons that stand outside the form of the page send with it, in their order."""
    (form,) = {button.get("form") for button in page.all("button") if button.get("form")}
    assert page.by_id(form)
    return [button.get("value") for button in page.all("button") if button.get("form")]


@pytest.mark.requirement("LANGUAGE-1")
def test_enter_presses_another_button_than_the_switch_where_somebody_signs_in(citizen: Citizen) -> None:
    citizen.get("/identification")
    assert buttons_of_the_form(Markup(citizen.page)) == ["continuer", "langue"]


@pytest.mark.requirement("LANGUAGE-1")
def test_enter_presses_another_button_than_the_switch_where_somebody_leaves_for_good(citizen: Citizen) -> None:
    citizen.to_account()
    citizen.get("/compte/suppression")
    assert buttons_of_the_form(Markup(citizen.page)) == ["continuer", "langue"]


@pytest.mark.requirement("LANGUAGE-1")
def test_sign_in_page_without_a_form_changes_the_language_by_a_link(visitor: Citizen) -> None:
    visitor.get("/identification")
    assert [link.get("href") for link in Markup(visitor.page).all("a") if link.get("hreflang")] == [
        "/identification?langue=en"
    ]
