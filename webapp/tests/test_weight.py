"""What a page weighs on the network: the first view in one flight of TCP, and nothing that it waits for.

Bytes are counted as they travel: compressed, with the head of the answer.
"""

import gzip
import re
from collections.abc import Callable

import brotli
import pytest
from werkzeug.test import TestResponse

from webapp.tests.citizen import Citizen
from webapp.tests.markup import Markup

# Ten segments of 1,460 bytes: what a server may send before it hears from the browser (RFC 6928).
FIRST_FLIGHT = 14_600
PAGE_WITH_SCRIPTS = 45_000
PAGE_WITH_SECURITY_CONTROL = 60_000
# The status line, and what gunicorn adds: Server, Date, Connection.
HEAD_OF_SERVER = 120

Visit = Callable[[Citizen], object]
JOURNEY: dict[str, tuple[Visit, str]] = {
    "gate": (lambda citizen: citizen.client.delete_cookie("consentement"), "/inscription/identite"),
    "identity": (lambda citizen: citizen, "/inscription/identite"),
    "code": (Citizen.to_code, "/inscription/code"),
    "contact": (Citizen.to_contact, "/inscription/coordonnees"),
    "situation": (Citizen.to_situation, "/inscription/situation"),
    "done": (Citizen.to_account, "/inscription/terminee"),
    "account": (Citizen.to_account, "/compte"),
    "home": (lambda citizen: citizen, "/"),
    "help": (lambda citizen: citizen, "/aide"),
    "sign-in": (lambda citizen: citizen, "/identification"),
}
ERRORS: dict[str, tuple[Visit, str]] = {
    "identity": (lambda citizen: citizen.get("/inscription/identite"), "/inscription/identite"),
    "code": (Citizen.to_code, "/inscription/code"),
    "contact": (Citizen.to_contact, "/inscription/coordonnees"),
    "situation": (Citizen.to_situation, "/inscription/situation"),
}
BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


def travelled(answer: TestResponse) -> int:
    """Return the bytes of an answer on the network."""
    head = sum(len(f"{name}: {value}\r\n") for name, value in answer.headers)
    return HEAD_OF_SERVER + head + len(answer.data)


def read(answer: TestResponse) -> str:
    return brotli.decompress(answer.data).decode()


def files_of(page: Markup) -> list[str]:
    """Return the addresses of the files that a page names: scripts, icons, manifest."""
    return [link.get("href") for link in page.all("link")] + [script.get("src") for script in page.all("script")]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("prepare", "path"), JOURNEY.values(), ids=JOURNEY)
def test_first_view_fits_the_first_flight(citizen: Citizen, prepare: Visit, path: str, language: str) -> None:
    prepare(citizen)
    answer = citizen.client.get(path, headers=BROWSER | {"Accept-Language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in read(answer)
    assert travelled(answer) <= FIRST_FLIGHT


@pytest.mark.parametrize(("prepare", "path"), ERRORS.values(), ids=ERRORS)
def test_page_with_every_error_fits_the_first_flight(citizen: Citizen, prepare: Visit, path: str) -> None:
    prepare(citizen)
    answer = citizen.client.post(path, data={"csrf_token": citizen.hidden("csrf_token")}, headers=BROWSER)
    assert answer.status_code == 422
    assert travelled(answer) <= FIRST_FLIGHT


@pytest.mark.parametrize(("prepare", "path"), JOURNEY.values(), ids=JOURNEY)
def test_whole_page_stays_light(citizen: Citizen, prepare: Visit, path: str) -> None:
    prepare(citizen)
    answer = citizen.client.get(path, headers=BROWSER)
    page = Markup(read(answer))
    images = [image.get("src") for image in page.all("img")]
    whole = travelled(answer) + sum(travelled(citizen.client.get(file, headers=BROWSER)) for file in files_of(page))
    assert whole <= PAGE_WITH_SCRIPTS
    whole += sum(travelled(citizen.client.get(image, headers=BROWSER)) for image in images)
    assert whole <= PAGE_WITH_SECURITY_CONTROL


@pytest.mark.parametrize(("prepare", "path"), JOURNEY.values(), ids=JOURNEY)
def test_later_pages_name_no_file_that_the_first_step_has_not_brought(
    citizen: Citizen, prepare: Visit, path: str
) -> None:
    brought = files_of(Markup(read(citizen.client.get("/inscription/identite", headers=BROWSER))))
    prepare(citizen)
    assert set(files_of(Markup(read(citizen.client.get(path, headers=BROWSER))))) <= set(brought)


@pytest.mark.parametrize("path", ["/", "/inscription/identite", "/identification", "/aide"])
def test_nothing_is_waited_for_before_the_page_is_painted(citizen: Citizen, path: str) -> None:
    page = Markup(read(citizen.client.get(path, headers=BROWSER)))
    waited_for = [link for link in page.all("link") if "stylesheet" in link.get("rel")]
    assert waited_for == []
    assert [script for script in page.all("script") if "defer" not in script.attributes] == []
    assert len(page.all("style")) == 1


@pytest.mark.parametrize("path", ["/", "/inscription/identite", "/identification", "/aide"])
def test_page_fetches_nothing_from_elsewhere_and_no_font(citizen: Citizen, path: str) -> None:
    html = read(citizen.client.get(path, headers=BROWSER))
    page = Markup(html)
    fetched = [element.get("href") for element in page.all("link")]
    fetched += [element.get("src") for kind in ("script", "img", "audio") for element in page.all(kind)]
    assert [url for url in fetched if not re.match(r"/(?!/)", url)] == []
    assert "@font-face" not in html
    assert "url(" not in page.all("style")[0].text


def test_browser_that_takes_gzip_alone_reads_the_same_page(visitor: Citizen) -> None:
    plain = visitor.client.get("/aide")
    compressed = visitor.client.get("/aide", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(compressed.data) == plain.data
    assert compressed.headers["Content-Length"] == f"{len(compressed.data)}"
    assert "Accept-Encoding" in compressed.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize("path", ["/health/live", "/cookies/verification"])
def test_what_is_short_already_travels_as_it_is(citizen: Citizen, path: str) -> None:
    assert "Content-Encoding" not in citizen.client.get(path, headers=BROWSER).headers


def test_sound_and_image_of_the_security_control_are_not_compressed_again(citizen: Citizen) -> None:
    citizen.get("/inscription/identite")
    answer = citizen.client.get(f"/controle/{citizen.hidden('captcha_token')}.png", headers=BROWSER)
    assert "Content-Encoding" not in answer.headers
