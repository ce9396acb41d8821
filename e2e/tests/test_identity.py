"""Step 1: number, birth name, address (NIR-1, NIR-2, NAME-1, MAIL-1, STEP-1)."""

import re

import pytest
from playwright.sync_api import expect

from e2e.journey import Journey
from e2e.keyboard import Keyboard
from e2e.pages import AccountPage, CodeStep, IdentityStep, Person
from e2e.targets import Target
from e2e.wording import error, label, saying
from fixtures.personas import People, Persona, with_key


def next_key(thirteen: str) -> str:
    """Return a number whose key is one too high."""
    return f"{thirteen}{int(with_key(thirteen)[13:]) + 1:02}"


@pytest.mark.requirement("STEP-1")
def test_continue_leads_to_the_email_code(journey: Journey, persona: Person) -> None:
    journey.to_filled_identity(persona).submit()
    CodeStep(journey.page).expect_current()


@pytest.mark.requirement("STEP-1")
def test_empty_form_names_every_field_and_sends_nothing(journey: Journey) -> None:
    identity = journey.to_identity()
    identity.submit()
    expect(identity.error_summary.get_by_role("link")).to_have_count(5)
    identity.expect_current()


@pytest.mark.requirement("NIR-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("2 94 03 75 120 005 91", id="as printed on the card"),
        pytest.param("294037512000591", id="without spaces", marks=pytest.mark.boundary("15 characters")),
        pytest.param("2.94.03.75.120.005.91", id="dots"),
        pytest.param("  2 94 03 75 120 005 - 91 ", id="pasted with dash and outer spaces"),
        pytest.param("2\u00a094\u00a003\u00a075\u00a0120\u00a0005\u00a091", id="non-breaking spaces"),
        pytest.param(with_key("185052A001001"), id="Corse-du-Sud counts as 19"),
        pytest.param(with_key("185052a001001".upper()).lower(), id="Corse-du-Sud in lower case"),
        pytest.param(with_key("293112B001001"), id="Haute-Corse counts as 18"),
        pytest.param(with_key("1750320001001"), id="Corsica in 1975, undivided"),
        pytest.param(with_key("176032A001001"), id="Corsica in 1976, divided"),
        pytest.param(with_key("2920797401001"), id="overseas"),
        pytest.param(with_key("2920798701001"), id="overseas, 98"),
        pytest.param(with_key("1880999001001"), id="abroad"),
        pytest.param(with_key("1912075001001"), id="month 20"),
        pytest.param(with_key("2913075001001"), id="month 30"),
        pytest.param(with_key("2914275001001"), id="month 42"),
        pytest.param(with_key("1895069001001"), id="month 50"),
        pytest.param(with_key("1899969001001"), id="month 99"),
        pytest.param(with_key("1940175120005"), id="month 01"),
        pytest.param(with_key("1941275120005"), id="month 12"),
        pytest.param(with_key("3940335001001"), id="first digit 3"),
        pytest.param(with_key("4940335001001"), id="first digit 4"),
        pytest.param(with_key("7940335001001"), id="first digit 7"),
        pytest.param(with_key("8940335001001"), id="first digit 8"),
    ],
)
def test_right_number_is_accepted_however_it_is_written(journey: Journey, typed: str) -> None:
    identity = journey.to_identity()
    identity.nir.fill(typed)
    identity.submit()
    expect(identity.error_summary).to_be_visible()
    expect(identity.nir).not_to_have_accessible_description(error())


@pytest.mark.requirement("NIR-1")
def test_number_can_be_pasted(journey: Journey, persona: Persona, keyboard: Keyboard) -> None:
    identity = journey.to_filled_identity(persona)
    identity.nir.clear()
    keyboard.carry(f" {persona.printed_nir} ", via=identity.nir, to=identity.nir)
    identity.submit()
    CodeStep(journey.page).expect_current()


@pytest.mark.requirement("NIR-1")
@pytest.mark.renderings("htmx")
def test_number_of_corsica_is_recorded_as_it_is_printed(journey: Journey, everybody: People) -> None:
    person = everybody.special("born in Corse-du-Sud")
    journey.to_done(person)
    account = AccountPage(journey.page).open().expect_current()
    expect(account.value("Numéro de sécurité sociale")).to_have_text(person.printed_nir)


