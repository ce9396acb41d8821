"""Names and addresses of every script come back as typed: in the form, the database, the account page, the file."""

import unicodedata
from dataclasses import asdict
from html import escape

import pytest
from sqlalchemy import select

from fixtures.personas import SPECIAL, People, Persona
from webapp.account import accounts
from webapp.models import Account
from webapp.services import Services
from webapp.tests.citizen import Citizen
from webapp.tests.markup import Markup

NAMES = {
    "apostrophe and carons": "N'Guessan-Štefánik",
    "typographic apostrophe": "N’Guessan",
    "particle": "d'Ornano",
    "stroke": "Łukasz",
    "100 characters": "Montmorency-" * 8 + "Lavé",
    "one letter": "Ô",
    "Arabic": "الفاسي",
    "Hebrew": "בן־דוד",
    "Greek": "Παπαδόπουλος",
    "Cyrillic": "Щербаков",
    "Georgian": "ჯუღაშვილი",
    "Devanagari": "श्रीवास्तव",
    "Han": "歐陽",
    "Hangul": "황보",
    "Vietnamese": "Nguyễn Phước",
    "outside the first plane": "𠮷田",
    "middle dot": "L'Hôpital·Léo",
}


def signed_up(citizen: Citizen, person: Persona) -> dict[str, str]:
    """Walk the journey as this person and return what the database holds of them."""
    citizen.email = person.email
    answers = asdict(person)
    assert citizen.fill_identity(**part(answers, "nir", "birth_name", "password")).status_code == 303, citizen.errors()
    citizen.enter(citizen.code())
    citizen.get("/inscription/coordonnees")
    contact = part(answers, "phone", "street", "complement", "postcode", "town", "country")
    assert citizen.post("/inscription/coordonnees", contact).status_code == 303, citizen.errors()
    citizen.get("/inscription/situation")
    situation = citizen.situation(**part(answers, "diploma", "diploma_year", "category"))
    assert citizen.post("/inscription/situation", situation).status_code == 303, citizen.errors()
    return recorded(citizen.app.extensions["services"])


def part(answers: dict[str, str], *names: str) -> dict[str, str]:
    return {name: answers[name] for name in names}


def recorded(services: Services) -> dict[str, str]:
    with services.database.read() as session:
        account = session.scalars(select(Account)).one()
    return accounts.open_profile(services.keyring, account)


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("kind", SPECIAL)
def test_special_person_signs_up_and_reads_what_they_typed(citizen: Citizen, kind: str) -> None:
    person = People().special(kind)
    profile = signed_up(citizen, person)
    typed = part(asdict(person), "birth_name", "street", "complement", "postcode", "town", "country")
    assert {name: profile[name] for name in typed} == {name: composed(value) for name, value in typed.items()}
    assert profile["nir"] == person.nir
    downloaded = citizen.client.get("/compte/donnees.json").get_json()
    assert part(downloaded, *typed) == part(profile, *typed)
    citizen.get("/compte")
    assert composed(person.birth_name) in [element.text for element in Markup(citizen.page).all("dd")]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_name_comes_back_as_it_was_typed(citizen: Citizen, name: str) -> None:
    citizen.fill_identity(birth_name=name, nir="")
    assert Markup(citizen.page).value("birth_name") == name
    profile = signed_up(citizen, People().anyone(birth_name=name, email=citizen.email))
    assert profile["birth_name"] == name
    citizen.get("/compte")
    assert name in [element.text for element in Markup(citizen.page).all("dd")]
    assert citizen.client.get("/compte/donnees.json").get_json()["birth_name"] == name


def test_name_of_101_characters_is_refused_whole(citizen: Citizen) -> None:
    citizen.fill_identity(birth_name="é" * 101)
    assert "100 caractères" in Markup(citizen.page).error("birth_name")
    assert Markup(citizen.page).value("birth_name") == "é" * 101


@pytest.mark.parametrize("line", ["123 bis avenue du Général Leclerc-Haut", "é" * 38, "e\u0301" * 38, "𠮷" * 38])
def test_address_line_of_38_characters_comes_back(citizen: Citizen, line: str) -> None:
    profile = signed_up(citizen, People().anyone(street=line, complement=line, town=line))
    assert (profile["street"], profile["complement"], profile["town"]) == (composed(line),) * 3


@pytest.mark.parametrize("name", ["street", "complement", "town"])
def test_address_line_of_39_characters_is_refused_whole(citizen: Citizen, name: str) -> None:
    citizen.to_contact()
    citizen.post("/inscription/coordonnees", citizen.contact(**{name: "é" * 39}))
    assert "38 caractères" in Markup(citizen.page).error(name)
    assert Markup(citizen.page).value(name) == "é" * 39


@pytest.mark.parametrize(
    "password",
    ["Mot de passe 12 é", "ПарольПароль-12", "Ünïcödé-Pässwörd-1", "Aa1-🔐🔐🔐🔐🔐🔐🔐🔐", " Espaces autour 1 "],
)
def test_password_of_any_script_signs_in(citizen: Citizen, password: str) -> None:
    person = People().anyone(password=password)
    signed_up(citizen, person)
    citizen.post("/deconnexion", {})
    assert citizen.sign_in(person.nir, password).location == "/compte"


def test_password_composed_otherwise_is_the_same(citizen: Citizen) -> None:
    person = People().anyone(password=unicodedata.normalize("NFD", "Églantine-été-42"))
    signed_up(citizen, person)
    citizen.post("/deconnexion", {})
    assert citizen.sign_in(person.nir, unicodedata.normalize("NFC", person.password)).location == "/compte"


def test_what_looks_like_html_in_a_name_is_text(citizen: Citizen) -> None:
    citizen.fill_identity(birth_name="<b>Le Goff</b>")
    assert escape("<b>Le Goff</b>") in citizen.page
    assert "<b>Le Goff</b>" not in citizen.page
