"""The report by criterion: everything an auditor asks of it is there, in one file."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from accessibility.deliverables import report
from accessibility.tests.deliverables.handmade import AUDIT, INCOMPLETE, assessed, signed

PICTURE = b"\x89PNG picture"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Return a directory with the picture that the finding points at."""
    (tmp_path / "constats").mkdir()
    (tmp_path / "constats" / "label.png").write_bytes(PICTURE)
    return tmp_path


class Outline(HTMLParser):
    """The identifiers, targets, headings and addresses of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.identifiers: list[str] = []
        self.targets: list[str] = []
        self.addresses: list[str] = []
        self.levels: list[int] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.identifiers += [has["id"]] if "id" in has else []
        self.targets += [has["href"][1:]] if has.get("href", "").startswith("#") else []
        self.addresses += [has[name] for name in ("src", "href") if name in has]
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []


def test_every_criterion_has_its_article_with_its_tests(directory: Path) -> None:
    page = report.html(assessed(directory), directory)

    assert len(re.findall(r'<h3 id="c\d+\.\d+">', page)) == 106
    assert len(re.findall(r"<dt>\d+\.\d+\.\d+</dt>", page)) == 258


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("Le champ n’a pas d’étiquette.", id="message"),
        pytest.param("<code>/inscription/code</code>", id="page"),
        pytest.param("Étape 2, code faux (<code>code-faux</code>)", id="state"),
        pytest.param("<code>#code</code>", id="selector"),
        pytest.param("&lt;input id=&#34;code&#34; name=&#34;code&#34;&gt;", id="HTML, shown and not run"),
        pytest.param("«&nbsp;zone de saisie&nbsp;»", id="what was spoken"),
        pytest.param('<a href="#capture-1">', id="picture"),
        pytest.param("dans chromium, test 11.1.1", id="engine and test"),
        pytest.param("Titre : « Code »", id="note for a person"),
        pytest.param("Preuve d’absence", id="proof of absence"),
        pytest.param("data:image/png;base64,", id="picture itself"),
    ],
)
def test_finding_is_told_with(directory: Path, part: str) -> None:
    assert part in report.html(assessed(directory), directory)


def test_picture_that_many_findings_share_stands_once(directory: Path) -> None:
    twice = (replace(each, findings=each.findings * 3) for each in AUDIT.results)

    page = report.html(assessed(directory, audit=replace(AUDIT, results=tuple(twice))), directory)

    assert page.count("data:image/png") == 1


def test_missing_picture_is_left_out(tmp_path: Path) -> None:
    assert "#capture" not in report.html(assessed(tmp_path), tmp_path)


def test_picture_of_a_state_is_a_file_beside_the_page(directory: Path) -> None:
    page = report.html(assessed(directory), directory)

    assert '<a href="etats/accueil.png">Accueil</a>' in page
    assert '<a href="etats/code.png">etats/code.png</a>' in page


@pytest.mark.parametrize("write", [report.html, report.beyond_html], ids=["index", "wcag22"])
def test_page_stands_alone_and_holds_together(directory: Path, write: object) -> None:
    outline = Outline(write(assessed(directory), directory))  # type: ignore[operator]

    assert sorted(outline.identifiers) == sorted(set(outline.identifiers))
    assert set(outline.targets) <= set(outline.identifiers)
    assert {each.partition(",")[0] for each in outline.addresses if not each.startswith("#")} <= {
        "data:image/png;base64", "index.html", "etats/accueil.png", "etats/code.png",
    }  # fmt: skip
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert max(after - before for before, after in zip(outline.levels, outline.levels[1:], strict=False)) == 1


def test_mention_without_audit_is_the_lawful_one(directory: Path) -> None:
    page = report.html(assessed(directory), directory)

    assert "Accessibilité&nbsp;: non conforme" in page
    assert "Aucun audit signé et complet" in page


def test_what_went_wrong_with_verdicts_comes_first(directory: Path) -> None:
    file = signed(directory, {"11.1": "C"})
    file.with_name("other.toml").write_text('author = "Claude"\ndate = 2026-01-01\n', encoding="utf-8")

    page = report.html(assessed(directory), directory)

    assert "À regarder d’abord" in page
    assert "mais des vérifications ont constaté 1 échec(s)" in page
    assert "<code>other.toml</code>&nbsp;: Le fichier n’est pas signé." in page


def test_verdict_that_pages_outgrew_is_told(directory: Path) -> None:
    signed(directory, {"3.2": "C"})
    states = tuple(replace(state, digest="new") for state in AUDIT.states)

    assert "ne vaut plus" in report.html(assessed(directory, audit=replace(AUDIT, states=states)), directory)


def test_promised_check_that_did_not_run_is_named(directory: Path) -> None:
    page = report.html(assessed(directory), directory)

    assert re.search(r"Vérifications promises qui n’ont pas eu lieu, critères [^<]*\b3\.3\b", page)


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("Audit incomplet", id="that it is incomplete"),
        pytest.param("Étape 3, vide (<code>contact</code>), firefox", id="the state"),
        pytest.param("Non vérifié&nbsp;: Le son manque.", id="what was not verified"),
    ],
)
def test_audit_that_missed_something_tells(directory: Path, part: str) -> None:
    assert part in report.html(assessed(directory, audit=INCOMPLETE), directory)
    assert part not in report.html(assessed(directory), directory)


def test_wcag_22_is_apart_from_the_rgaa(directory: Path) -> None:
    page = report.beyond_html(assessed(directory), directory)

    assert len(re.findall(r'<h2 id="wcag-', page)) == 6
    assert "La cible mesure 18 px." in page
