"""What browsers keep of the service for when there is no network: the same for everybody, and after consent alone."""

import json
import re

import pytest

from webapp.tests.citizen import Citizen
from webapp.tests.conftest import MakeApp
from webapp.tests.markup import Markup


def kept_paths(citizen: Citizen) -> list[str]:
    """Return the addresses that the service worker keeps."""
    script = citizen.client.get("/service-worker.js").get_data(as_text=True)
    (page,) = re.findall(r'OFFLINE_PAGE = "([^"]+)";', script)
    (files,) = re.findall(r"FILES = (\[.*?\]);", script)
    return [page, *json.loads(files)]


def worker_of(citizen: Citizen) -> list[str]:
    """Return the workers that a page asks browsers to keep."""
    citizen.get("/")
    return [found for script in Markup(citizen.page).all("script") if (found := script.get("data-worker"))]


def test_manifest_has_all_that_makes_the_service_installable(visitor: Citizen) -> None:
    visitor.get("/")
    (link,) = [link for link in Markup(visitor.page).all("link") if link.get("rel") == "manifest"]
    answer = visitor.client.get(link.get("href"))
    manifest = json.loads(answer.data)
    icons = {(icon["sizes"], icon["purpose"]): visitor.client.get(icon["src"]) for icon in manifest["icons"]}
    assert answer.mimetype == "application/manifest+json"
    assert manifest["display"] == "minimal-ui"
    assert {"name", "short_name", "start_url", "scope", "id", "theme_color", "background_color"} <= set(manifest)
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} == set(icons)
    assert {(icon.status_code, icon.mimetype) for icon in icons.values()} == {(200, "image/png")}


def test_worker_covers_the_whole_service_and_is_asked_for_anew_each_time(citizen: Citizen) -> None:
    answer = citizen.client.get("/service-worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    again = citizen.client.get("/service-worker.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_worker_keeps_static_files_and_one_page(citizen: Citizen) -> None:
    page, *files = kept_paths(citizen)
    assert page == "/hors-ligne"
    assert [path for path in files if not path.startswith("/static/")] == []
    assert {citizen.client.get(path).status_code for path in (page, *files)} == {200}


def test_page_that_is_kept_offers_no_language_that_is_not(citizen: Citizen) -> None:
    citizen.get("/hors-ligne")
    assert [link for link in Markup(citizen.page).all("a") if link.get("hreflang")] == []


def test_page_that_is_kept_says_nothing_of_who_asked_for_it(citizen: Citizen, another_citizen: Citizen) -> None:
    citizen.to_account()
    signed_in = citizen.client.get("/hors-ligne")
    assert signed_in.data == another_citizen.client.get("/hors-ligne").data
    assert citizen.email.encode() not in signed_in.data
    assert b"csrf_token" not in signed_in.data
    assert "Set-Cookie" not in signed_in.headers


def test_page_that_is_kept_needs_no_other_file(citizen: Citizen) -> None:
    page = Markup(citizen.client.get("/hors-ligne").get_data(as_text=True))
    assert [image.get("src") for image in page.all("img")] == []
    assert {script.get("src") for script in page.all("script")} <= set(kept_paths(citizen))
    assert "24 heures" in page.text("offline")


def test_nothing_is_kept_before_cookies_are_accepted(visitor: Citizen) -> None:
    assert worker_of(visitor) == []


def test_nothing_is_kept_once_cookies_are_refused(citizen: Citizen) -> None:
    assert worker_of(citizen) == ["/service-worker.js"]
    citizen.client.post("/cookies", data={"choix": "refuser"})
    assert worker_of(citizen) == []


def test_another_page_makes_another_worker(citizen: Citizen, make_app: MakeApp) -> None:
    here = citizen.client.get("/service-worker.js")
    elsewhere = make_app(service_name="Autre service").test_client().get("/service-worker.js")
    assert here.data != elsewhere.data
    assert here.headers["ETag"] != elsewhere.headers["ETag"]


@pytest.mark.parametrize("path", ["/manifest.webmanifest", "/service-worker.js", "/hors-ligne"])
def test_what_is_kept_writes_no_cookie(visitor: Citizen, path: str) -> None:
    assert "Set-Cookie" not in visitor.client.get(path).headers


def test_every_page_has_the_place_where_a_lost_request_is_told(visitor: Citizen) -> None:
    visitor.get("/")
    page = Markup(visitor.page)
    region = page.by_id("connection-lost")
    main = page.by_id("main")
    assert region
    assert (region.get("role"), region.text) == ("alert", "")
    assert main
    assert region not in main.inside


def test_browser_without_scripts_and_styles_is_not_told_that_the_connection_was_cut(visitor: Citizen) -> None:
    visitor.get("/aide")
    assert not [element for element in Markup(visitor.page).elements if "La connexion a été coupée" in element.text]
