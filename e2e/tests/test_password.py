"""The password (PWD-1 to PWD-4)."""

import pytest
from playwright.sync_api import expect

from e2e.journey import Journey
from e2e.keyboard import Keyboard
from e2e.pages import CodeStep, IdentityStep, Person, SignInPage
from e2e.wording import error, label, saying

LENGTH = "12 caractères au minimum"
LETTER_AND_DIGIT = "au moins une lettre et un chiffre"
BOTH_CASES = "au moins une majuscule et une minuscule"
SPECIAL = "au moins un caractère spécial"
RULES = (LENGTH, LETTER_AND_DIGIT, BOTH_CASES, SPECIAL)


def submit_password(journey: Journey, password: str) -> IdentityStep:
    identity = journey.to_identity()
    identity.password.fill(password)
    identity.submit()
    expect(identity.error_summary).to_be_visible()
    return identity


@pytest.mark.in_turn
@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(LENGTH, marks=pytest.mark.requirement("PWD-1")),
        pytest.param(LETTER_AND_DIGIT, marks=pytest.mark.requirement("PWD-2")),
        pytest.param(BOTH_CASES, marks=pytest.mark.requirement("PWD-3")),
        pytest.param(SPECIAL, marks=pytest.mark.requirement("PWD-4")),
    ],
)
def test_rule_is_shown_before_typing(journey: Journey, rule: str) -> None:
    expect(journey.to_identity().rule(rule)).to_be_visible()


@pytest.mark.in_turn
@pytest.mark.parametrize(
    ("password", "rule"),
    [
        pytest.param("Tisane-bleu1", None, id="12 characters", marks=pytest.mark.requirement("PWD-1")),
        pytest.param("Tisane-ble1", LENGTH, id="11 characters", marks=pytest.mark.requirement("PWD-1")),
        pytest.param("Tisane-ardoise", LETTER_AND_DIGIT, id="no digit", marks=pytest.mark.requirement("PWD-2")),
        pytest.param("1234-5678-9012", LETTER_AND_DIGIT, id="no letter", marks=pytest.mark.requirement("PWD-2")),
        pytest.param("tisane-ardoise-42", BOTH_CASES, id="no upper case", marks=pytest.mark.requirement("PWD-3")),
        pytest.param("TISANE-ARDOISE-42", BOTH_CASES, id="no lower case", marks=pytest.mark.requirement("PWD-3")),
        pytest.param("TisaneArdoise42", SPECIAL, id="no special", marks=pytest.mark.requirement("PWD-4")),
        pytest.param("TisanéArdoisé42", SPECIAL, id="é is a letter", marks=pytest.mark.requirement("PWD-4")),
        pytest.param("Tisane Ardoise42", None, id="a space is special", marks=pytest.mark.requirement("PWD-4")),
        pytest.param(
            "Éé1-Éé1-Éé1-",
            None,
            id="é both cases",
            marks=[pytest.mark.requirement("PWD-2"), pytest.mark.requirement("PWD-3")],
        ),
        pytest.param("Tisane🍵ardoise42", None, id="emoji", marks=pytest.mark.requirement("PWD-1")),
        pytest.param("Ab1-" * 32, None, id="128 characters", marks=pytest.mark.requirement("PWD-1")),
    ],
)
def test_password_is_judged_by_the_four_rules(journey: Journey, password: str, rule: str | None) -> None:
    identity = submit_password(journey, password)
    expected = error(rule) if rule else saying("est gardé sans être affiché")
    expect(identity.password).to_have_accessible_description(expected)
    expect(identity.password).to_have_value("")


@pytest.mark.requirement("PWD-1")
@pytest.mark.requirement("PWD-2")
@pytest.mark.requirement("PWD-3")
@pytest.mark.requirement("PWD-4")
def test_every_unmet_rule_is_named_at_once(journey: Journey) -> None:
    identity = submit_password(journey, "é")
    expect(identity.password).to_have_accessible_description(error(*RULES))


