"""The same client against the engine of FranceConnect itself, configured as FranceConnect and FranceConnect+ are."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import structlog

from fixtures.franceconnect import PERSONAS, Profile, RegisteredClient
from fixtures.live_server import LiveServer, encryption_keys
from fixtures.oidc_provider import OidcProvider, why_missing
from webapp.models import Account
from webapp.tests.franceconnect.conftest import FAST
from webapp.tests.franceconnect.connected_citizen import TIMEOUT_SECONDS, ConnectedCitizen
from webapp.tests.franceconnect.scenes import count

MISSING = why_missing()
PERSON = PERSONAS["nom-d-usage"]
CLAIMS = (
    "given_name",
    "family_name",
    "preferred_username",
    "birthdate",
    "gender",
    "birthplace",
    "birthcountry",
    "email",
)

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING or "nothing is missing")


@dataclass(frozen=True)
class Platform:
    """How FranceConnect signs and encrypts for one service."""

    profile: Profile
    signing_algorithm: str
    encryption: str | None = None


PLATFORMS = {
    "FranceConnect, ES256": Platform(Profile.STANDARD, "ES256"),
    "FranceConnect, RS256": Platform(Profile.STANDARD, "RS256"),
    "FranceConnect+, RSA-OAEP-256": Platform(Profile.PLUS, "ES256", "RSA-OAEP-256"),
    "FranceConnect+, ECDH-ES": Platform(Profile.PLUS, "ES256", "ECDH-ES"),
}


@contextmanager
def service_of(platform: Platform, replaced: str = "") -> Iterator[LiveServer]:
    """Serve the application for an engine that is told about it."""
    client_id, client_secret = "inscription", secrets.token_hex(32)
    settings = {
        "franceconnect_level": platform.profile.value,
        "franceconnect_client_id": client_id,
        "franceconnect_client_secret": client_secret,
        "franceconnect_encryption_keys": encryption_keys(platform.encryption or "ECDH-ES"),
        **FAST,
        "franceconnect_timeout_seconds": 5,
    }
    with OidcProvider() as provider, LiveServer(franceconnect_issuer=provider.issuer, **settings) as server:
        client = RegisteredClient(
            client_id,
            client_secret,
            (f"{server.url}/franceconnect/retour",),
            (f"{server.url}/franceconnect/sortie",),
            f"{server.url}/franceconnect/jwks.json",
            platform.signing_algorithm,
        )
        person = PERSON.claims(set(CLAIMS))
        provider.serve(platform.profile, client, person, encryption=platform.encryption, replaced=replaced)
        yield server


@pytest.fixture(scope="module", params=PLATFORMS.values(), ids=PLATFORMS.keys())
def service(request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    with service_of(request.param) as server:
        yield server


def submit_logout(citizen: ConnectedCitizen, page: requests.Response) -> None:
    """Press the button of the engine's own page, which FranceConnect presses by itself."""
    form = re.search(r'action="([^"]+)".*?name="xsrf" value="([^"]+)"', page.text, re.DOTALL)
    assert form, page.text
    answer = citizen.browser.post(form[1], data={"xsrf": form[2], "logout": "yes"}, timeout=TIMEOUT_SECONDS)
    citizen.page, citizen.path = answer.text, urlsplit(answer.url).path


def test_identity_is_read_signed_up_and_found_again_by_its_sub(service: LiveServer) -> None:
    citizen = ConnectedCitizen(service)
    citizen.connect()
    assert citizen.path == "/inscription/franceconnect/identite"
    for_name = f"{PERSON.given_name} {PERSON.preferred_username}"
    assert for_name in citizen.text()
    assert "9 février 1976" in citizen.text()
    assert PERSON.email
    assert PERSON.email in citizen.text()
    citizen.sign_up(PERSON.nir)

    again = ConnectedCitizen(service)
    again.connect()
    assert again.path == "/compte"
    assert PERSON.family_name in again.text()


def test_sign_out_goes_through_the_engine_and_comes_back_with_our_state(service: LiveServer) -> None:
    citizen = ConnectedCitizen(service)
    citizen.connect()
    page = citizen.post("/franceconnect/deconnexion", {"suite": "/aide"})
    asked = parse_qs(urlsplit(page.url).query)
    assert set(asked) == {"id_token_hint", "state", "post_logout_redirect_uri"}
    assert page.status_code == 200
    with structlog.testing.capture_logs() as logs:
        submit_logout(citizen, page)
    assert citizen.path == "/aide"
    assert "franceconnect.sign_out_unmatched" not in str(logs)
    assert citizen.get("/compte").url.endswith("suite=/compte")


@pytest.mark.parametrize(("replaced", "reason"), [("nonce", "nonce"), ("audience", "aud")])
def test_id_token_of_another_request_or_service_is_refused(replaced: str, reason: str) -> None:
    with service_of(PLATFORMS["FranceConnect+, ECDH-ES"], replaced) as service:
        citizen = ConnectedCitizen(service)
        with structlog.testing.capture_logs() as logs:
            citizen.connect()
        assert citizen.heading() == "Connexion interrompue par sécurité"
        assert citizen.status == 400
        assert [entry["reason"] for entry in logs if entry["event"] == "franceconnect.failed"] == [
            f"invalid_claim {reason}"
        ]
        assert citizen.get("/compte").url.endswith("suite=/compte")
        assert count(service, Account) == 0
