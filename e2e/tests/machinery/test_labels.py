"""What a service written by others says otherwise is looked for by its label: table [labels]."""

import ast
import re
from collections.abc import Iterator

import pytest

from e2e.catalogue import SUITE
from fixtures.server_process import ROOT

pytestmark = pytest.mark.machinery

LOOKING = {
    *("to_contain_text", "not_to_contain_text", "to_have_text", "not_to_have_text", "get_by_text", "get_by_label"),
    *("to_have_title", "to_have_accessible_name", "to_have_accessible_description"),
}
SHOWING = {"get_by_role", "filter", "locator", "select_option"}
OF_MAILS = {"subject", "text", "html"}
A_WORD = re.compile(r"(?<![\w@.])[A-Za-zÀ-ÿ][a-zà-ÿ]{2}")  # no name in capitals, and no part of an address
BY_ITSELF = "Service Unavailable"  # a server says so, whoever has written the service
OTHERS = ("test_english.py", "franceconnect_provider.py")  # it reads English itself; the simulator is ours

Texts = dict[str, list[ast.expr]]


def unlabelled(source: str) -> list[str]:
    """Return what a module of tests looks for as ours says it: a text, or the name of one, without a label."""
    module = ast.parse(source)
    named = _named(module)
    return [ast.unparse(one) for node in ast.walk(module) for one in _looked_for(node) if _is_ours(one, named)]


def _looked_for(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what a node looks for, on a page or in a mail."""
    match node:
        case ast.Call(func=ast.Attribute(attr=method), args=[first, *_]) if method in LOOKING:
            yield first
        case ast.Call(func=ast.Attribute(attr="startswith", value=ast.Attribute(attr=part)), args=[first]):
            yield from [first] if part in OF_MAILS else []
        case ast.Call(func=ast.Attribute(attr=method), keywords=keywords) if method in SHOWING:
            yield from (keyword.value for keyword in keywords if keyword.arg in ("name", "has_text", "label"))
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[ast.Attribute(attr=part)]):
            yield from [left] if part in OF_MAILS else []


def _named(module: ast.Module) -> Texts:
    """Return what names stand for: constants of the module, and what rows of tables give to a test."""
    texts: Texts = {}
    for node in ast.walk(module):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                texts.setdefault(name, []).append(value)
            case ast.Call(func=ast.Attribute(attr="parametrize"), args=[names, ast.List(elts=rows)]):
                for column, name in enumerate(_columns(names)):
                    texts.setdefault(name, []).extend(_cell(row, column) for row in rows)
    return texts


def _columns(names: ast.expr) -> list[str]:
    said = ast.literal_eval(names)
    return [said] if isinstance(said, str) else list(said)


def _cell(row: ast.expr, column: int) -> ast.expr:
    match row:
        case ast.Tuple(elts=cells) | ast.Call(func=ast.Attribute(attr="param"), args=cells):
            return cells[column]
    return row


def _is_ours(said: ast.expr, named: Texts) -> bool:
    match said:
        case ast.Constant(value=str(text)):
            return bool(A_WORD.search(text)) and text != BY_ITSELF
        case ast.JoinedStr(values=parts):
            return any(_is_ours(part, named) for part in parts if isinstance(part, ast.Constant))
        case ast.Name(id=name):
            return any(_is_ours(text, {}) for text in named.get(name, ()))
        case ast.Call(func=ast.Attribute(attr="compile"), args=[pattern, *_]):
            return _is_ours(pattern, named)
    return False


@pytest.mark.parametrize(
    "source",
    [
        'expect(page).to_have_title("Indisponible")',
        'expect(rule).to_contain_text(": respecté")',
        'expect(main).to_contain_text(f"{width} pixels de large")',
        'LOST = "La connexion a été coupée."\npage.get_by_role("alert").filter(has_text=LOST)',
        'page.get_by_role("heading", name="3. Le zoom")',
        'expect(page).to_have_title(re.compile("^Erreur"))',
        'assert "Un compte existe déjà" in mail.text',
        'assert mail.subject.startswith("Votre compte")',
        'field.select_option(label="Employés")',
        '@pytest.mark.parametrize(("width", "said"), [(300, "étroite")])\ndef test_a(said): page.get_by_text(said)',
        '@pytest.mark.parametrize("said", [pytest.param("étroite", id="a")])\ndef test_a(said): page.get_by_text(said)',
    ],
)
def test_text_of_ours_is_found_in_whatever_way_it_is_looked_for(source: str) -> None:
    assert len(unlabelled(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'expect(page).to_have_title(label("Indisponible"))',
        'LATE = label("L’envoi prend du retard")\nstatus.filter(has_text=LATE)',
        'expect(account.value("Année")).to_have_text("1930")',
        'expect(identity.given("Nom")).to_have_text("LEMOINE")',
        'expect(suggestion).to_contain_text("@gmail.com")',
        'assert "004217" in mail.text',
        "expect(contact.street).to_have_text(persona.street)",
    ],
)
def test_label_and_what_somebody_typed_are_left_alone(source: str) -> None:
    assert unlabelled(source) == []


@pytest.mark.parametrize("folder", ["tests", "ways", "pages"])
def test_nothing_is_looked_for_as_ours_says_it(folder: str) -> None:
    sources = [file for file in (ROOT / SUITE / folder).glob("*.py") if file.name not in OTHERS]
    found = [f"{file.name}: {said}" for file in sources for said in unlabelled(file.read_text(encoding="utf-8"))]
    assert found == []
