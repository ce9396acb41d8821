"""What bad input gets: a message at the field and in the summary, every other answer kept, and nothing done.

A refused form moves nobody and changes nothing, which these tests assert; so all tests of a step share one citizen.
"""

import secrets
from collections.abc import Mapping
from io import BytesIO
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from webapp.models import Draft
from webapp.services import Services
from webapp.signup.draft import Drafts
from webapp.signup.text_rules import kept
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.markup import Markup
from webapp.tests.places import PLACES, Fields, done_so_far, right_form

HOSTILE = {
    "empty": "",
    "spaces only": " \u00a0\u2003 ",
    "10,000 characters": "x" * 10_000,
    "NUL": "Rennes\x00",
    "control characters": "Ren\x07nes\x1b[31m",
    "line breaks": "Ren\r\nnes",
    "emoji": "Rennes 😀",
    "right-to-left override": "Ren\u202enes",
    "right-to-left marks": "Ren\u200fnes\u061c",
    "lone replacement character": "Ren\ufffdnes",
    "unassigned character": "Rennes\u0378",
    "HTML": "<script>alert(1)</script>",
    "SQL": "' OR 1=1; DROP TABLE accounts; --",
    "template": "{{ 7*7 }}{% raw %}${7*7}",
}
TEXT_FIELDS = [
    *(("identity", name) for name in ("nir", "birth_name", "email", "captcha")),
    ("code", "code"),
    *(("contact", name) for name in ("phone", "street", "postcode", "town", "country")),
    *(("situation", name) for name in ("diploma", "diploma_year", "category")),
    ("sign-in", "nir"),
]
REFUSED = [
    *((*field, kind) for field in TEXT_FIELDS for kind in HOSTILE),
    *(("contact", "complement", kind) for kind in list(HOSTILE)[2:]),
    ("identity", "password", "spaces only"),
    ("identity", "password", "10,000 characters"),
    ("identity", "password", "NUL"),
    ("identity", "password", "HTML"),
    ("sign-in", "password", "empty"),
    ("sign-in", "password", "spaces only"),
]
REQUIRED = [*TEXT_FIELDS[:8], ("contact", "town"), *TEXT_FIELDS[10:], ("sign-in", "password")]
NEVER_SENT_BACK = ("password", "captcha", "captcha_token", "entry", "terms_version")


@pytest.mark.parametrize(("where", "name", "kind"), REFUSED, ids=str)
def test_bad_value_is_told_at_its_field_and_keeps_the_others(
    crowd: Mapping[str, Citizen], where: str, name: str, kind: str
) -> None:
    citizen, place = crowd[where], PLACES[where]
    fields = right_form(citizen, place) | {name: HOSTILE[kind]}
    before = done_so_far(citizen)
    answer = citizen.post(place.path, fields)
    page = Markup(citizen.page)
    assert answer.status_code == 422
    assert page.error(name) != ""
    assert page.error(name) in citizen.errors()
    assert shown(page, fields, besides=name) == sent(fields, besides=name)
    assert PASSWORD not in citizen.page
    assert "Traceback" not in citizen.page
    assert done_so_far(citizen) == before


def test_sentence_that_serves_several_fields_is_led_by_the_label_in_the_summary(citizen: Citizen) -> None:
    citizen.to_contact()
    long, sentence = "x" * 39, "Cette ligne d’adresse compte au plus 38 caractères"
    citizen.post("/inscription/coordonnees", citizen.contact(street=long, complement=long, town=long, phone=""))
    links = [link.text for link in Markup(citizen.page).all("a") if sentence in link.text]
    labels = ["Numéro et rue", "Complément d’adresse (facultatif)", "Commune"]
    assert links == [f"{label} : {sentence} : abrégez-la." for label in labels]
    assert Markup(citizen.page).error("street").startswith(sentence)
    assert "Numéro de téléphone :" not in citizen.errors()


def sent(fields: Fields, besides: str) -> Fields:
    return {name: value for name, value in fields.items() if name not in {*NEVER_SENT_BACK, besides, "website"}}


def shown(page: Markup, fields: Fields, besides: str) -> Fields:
    return {name: page.value(name) for name in sent(fields, besides)}


