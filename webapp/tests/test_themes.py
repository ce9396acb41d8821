"""THEME=dsfr shows the State's own files where they were fetched; nothing of them is in the neutral theme."""

from pathlib import Path

import pytest
from werkzeug.test import Client

from webapp.tests.citizen import Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.markup import Markup
from webapp.themes import ThemeNotInstalled


@pytest.fixture
def fetched(tmp_path: Path) -> Path:
    """Return a folder that looks like the one that « make dsfr » fills."""
    folder = tmp_path / "dsfr"
    for name in (
        "dsfr.min.css",
        "utility/utility.min.css",
        "fonts/Marianne-Regular.woff2",
        "icons/system/add-line.svg",
    ):
        file = folder / "9.8.7" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"/* {name} */")
    return folder


def test_official_files_come_as_they_were_published_under_their_version(make_app: MakeApp, fetched: Path) -> None:
    client = make_app(theme="dsfr", dsfr_folder=fetched).test_client()
    page = Markup(client.get("/").get_data(as_text=True))
    sheets = [link.get("href") for link in page.all("link") if link.get("rel") == "stylesheet"]
    assert sheets == ["/static/dsfr-9.8.7/dsfr.min.css", "/static/dsfr-9.8.7/utility/utility.min.css"]
    font = client.get("/static/dsfr-9.8.7/fonts/Marianne-Regular.woff2")
    assert (font.data, font.mimetype) == (b"/* fonts/Marianne-Regular.woff2 */", "font/woff2")
    assert "immutable" in font.headers["Cache-Control"]


def test_policy_lets_in_what_the_official_stylesheet_brings_and_no_more(make_app: MakeApp, fetched: Path) -> None:
    policy = make_app(theme="dsfr", dsfr_folder=fetched).test_client().get("/").headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["font-src"] == "'self'"
    assert rules["img-src"] == "'self' data:"
    assert rules["style-src"].startswith("'self' 'sha256-")
    assert "unsafe" not in policy


def test_neutral_theme_is_the_default_and_names_no_official_file(citizen: Citizen) -> None:
    answer = citizen.client.get("/")
    html = answer.get_data(as_text=True)
    assert "dsfr" not in html
    assert "Marianne" not in html
    assert "font-src" not in answer.headers["Content-Security-Policy"]


def test_official_theme_without_its_files_does_not_start(make_app: MakeApp, tmp_path: Path) -> None:
    with pytest.raises(ThemeNotInstalled, match="make dsfr"):
        make_app(theme="dsfr", dsfr_folder=tmp_path / "rien")


@pytest.mark.parametrize(
    "path", ["/static/dsfr-9.8.7/../../settings.py", "/static/dsfr-9.8.7/", "/static/dsfr-9.8.6/dsfr.min.css"]
)
def test_nothing_else_of_the_machine_is_served(make_app: MakeApp, fetched: Path, path: str) -> None:
    (fetched.parent / "settings.py").write_text("")
    assert Client(make_app(theme="dsfr", dsfr_folder=fetched)).get(path).status_code == 404