@pytest.mark.requirement("PWD-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    ("password", "reason"),
    [
        pytest.param("Ab1-" * 32 + "c", "128 caractères", id="129 characters"),
        pytest.param("Password123!", "courants", id="common"),
        pytest.param("Vive-Besançon-42", "contient votre nom", id="holds the name"),
        pytest.param("Vive-citoyenne-42", "contient votre nom ou votre adresse", id="holds the address"),
    ],
)
def test_password_that_anyone_would_guess_is_refused_with_the_reason(
    journey: Journey, password: str, reason: str
) -> None:
    identity = journey.to_identity()
    identity.birth_name.fill("Besançon")
    identity.email.fill("citoyenne@exemple.fr")
    identity.password.fill(password)
    identity.submit()
    expect(identity.password).to_have_accessible_description(error(reason))


@pytest.mark.requirement("PWD-4")
@pytest.mark.renderings("htmx")
def test_rules_show_which_are_met_while_typing(journey: Journey) -> None:
    identity = journey.to_identity()
    identity.password.press_sequentially("abc1")
    expect(identity.rule(LETTER_AND_DIGIT)).to_contain_text(label(": respecté"))
    expect(identity.rule(LENGTH)).to_contain_text(label("pas encore respecté"))
    identity.password.press_sequentially("DEF-ghijk")
    expect(identity.rule(LENGTH)).to_contain_text(label(": respecté"))
    expect(identity.rule(SPECIAL)).to_contain_text(label(": respecté"))
    expect(identity.password).to_have_value("abc1DEF-ghijk")


@pytest.mark.requirement("PWD-1")
@pytest.mark.renderings("htmx")
def test_help_while_typing_fetches_no_image_that_nobody_sees(journey: Journey) -> None:
    identity = journey.to_identity()
    identity.wait_for_image()
    asked: list[tuple[str, str]] = []
    journey.page.on("request", lambda request: asked.append((request.resource_type, request.url)))
    identity.password.press_sequentially("abc1")
    expect(identity.rule(LETTER_AND_DIGIT)).to_contain_text(label(": respecté"))
    identity.show_password()
    expect(identity.password).to_have_attribute("type", "text")
    identity.type_address("nom@gmial.com")
    expect(identity.address_suggestion).to_be_visible()
    # WebKit asks for the icon of a page whenever it has nothing else to do.
    assert [url for kind, url in asked if kind == "image" and "favicon" not in url] == []
    expect(identity.image).to_be_visible()


@pytest.mark.requirement("PWD-1")
@pytest.mark.renderings("htmx", "blocked", "plain")
def test_password_can_be_shown_hidden_and_used(journey: Journey, persona: Person) -> None:
    identity = journey.to_filled_identity(persona)
    identity.show_password()
    expect(identity.password).to_have_attribute("type", "text")
    expect(identity.password).to_have_value(persona.password)
    expect(identity.birth_name).to_have_value(persona.birth_name)
    identity.hide_password()
    expect(identity.password).to_have_attribute("type", "password")
    identity.submit()
    CodeStep(journey.page).expect_current()


@pytest.mark.requirement("PWD-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    ("password", "nearly"),
    [
        pytest.param(" Tisane-ardoise-42 ", "Tisane-ardoise-42", id="spaces around it"),
        pytest.param("Ab1-" * 32, "Ab1-" * 18, id="128 characters and not the first 72"),
    ],
)
def test_every_character_of_a_password_is_part_of_it(
    journey: Journey, persona: Person, password: str, nearly: str
) -> None:
    journey.to_done(persona.with_changes(password=password)).sign_out()
    sign_in = SignInPage(journey.page).expect_current()
    sign_in.sign_in(persona.nir, nearly)
    expect(sign_in.error_summary).to_be_visible()
    sign_in.sign_in(persona.nir, password)
    expect(sign_in.account_link).to_be_visible()


@pytest.mark.requirement("PWD-1")
def test_password_managers_know_the_field_and_a_paste_goes_in(
    journey: Journey, persona: Person, keyboard: Keyboard
) -> None:
    identity = journey.to_identity()
    expect(identity.password).to_have_attribute("autocomplete", "new-password")
    keyboard.carry(persona.password, via=identity.birth_name, to=identity.password)
    expect(identity.birth_name).to_have_value("")
    expect(identity.password).to_have_value(persona.password)


@pytest.mark.requirement("PWD-1")
def test_refused_password_is_not_sent_back(journey: Journey) -> None:
    identity = submit_password(journey, "TisaneArdoise42")
    expect(identity.password).to_have_accessible_description(error())
    assert "TisaneArdoise42" not in journey.page.content()