@pytest.mark.parametrize(("where", "name"), REQUIRED)
def test_missing_field_is_told_like_an_empty_one(crowd: Mapping[str, Citizen], where: str, name: str) -> None:
    citizen, place = crowd[where], PLACES[where]
    fields = right_form(citizen, place)
    del fields[name]
    before = done_so_far(citizen)
    assert citizen.post(place.path, fields).status_code == 422
    assert Markup(citizen.page).error(name) in citizen.errors()
    assert Markup(citizen.page).error(name) != ""
    assert done_so_far(citizen) == before


@pytest.mark.parametrize("password", [{"password": ""}, {}], ids=["empty", "missing"])
def test_first_form_without_a_password_is_told_at_its_field(citizen: Citizen, password: Fields) -> None:
    citizen.get("/inscription/identite")
    fields = citizen.identity()
    del fields["password"]
    assert citizen.post("/inscription/identite", fields | password).status_code == 422
    page = Markup(citizen.page)
    assert page.error("password") == "Saisissez un mot de passe qui respecte les règles indiquées."
    assert page.error("password") in citizen.errors()
    assert shown(page, fields, besides="password") == sent(fields, besides="password")
    assert citizen.deliver() == []


def test_terms_that_are_not_accepted_are_told_at_the_box(crowd: Mapping[str, Citizen]) -> None:
    citizen = crowd["situation"]
    fields = right_form(citizen, PLACES["situation"])
    del fields["terms"]
    before = done_so_far(citizen)
    assert citizen.post("/inscription/situation", fields).status_code == 422
    assert "ochez la case" in Markup(citizen.page).error("terms")
    assert Markup(citizen.page).error("terms") in citizen.errors()
    assert Markup(citizen.page).value("diploma_year") == "2012"
    assert done_so_far(citizen) == before


@pytest.mark.parametrize("token", ["", "é\x00", "A" * 10_000, "undefined"])
def test_security_control_that_was_never_made_is_told_and_replaced(crowd: Mapping[str, Citizen], token: str) -> None:
    citizen = crowd["identity"]
    fields = right_form(citizen, PLACES["identity"]) | {"captcha_token": token}
    before = done_so_far(citizen)
    assert citizen.post("/inscription/identite", fields).status_code == 422
    page = Markup(citizen.page)
    assert page.error("captcha") in citizen.errors()
    assert page.value("captcha_token") != token
    assert page.text("password-kept") != ""
    assert done_so_far(citizen) == before


def test_form_without_its_security_control_is_told(crowd: Mapping[str, Citizen]) -> None:
    citizen = crowd["identity"]
    fields = right_form(citizen, PLACES["identity"])
    del fields["captcha_token"]
    before = done_so_far(citizen)
    assert citizen.post("/inscription/identite", fields).status_code == 422
    assert Markup(citizen.page).error("captcha") != ""
    assert done_so_far(citizen) == before


def test_hidden_field_that_only_robots_fill_sends_no_mail(crowd: Mapping[str, Citizen]) -> None:
    citizen = crowd["identity"]
    fields = right_form(citizen, PLACES["identity"]) | {"website": "https://spam.example"}
    before = done_so_far(citizen)
    assert citizen.post("/inscription/identite", fields).status_code == 422
    assert "réservé aux robots" in citizen.errors()
    # Whoever followed a link would land where nobody sees or hears anything.
    assert "#website" not in citizen.page
    assert done_so_far(citizen) == before


@pytest.mark.parametrize("where", PLACES)
def test_unknown_fields_are_left_out(crowd: Mapping[str, Citizen], where: str) -> None:
    citizen, place = crowd[where], PLACES[where]
    first = next(iter(right_form(citizen, place)))
    fields = right_form(citizen, place) | {first: "", "is_admin": "1", "step": "done", "action": "inconnue", "x[]": "1"}
    before = done_so_far(citizen)
    assert citizen.post(place.path, fields).status_code == 422
    assert Markup(citizen.page).error(first) != ""
    assert done_so_far(citizen) == before


