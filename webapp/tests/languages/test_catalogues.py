"""Every sentence has its translation, with the same values in it; a language is one file."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from huey import Huey

from fixtures.build import translations
from fixtures.mailbox import Mailbox
from webapp.languages.catalogues import FILE, Catalogues, direction_of, name_of
from webapp.settings import Settings
from webapp.tests.citizen import Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.markup import Markup

ENGLISH = translations.TRANSLATIONS / "en" / FILE
VALUE = re.compile(r"%\(\w+\)[sd]|%%")
LINK = re.compile(r'href="[^"]*"')
BRETON = """
msgid ""
msgstr ""
"Language: br\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=5; plural=(n>1);\\n"

msgid "Ouvrez votre compte pour vous former"
msgstr "Digorit ho kont"

msgid "H 'h' mm"
msgstr "HH'e'mm"
"""


@pytest.fixture(scope="module")
def english() -> Catalog:
    return translations.read(ENGLISH)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def is_untranslated(message: Message) -> bool:
    return message.fuzzy or not all(forms(message.string))


def values(text: str | tuple[str, ...]) -> set[frozenset[str]]:
    return {frozenset(VALUE.findall(form)) for form in forms(text)}


def links(text: str | tuple[str, ...]) -> set[str]:
    return {link for form in forms(text) for link in LINK.findall(form)}


def test_every_sentence_of_code_and_templates_has_its_english(english: Catalog) -> None:
    said = {message.id for message in translations.extracted() if message.id}
    translated = {message.id for message in english if message.id and not is_untranslated(message)}
    assert said - translated == set()


def test_nothing_is_translated_that_nobody_says(english: Catalog) -> None:
    said = {message.id for message in translations.extracted()}
    assert {message.id for message in english} - said == set()


def test_translations_hold_the_values_and_the_links_of_their_sentences(english: Catalog) -> None:
    others = [
        message.id
        for message in english
        if message.id and (values(message.id) != values(message.string) or links(message.id) != links(message.string))
    ]
    assert others == []


def test_catalogue_is_as_the_command_writes_it(tmp_path: Path) -> None:
    copy = tmp_path / "en" / FILE
    copy.parent.mkdir(parents=True)
    copy.write_bytes(ENGLISH.read_bytes())
    translations.update(copy)
    assert copy.read_bytes() == ENGLISH.read_bytes()


def test_sentence_without_a_translation_is_shown_in_french(tmp_path: Path) -> None:
    file = tmp_path / "br" / FILE
    file.parent.mkdir(parents=True)
    file.write_text(BRETON, encoding="utf-8")
    breton = Catalogues(tmp_path).of("br")
    assert breton.gettext("Ouvrez votre compte pour vous former") == "Digorit ho kont"
    assert breton.gettext("Créer mon compte") == "Créer mon compte"


@pytest.mark.parametrize(("number", "form"), [(0, "essai"), (1, "essai"), (2, "essais")])
def test_nought_is_singular_in_french(number: int, form: str) -> None:
    assert Catalogues(Path()).of("fr").ngettext("essai", "essais", number) == form


@pytest.mark.parametrize(("tag", "name"), [("fr", "Français"), ("en", "English"), ("pt-BR", "Português (Brasil)")])
def test_languages_call_themselves_by_their_own_names(tag: str, name: str) -> None:
    assert name_of(tag) == name


@pytest.mark.parametrize(("tag", "direction"), [("fr", "ltr"), ("pt-BR", "ltr"), ("ar", "rtl"), ("he", "rtl")])
def test_languages_are_written_their_own_way(tag: str, direction: str) -> None:
    assert direction_of(tag) == direction


@pytest.fixture
def breton_citizen(make_app: MakeApp, queue: Huey, mails: Mailbox, tmp_path: Path) -> Citizen:
    """Return somebody who reads Breton, at a deployment that was given one file."""
    file = tmp_path / "translations" / "br" / FILE
    file.parent.mkdir(parents=True)
    file.write_text(BRETON, encoding="utf-8")
    citizen = Citizen(make_app(translations=tmp_path / "translations"), queue, mails)
    citizen.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "br"
    return citizen


def test_one_file_adds_a_language_with_its_switch_hours_countries_and_mails(breton_citizen: Citizen) -> None:
    breton_citizen.get("/")
    assert breton_citizen.heading() == "Digorit ho kont"
    (switch,) = [link for link in Markup(breton_citizen.page).all("a") if link.get("hreflang")]
    assert switch.text == "Français"
    breton_citizen.accept_cookies().to_contact()
    assert ">Alamagn</option>" in breton_citizen.page
    (mail,) = breton_citizen.deliver()
    assert "10e45" in mail.text


def test_all_languages_of_the_folder_are_offered_unless_some_are_named(settings: Settings) -> None:
    assert Catalogues(settings.translations, settings.languages).tags == ("fr", "en")
    assert Catalogues(settings.translations, ("fr",)).tags == ("fr",)
