"""The example of a proxy that ends TLS (docs/nginx.conf), run as it stands."""

import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from fixtures.scaled_service import ScaledService
from fixtures.services.daemon import LOOPBACK, free_port
from fixtures.services.nginx import Nginx
from webapp.tests.scale.scaled_citizen import ScaledCitizen

# More than the burst of docs/nginx.conf, and what its rate lets through meanwhile.
FLOOD = 600
FLOOD_OF_PAGES = 3_000
# Lets a test say from which address it asks.
ADDRESS_CLAIMED = {
    "server_tokens off;": "server_tokens off; set_real_ip_from 127.0.0.1; real_ip_header X-Address;",
    # A client that has a name for it says so when TLS begins.
    "server_name 127.0.0.1;": "server_name 127.0.0.1 compte-formation.test;",
}


@pytest.fixture
def alone() -> Iterator[Nginx]:
    """Return a proxy whose instances are all gone."""
    proxy = Nginx([free_port() for _ in range(3)], Nginx.ports(), ADDRESS_CLAIMED)
    yield proxy.start()
    proxy.close()


def asked(proxy: Nginx, path: str, times: int = 1, address: str = "192.0.2.1") -> list[requests.Response]:
    """Ask one proxy, many times on few connections."""
    with ThreadPoolExecutor(8) as pool:
        pieces = pool.map(lambda _: _asked_in_turn(proxy, path, times // 8 or 1, address), range(min(times, 8)))
        return [answer for piece in pieces for answer in piece]


def _asked_in_turn(proxy: Nginx, path: str, times: int, address: str) -> list[requests.Response]:
    with requests.Session() as browser:
        browser.trust_env = False
        browser.verify = str(proxy.certificate)
        return [browser.get(proxy.url + path, headers={"X-Address": address}, timeout=60) for _ in range(times)]


def statuses(answers: list[requests.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


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
    form = {"nir": citizen.person.nir, "csrf_token": citizen.hidden("csrf_token")}
    statuses = [
        citizen.client.post(
            "/identification",
            form | {"password": f"Faux-mot-de-passe-{number}"},
            {"X-Forwarded-For": f"192.0.2.{number}"},
        ).status_code
        for number in range(8)
    ]
    assert statuses == [422] * 5 + [429] * 3


def test_flood_of_passwords_ends_at_the_proxy(service: ScaledService) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: post(service, "/identification"), range(FLOOD)))
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["Retry-After"] == "5"
    assert "Cette demande n’a pas été enregistrée" in refused.text
    assert "<p lang=en>Too many requests at once." in refused.text
    assert post(service, "/cookies").status_code != 429
    assert ask(service, "/identification").status_code == 200


@pytest.mark.parametrize(
    ("path", "times"),
    [("/identification", FLOOD_OF_PAGES), ("/controle/x.wav", FLOOD), ("/franceconnect/connexion", FLOOD)],
)
def test_flood_of_pages_ends_at_the_proxy_with_a_page_that_helps(alone: Nginx, path: str, times: int) -> None:
    answers = asked(alone, path, times)
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.headers["Retry-After"] == "5"
    assert "rechargez la page" in refused.text
    assert statuses(asked(alone, path, address="192.0.2.2")) == {503: 1}


def test_pages_that_a_busy_shared_address_asks_for_pass_the_proxy(alone: Nginx) -> None:
    assert statuses(asked(alone, "/identification", 800)) == {503: 800}
    assert statuses(asked(alone, "/controle/x.png", 160)) == {503: 160}


def test_addresses_of_one_ipv6_network_are_one_network(alone: Nginx) -> None:
    asked(alone, "/controle/x.wav", FLOOD, "2001:db8:0:1::1")
    assert 429 in statuses(asked(alone, "/controle/x.wav", 160, "2001:db8:0:1:a::"))
    assert statuses(asked(alone, "/controle/x.wav", 160, "2001:db8:0:2::1")) == {503: 160}


def test_citizens_are_helped_while_no_instance_is_left_and_the_log_holds_nothing_of_them(alone: Nginx) -> None:
    (answer,) = asked(alone, "/inscription/code?a=secret")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "votre inscription reprendra où vous en étiez" in answer.content.decode()
    assert "<p lang=en>The service is unavailable for the moment." in answer.content.decode()
    assert " 503 upstream=" in alone.log()
    assert [private for private in ("192.0.2.1", "secret", "inscription/code") if private in alone.log()] == []


def test_address_that_is_too_long_is_told_in_words(alone: Nginx) -> None:
    request = b"GET /?a=" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: compte-formation.test\r\n\r\n"
    context = ssl.create_default_context(cafile=alone.certificate)
    context.check_hostname = False
    with (
        socket.create_connection((LOOPBACK, urlsplit(alone.url).port or 0), timeout=60) as plain,
        context.wrap_socket(plain, server_hostname="compte-formation.test") as wire,
    ):
        wire.sendall(request)
        answer = b"".join(iter(lambda: wire.recv(65_536), b"")).decode()
    assert answer.startswith("HTTP/1.1 414 ")
    assert "Repartez de" in answer
    assert "<p lang=en>This address is too long" in answer


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_what_is_for_those_who_watch_is_not_for_the_network(service: ScaledService, path: str) -> None:
    assert ask(service, path).status_code == 404
    assert service.instances[0].asked("/health/live") == 200


def test_proxy_names_no_version(service: ScaledService) -> None:
    assert ask(service, "/").headers["Server"] == "nginx"