def test_unknown_fields_are_not_kept_either(citizen: Citizen, services: Services) -> None:
    citizen.to_contact()
    unknown = {"is_admin": "1", "step": "done", "nir": "1", "email": "autre@exemple.fr", "x[]": "1"}
    answer = citizen.post("/inscription/coordonnees", citizen.contact() | unknown)
    with services.database.read() as session:
        kept = session.scalars(select(Draft)).one()
    answers = Drafts(services.database, services.keyring, services.clock).answers_of(kept)
    assert (answer.location, kept.step) == ("/inscription/situation", "situation")
    assert (answers["nir"], answers["email"]) == (NIR, citizen.email)
    assert {"is_admin", "step", "x[]"}.isdisjoint(answers)


@pytest.mark.parametrize("where", PLACES)
def test_lists_instead_of_values_are_read_as_their_first_value(crowd: Mapping[str, Citizen], where: str) -> None:
    citizen, place = crowd[where], PLACES[where]
    fields = {name: ["", "zweitens", "drittens"] for name in right_form(citizen, place)}
    before = done_so_far(citizen)
    assert citizen.post(place.path, fields).status_code == 422
    assert "zweitens" not in citizen.page
    assert done_so_far(citizen) == before


@pytest.mark.parametrize("where", PLACES)
def test_names_of_lists_are_no_fields(crowd: Mapping[str, Citizen], where: str) -> None:
    citizen, place = crowd[where], PLACES[where]
    fields = {f"{name}[]": value for name, value in right_form(citizen, place).items()}
    before = done_so_far(citizen)
    assert citizen.post(place.path, fields).status_code == 422
    assert citizen.errors() != ""
    assert done_so_far(citizen) == before


@pytest.mark.parametrize("where", PLACES)
def test_files_instead_of_values_are_told_like_empty_fields(crowd: Mapping[str, Citizen], where: str) -> None:
    citizen, place = crowd[where], PLACES[where]
    files = {name: (BytesIO(b"\x00\xff"), "photo.png") for name in right_form(citizen, place)}
    before = done_so_far(citizen)
    assert citizen.post(place.path, files).status_code == 422
    assert citizen.errors() != ""
    assert done_so_far(citizen) == before


@pytest.mark.parametrize("where", PLACES)
def test_bytes_that_are_no_utf8_are_told(crowd: Mapping[str, Citizen], where: str) -> None:
    citizen, place = crowd[where], PLACES[where]
    names = list(right_form(citizen, place))
    before = done_so_far(citizen)
    body = "&".join(
        [f"csrf_token={quote_plus(citizen.hidden('csrf_token'))}", *(f"{name}=%E9%FF%C3" for name in names)]
    )
    answer = citizen.client.post(place.path, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.get_data(as_text=True)
    assert done_so_far(citizen) == before


# Most characters at random are refused at once; the others look for what only nearly is.
ANYTHING = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789 +-.@/'éA<>&\"", max_size=30),
    st.sampled_from(sorted(HOSTILE.values())),
)
RIGHT_BEFORE = {"website": "", "action": "continuer"}


@pytest.mark.parametrize("where", [name for name in PLACES if name != "sign-in"])
@settings(max_examples=30)
@given(data=st.data())
def test_no_input_fails_the_service_or_loses_another_answer(
    crowd: Mapping[str, Citizen], where: str, data: st.DataObject
) -> None:
    """One field is always bad, so that the citizen stays at the step and can be asked again."""
    citizen, place = crowd[where], PLACES[where]
    right = right_form(citizen, place)
    names = [name for name in right if name not in {*NEVER_SENT_BACK, "website", "terms"}]
    # A year is not judged without a diploma.
    spoilt = data.draw(st.sampled_from([name for name in names if name != "diploma_year"]))
    changed = data.draw(st.dictionaries(st.sampled_from(sorted({*right, "inconnu"})), ANYTHING))
    fields = right | RIGHT_BEFORE | changed | {spoilt: "\x00" + data.draw(ANYTHING), "entry": secrets.token_hex(4)}
    before = done_so_far(citizen)
    answer = citizen.post(place.path, fields)
    page = Markup(citizen.page)
    good = [name for name in names if page.error(name) == ""]
    assert answer.status_code == 422
    assert page.error(spoilt) != ""
    assert {name: page.value(name) for name in good} == {name: kept(str(fields[name])) for name in good}
    assert done_so_far(citizen) == before
