"""How a deployment is entered behind a password, or under a certificate that nobody vouches for: by browsers, by us."""

import warnings
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import InsecureRequestWarning

from e2e.deployment import Deployment

TIMEOUT_SECONDS = 30
USUAL_PORTS = {"http": 80, "https": 443}


def context_options(told: Deployment, url: str) -> dict[str, Any]:
    """Return Playwright's options for it. The password is given to the deployment alone."""
    login = {"username": told.user, "password": told.password, "origin": _origin(url)}
    entering = {"http_credentials": login} if told.user else {}
    return entering | ({"ignore_https_errors": True} if told.ignore_https_errors else {})


def _origin(url: str) -> str:
    """Return the origin of an address as browsers write it: without the port that its scheme has anyway."""
    where = urlsplit(url)
    port = f":{where.port}" if where.port not in (None, USUAL_PORTS.get(where.scheme)) else ""
    return f"{where.scheme}://{where.hostname}{port}"


def ask(told: Deployment, method: str, url: str, **options: Any) -> requests.Response:
    """Ask for a page; where it leads is not followed, to a host perhaps that nobody named.

    Args:
        told: what is said of the deployment.
        method: of HTTP.
        url: of the page.
        options: of requests: what is sent along.

    Raises:
        requests.RequestException: nothing answers.

    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InsecureRequestWarning)
        return requests.request(
            method,
            url,
            auth=(told.user, told.password) if told.user else None,
            verify=not told.ignore_https_errors,
            allow_redirects=False,
            timeout=TIMEOUT_SECONDS,
            **options,
        )
