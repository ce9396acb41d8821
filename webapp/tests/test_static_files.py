"""The files that browsers fetch: named after their content, kept for ever, compressed, and known to the pages."""

import base64
import gzip
import hashlib
import runpy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import brotli
import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.test import Client, TestResponse

from webapp import static_files
from webapp.operations import draining
from webapp.static_files import FOLDER, StaticFiles
from webapp.tests.citizen import Citizen
from webapp.tests.markup import Markup

SCRIPT = (FOLDER / "htmx-2.0.11.min.js").read_bytes()
UNCHANGED: Callable[[bytes], bytes] = bytes


@pytest.fixture
def files(app: Flask) -> StaticFiles:
    return app.jinja_env.globals["static"]


def ask(app: Flask, path: str, **headers: str) -> TestResponse:
    return Client(app).get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("accepted", "coding", "read"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("", None, UNCHANGED),
        ("br;q=0, gzip;q=0", None, UNCHANGED),
    ],
)
def test_file_travels_in_the_best_coding_that_the_browser_takes(
    app: Flask, files: StaticFiles, accepted: str, coding: str | None, read: Callable[[bytes], bytes]
) -> None:
    answer = ask(app, files["htmx-2.0.11.min.js"].url, Accept_Encoding=accepted)
    assert answer.headers.get("Content-Encoding") == coding
    assert read(answer.data) == SCRIPT
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_no_request_waits_for_a_file_to_be_compressed(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "script.js").write_bytes(SCRIPT)
    made = []
    monkeypatch.setattr(static_files, "CODINGS", {"br": lambda content: made.append(content) or b"small"})
    monkeypatch.setattr(draining, "_flags", [])
    app.jinja_env.globals["static"] = files = StaticFiles(tmp_path, {})
    runpy.run_path("webapp/gunicorn.conf.py")["post_worker_init"](SimpleNamespace(wsgi=app))
    compressed_before = len(made)
    answer = Client(files.in_front_of(NotFound())).get(files["script.js"].url, headers={"Accept-Encoding": "br"})
    assert (answer.data, compressed_before, len(made)) == (b"small", 1, 1)


def test_file_is_kept_for_ever_and_knows_nobody(citizen: Citizen, files: StaticFiles) -> None:
    citizen.to_account()
    answer = citizen.client.get(files["favicon.svg"].url)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert answer.mimetype == "image/svg+xml"


def test_other_content_has_another_name(tmp_path: Path) -> None:
    urls = []
    for version in ("un", "deux"):
        (folder := tmp_path / version).mkdir()
        (folder / "fichier.js").write_text(version)
        urls.append(StaticFiles(folder, {})["fichier.js"].url)
    assert len(set(urls)) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/static/htmx-2.0.11.min.js",
        "/static/htmx-2.0.11.min.0000000000.js",
        "/static/README.md",
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/static/",
    ],
)
def test_any_other_name_is_a_page_that_says_so(app: Flask, path: str) -> None:
    answer = ask(app, path)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_file_that_has_not_changed_is_not_sent_again(app: Flask, files: StaticFiles) -> None:
    url = files["htmx-2.0.11.min.js"].url
    tag = ask(app, url, Accept_Encoding="br").headers["ETag"]
    again = ask(app, url, Accept_Encoding="br", If_None_Match=tag)
    assert (again.status_code, again.data) == (304, b"")


def test_head_tells_the_same_without_the_content(app: Flask, files: StaticFiles) -> None:
    answer = Client(app).head(files["htmx-2.0.11.min.js"].url)
    assert (answer.data, answer.headers["Content-Length"]) == (b"", f"{len(SCRIPT)}")


def test_nothing_can_be_posted_to_a_file(app: Flask, files: StaticFiles) -> None:
    assert Client(app).post(files["favicon.svg"].url).status_code == 404


def test_browsers_run_no_other_script_in_the_place_of_ours(visitor: Citizen) -> None:
    visitor.get("/")
    scripts = Markup(visitor.page).all("script")
    fetched = [ask(visitor.app, script.get("src")).data for script in scripts]
    digests = [f"sha384-{base64.b64encode(hashlib.sha384(content).digest()).decode()}" for content in fetched]
    assert [script.get("integrity") for script in scripts] == digests
    assert digests


def test_every_file_that_a_page_names_is_there(visitor: Citizen) -> None:
    visitor.get("/")
    page = Markup(visitor.page)
    named = [element.get("href") for element in page.all("link")] + [e.get("src") for e in page.all("script")]
    assert {ask(visitor.app, path).status_code for path in named} == {200}