@pytest.mark.requirement("NIR-2")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    ("typed", "part"),
    [
        pytest.param("2 94 03 75 120 005", "15 caractères", id="13 characters"),
        pytest.param("2 94 03 75 120 005 9", "15 caractères", id="14 characters"),
        pytest.param("2 94 03 75 120 005 911", "15 caractères", id="16 characters"),
        pytest.param("2 94 03 75 120 00X 91", "que des chiffres", id="letter"),
        pytest.param(with_key("0940375120005"), "premier chiffre", id="first digit 0"),
        pytest.param(with_key("5940375120005"), "premier chiffre", id="first digit 5"),
        pytest.param(with_key("6940375120005"), "premier chiffre", id="first digit 6"),
        pytest.param(with_key("9940375120005"), "premier chiffre", id="first digit 9"),
        pytest.param(with_key("2941375120005"), "mois de naissance", id="month 13"),
        pytest.param(with_key("2940075120005"), "mois de naissance", id="month 00"),
        pytest.param(with_key("2941975120005"), "mois de naissance", id="month 19"),
        pytest.param(with_key("2942175120005"), "mois de naissance", id="month 21"),
        pytest.param(with_key("2942975120005"), "mois de naissance", id="month 29"),
        pytest.param(with_key("2944375120005"), "mois de naissance", id="month 43"),
        pytest.param(with_key("2944975120005"), "mois de naissance", id="month 49"),
        pytest.param(with_key("2940300120005"), "département de naissance", id="department 00"),
        pytest.param(with_key("1760320001001"), "département de naissance", id="Corsica in 1976, undivided"),
        pytest.param(with_key("175032A001001"), "département de naissance", id="Corsica in 1975, divided"),
        pytest.param(with_key("2940375000005"), "commune", id="commune 000"),
        pytest.param(with_key("2940375120000"), "numéro d’ordre", id="order 000"),
        pytest.param("2 94 03 75 120 005 92", "La clé", id="key", marks=pytest.mark.boundary("key off by one")),
        pytest.param("4 94 03 75 120 005 91", "La clé", id="key of another number"),
        pytest.param(next_key("185052A001001"), "La clé", id="key of Corse-du-Sud"),
        pytest.param(next_key("293112B001001"), "La clé", id="key of Haute-Corse"),
    ],
)
def test_wrong_number_is_refused_with_the_part_that_is_wrong(journey: Journey, typed: str, part: str) -> None:
    identity = journey.to_identity()
    identity.nir.fill(typed)
    identity.submit()
    expect(identity.nir).to_have_accessible_description(error(part))
    expect(identity.error_summary.get_by_role("link", name=saying(part))).to_be_visible()
    expect(identity.nir).to_have_value(re.compile(re.escape(typed[-4:])))


@pytest.mark.requirement("NIR-2")
def test_number_is_in_no_log_whether_refused_or_accepted(journey: Journey, persona: Person, target: Target) -> None:
    identity = journey.to_filled_identity(persona)
    identity.nir.fill(persona.nir[:-1])
    identity.submit()
    expect(identity.error_summary).to_be_visible()
    journey.fill_identity(persona).submit()
    CodeStep(journey.page).expect_current()
    assert persona.nir not in target.wait_for_mail(persona.email).text
    with target.as_far_as_seen():
        assert "/inscription" in target.log()
        assert persona.nir[:-1] not in target.log()


@pytest.mark.requirement("NAME-1")
def test_hint_says_whose_name_it_may_be(journey: Journey) -> None:
    identity = journey.to_identity()
    expect(identity.birth_name).to_have_accessible_description(
        saying("acte de naissance", "par exemple", "père", "mère")
    )


@pytest.mark.requirement("NAME-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    "kind", ["apostrophe and carons", "typographic apostrophe", "particle", "stroke", "100 characters", "Arabic script"]
)
def test_birth_name_is_kept_as_typed(journey: Journey, everybody: People, kind: str) -> None:
    person = everybody.special(kind)
    journey.to_done(person)
    account = AccountPage(journey.page).open().expect_current()
    expect(account.value("Nom de famille de naissance")).to_have_text(person.birth_name)


