"""Requests without a readable form: a page answers whatever bytes come, and nothing is done."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from webapp.tests.citizen import Citizen
from webapp.tests.places import PLACES, done_so_far

TWENTY_MEGABYTES = 20 * 1024 * 1024
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
