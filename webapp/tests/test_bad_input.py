"""What bad input gets: a message at the field and in the summary, every other answer kept, and nothing done.

A refused form moves nobody and changes nothing, which these tests assert; so all tests of a step share one citizen.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fixtures.clock import ControllableClock
from fixtures.mailbox import Mailbox
from webapp import create_app
from webapp.mail.queue import open_queue
from webapp.models import Account, Base, Counter, Draft, Mail
from webapp.services import Services
from webapp.signup.draft import Drafts
from webapp.signup.text_rules import kept
from webapp.tests.citizen import NIR, PASSWORD, Citizen
from webapp.tests.conftest import make_settings
from webapp.tests.markup import Markup

Fields = dict[str, object]
TWENTY_MEGABYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class Place:
    """A page with a form: how to get there, and what a right form holds."""

    path: str
    arrive: Callable[[Citizen], object]
    right: Callable[[Citizen], Fields]
    status: int = 422


PLACES = {
    "identity": Place("/inscription/identite", lambda citizen: citizen, Citizen.identity),
    "code": Place(
        "/inscription/code",
        lambda citizen: citizen.to_code(),
        lambda citizen: {"code": citizen.wrong_code(), "entry": citizen.hidden("entry")},
    ),
    "contact": Place("/inscription/coordonnees", lambda citizen: citizen.to_contact(), Citizen.contact),
    "situation": Place("/inscription/situation", lambda citizen: citizen.to_situation(), Citizen.situation),
    "sign-in": Place("/identification", lambda citizen: citizen, lambda _: {"nir": NIR, "password": PASSWORD}),
}

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


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, mail_server: Mailbox) -> Iterator[Mapping[str, Citizen]]:
    """Bring a citizen to each of the places."""
    directory: Path = tmp_path_factory.mktemp("bad-input")
    clock = ControllableClock(datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    clock.freeze()
    app_settings = make_settings(directory, mail_server.port, control_network_limit="100000 per hour")
    queue = open_queue(app_settings)
    app = create_app(app_settings, clock=clock, queue=queue)
    database = app.extensions["services"].database
    Base.metadata.create_all(database.engine)
    citizens = {name: Citizen(app, queue, mail_server).accept_cookies() for name in PLACES}
    yield {name: arrived(citizen, PLACES[name]) for name, citizen in citizens.items()}
    queue.storage.close()
    database.close()


def arrived(citizen: Citizen, place: Place) -> Citizen:
    place.arrive(citizen)
    return citizen


def done_so_far(citizen: Citizen) -> tuple[object, ...]:
    """Return what must not change: accounts, mails, tries, counted events, sign-ups past the first step.

    Wrong copies of the security control are counted, and meant to be.
    """
    services: Services = citizen.app.extensions["services"]
    with services.database.read() as session:
        return (
            session.scalar(select(func.count()).select_from(Account)),
            session.scalar(select(func.count()).select_from(Mail)),
            session.scalar(select(func.sum(Draft.tries))),
            session.scalar(select(func.sum(Draft.sends))),
            session.scalar(select(func.sum(Counter.hits)).where(Counter.key.not_like("%control-network%"))),
            session.execute(select(Draft.id, Draft.step).where(Draft.step != "identity")).all(),
        )


def right_form(citizen: Citizen, place: Place) -> Fields:
    citizen.get(place.path)
    return place.right(citizen)


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


BODIES = {
    "JSON": (b'{"nir": 1, "birth_name": ["a"]}', "application/json", 415),
    "JSON list": (b"[1]", "application/json", 415),
    "broken JSON": (b"{", "application/json", 415),
    "plain text": (b"nir=1", "text/plain", 415),
    "XML": (b"<a/>", "application/xml", 415),
    "multipart cut short": (
        b'--x\r\nContent-Disposition: form-data; name="nir"\r\n\r\n1',
        "multipart/form-data; boundary=x",
        422,
    ),
    "multipart without boundary": (b"--x\r\n", "multipart/form-data", 422),
    "multipart of another boundary": (b"--y\r\n\r\n", "multipart/form-data; boundary=x", 422),
    "bytes above ASCII": (b"nir=\xff\xfe\x00&\xc3", "application/x-www-form-urlencoded", 422),
    "nothing at all": (b"", "", 422),
    "unknown charset": (b"nir=1", "application/x-www-form-urlencoded; charset=klingon", 422),
}


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize(("body", "content_type", "status"), BODIES.values(), ids=BODIES)
def test_body_that_is_no_form_of_ours_gets_a_page(
    crowd: Mapping[str, Citizen], where: str, body: bytes, content_type: str, status: int
) -> None:
    citizen, place = crowd[where], PLACES[where]
    before = done_so_far(citizen)
    answer = citizen.client.post(place.path, data=body, content_type=content_type)
    assert answer.status_code == status
    assert_is_a_page(answer)
    assert done_so_far(citizen) == before


@pytest.mark.parametrize("path", [*(place.path for place in PLACES.values()), "/cookies", "/deconnexion", "/", "/rien"])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain"])
def test_body_of_20_megabytes_gets_a_page(crowd: Mapping[str, Citizen], path: str, content_type: str) -> None:
    citizen = crowd["identity"]
    before = done_so_far(citizen)
    answer = citizen.client.post(path, data=b"x" * TWENTY_MEGABYTES, content_type=content_type)
    assert answer.status_code == 413
    assert_is_a_page(answer)
    assert done_so_far(citizen) == before


def assert_is_a_page(answer: TestResponse) -> None:
    html = answer.get_data(as_text=True)
    assert html.startswith("<!DOCTYPE html>")
    assert "Accessibilité\u00a0: non conforme" in html
    assert "Traceback" not in html


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


@pytest.mark.parametrize("where", PLACES)
@settings(max_examples=25)
@given(body=st.binary(max_size=300), content_type=st.sampled_from([kind for _, kind, _ in BODIES.values()]))
def test_no_bytes_fail_the_service(crowd: Mapping[str, Citizen], where: str, body: bytes, content_type: str) -> None:
    citizen = crowd[where]
    before = done_so_far(citizen)
    answer = citizen.client.post(PLACES[where].path, data=body, content_type=content_type)
    assert answer.status_code in (413, 415, 422)
    assert_is_a_page(answer)
    assert done_so_far(citizen) == before


@pytest.mark.parametrize("path", [*(place.path for place in PLACES.values()), "/compte/suppression", "/cookies", "/"])
def test_asking_for_the_headers_alone_takes_no_form(crowd: Mapping[str, Citizen], path: str) -> None:
    answer = crowd["identity"].client.head(path)
    assert answer.status_code in (200, 303)
    assert answer.get_data() == b""
