"""The example of a proxy that ends TLS (docs/nginx.conf), run as it stands."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from fixtures.scaled_service import ScaledService
from webapp.tests.scale.scaled_citizen import ScaledCitizen

# More than the burst of docs/nginx.conf, and what its rate lets through meanwhile.
FLOOD = 600


def ask(service: ScaledService, path: str, **headers: str) -> requests.Response:
    with requests.Session() as browser:
        browser.trust_env = False
        browser.verify = str(service.certificate)
        return browser.get(service.url + path, headers=headers, allow_redirects=False, timeout=60)


def post(service: ScaledService, path: str) -> requests.Response:
    return requests.post(service.url + path, verify=str(service.certificate), allow_redirects=False, timeout=60)


def test_plain_http_is_sent_to_tls(service: ScaledService) -> None:
    answer = requests.get(f"{service.nginx.plain_url}/aide?a=1", allow_redirects=False, timeout=60)
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://127.0.0.1/aide?a=1")


def test_pages_over_tls_say_so_to_the_browser(service: ScaledService) -> None:
    answer = ask(service, "/")
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_session_cookie_is_for_tls_alone(citizen: ScaledCitizen) -> None:
    citizen.to_code()
    (cookie,) = (cookie for cookie in citizen.client.cookies if "session" in cookie.name)
    assert cookie.name == "__Host-session"
    assert cookie.secure


def test_other_host_gets_no_answer(service: ScaledService) -> None:
    with pytest.raises(requests.ConnectionError):
        ask(service, "/", Host="ailleurs.example")


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "X-Original-URL", "Forwarded"])
def test_claimed_host_is_on_no_page(service: ScaledService, header: str) -> None:
    answer = ask(service, "/identification", **{header: "host=ailleurs.example"})
    assert answer.status_code == 200
    assert "ailleurs.example" not in answer.text


def test_claimed_address_counts_for_nothing(citizen: ScaledCitizen) -> None:
    citizen.get("/identification")
    form = {"nir": citizen.person.nir, "password": "Faux-mot-de-passe-1", "csrf_token": citizen.hidden("csrf_token")}
    statuses = [
        citizen.client.post("/identification", form, {"X-Forwarded-For": f"192.0.2.{number}"}).status_code
        for number in range(8)
    ]
    assert statuses == [422] * 5 + [429] * 3


def test_flood_of_passwords_ends_at_the_proxy(service: ScaledService) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: post(service, "/identification"), range(FLOOD)))
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["Retry-After"] == "5"
    assert "Rien n’a été enregistré" in refused.text
    assert post(service, "/cookies").status_code != 429
    assert ask(service, "/identification").status_code == 200


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_what_is_for_those_who_watch_is_not_for_the_network(service: ScaledService, path: str) -> None:
    assert ask(service, path).status_code == 404
    assert service.instances[0].asked("/health/live") == 200


def test_proxy_names_no_version(service: ScaledService) -> None:
    assert ask(service, "/").headers["Server"] == "nginx"