@pytest.mark.requirement("NAME-1")
@pytest.mark.renderings("htmx")
@pytest.mark.needs("input_method")
def test_word_of_an_input_method_is_kept_and_left_alone_in_the_making(
    journey: Journey, keyboard: Keyboard, persona: Person
) -> None:
    identity = journey.to_filled_identity(persona)
    identity.birth_name.clear()
    identity.password.clear()
    keyboard.begin_word(identity.birth_name, "Nguye", "Nguyê").confirm("Nguyễn")
    word = keyboard.begin_word(identity.password, "Tisane-ardoise-1-e")
    word.change("Tisane-ardoise-1-ê")
    expect(identity.rule("12 caractères")).to_contain_text(label(": respecté"))  # while it was still in the making
    word.confirm("Tisane-ardoise-1-ễ")
    expect(identity.birth_name).to_have_value("Nguyễn")
    expect(identity.password).to_have_value("Tisane-ardoise-1-ễ")
    identity.submit()
    CodeStep(journey.page).expect_current()


@pytest.mark.requirement("NAME-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("   ", id="spaces only"),
        pytest.param("Martin\u202eLe Goff", id="direction mark"),
        pytest.param("<b>Martin</b>", id="HTML"),
        pytest.param("Martin 🙂", id="emoji"),
        pytest.param("M" * 101, id="101 characters"),
    ],
)
def test_what_is_no_name_is_refused(journey: Journey, name: str) -> None:
    identity = journey.to_identity()
    identity.birth_name.fill(name)
    identity.submit()
    expect(identity.birth_name).to_have_accessible_description(error())


@pytest.mark.requirement("MAIL-1")
@pytest.mark.in_turn
@pytest.mark.parametrize(
    "address",
    [
        *("nom", "nom@", "@exemple.fr", "nom@exemple", "nom@@exemple.fr", "nom exemple@exemple.fr", "nom@exemple..fr"),
        pytest.param(f"{'n' * 65}@exemple.fr", id="65 characters before the at sign"),
    ],
)
def test_address_with_a_wrong_syntax_is_refused(journey: Journey, persona: Person, address: str) -> None:
    identity = journey.to_filled_identity(persona.with_changes(email=address))
    identity.submit()
    expect(identity.email).to_have_accessible_description(error())
    expect(identity.email).to_have_value(address)
    identity.expect_current()


@pytest.mark.requirement("MAIL-1")
@pytest.mark.in_turn
@pytest.mark.boundary("64 characters before the at sign")
def test_address_with_64_characters_before_the_at_sign_gets_the_code(
    journey: Journey, persona: Person, everybody: People, target: Target
) -> None:
    address = everybody.long_address()
    journey.to_identity()
    journey.fill_identity(persona.with_changes(email=address)).submit()
    CodeStep(journey.page).expect_current()
    assert target.wait_for_mail(address).code()


@pytest.mark.requirement("MAIL-1")
def test_international_domain_is_accepted_and_gets_the_code(
    journey: Journey, persona: Person, everybody: People, target: Target
) -> None:
    address = everybody.address_at("exämple.fr")
    journey.to_code(persona.with_changes(email=address))
    assert target.wait_for_mail(address.replace("exämple.fr", "xn--exmple-cua.fr")).code()


@pytest.mark.requirement("MAIL-1")
def test_likely_typo_is_pointed_out_and_not_refused(
    journey: Journey, persona: Person, everybody: People, target: Target
) -> None:
    address = everybody.address_at("gmial.com")
    step = journey.to_code(persona.with_changes(email=address))
    expect(step.main.get_by_text("@gmail.com")).to_be_visible()
    assert target.wait_for_mail(address).code()


@pytest.mark.requirement("MAIL-1")
@pytest.mark.in_turn
@pytest.mark.parametrize("domain", ["laposte.net", "ymail.com", "exemple.fr"])
def test_address_that_may_well_be_right_is_left_alone(
    journey: Journey, persona: Person, everybody: People, domain: str
) -> None:
    step = journey.to_code(persona.with_changes(email=everybody.address_at(domain)))
    expect(step.suggestion).to_be_hidden()


@pytest.mark.requirement("MAIL-1")
@pytest.mark.renderings("htmx")
def test_likely_typo_is_pointed_out_on_leaving_the_field(journey: Journey) -> None:
    identity = journey.to_identity()
    identity.type_address("nom@gmial.com")
    expect(identity.address_suggestion).to_contain_text("@gmail.com")


@pytest.mark.requirement("MAIL-1")
def test_code_page_tells_that_the_mail_server_refuses_the_address(
    journey: Journey, persona: Person, target: Target
) -> None:
    target.refuse_mails(persona.email)
    step = journey.to_code(persona)
    assert target.mails(persona.email) == []
    step.open()
    expect(step.status.filter(has_text=label("Adresse refusée"))).to_be_visible()
    step.restart()
    expect(IdentityStep(journey.page).expect_current().email).to_have_value(persona.email)
