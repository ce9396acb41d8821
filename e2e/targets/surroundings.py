"""Asks a deployment, and the mailbox beside it, whether they are there: once, before any test is judged by them."""

import pytest
import requests

from e2e.deployment import CATCHING, Deployment, path_of
from e2e.targets import access
from e2e.targets.mailboxes import mailbox
from e2e.targets.not_verifiable import NotVerifiable

NOBODY = "personne"


def ask_service(deployment: Deployment, url: str) -> None:
    """Ask for the first page.

    Raises:
        pytest.UsageError: nothing answers, or one who lets nobody in, or with an error of the server.

    """
    try:
        status = access.ask(deployment, "GET", url.rstrip("/") + path_of("/")).status_code
    except requests.exceptions.SSLError:
        raise pytest.UsageError(
            f"--base-url {url}: nobody vouches for its certificate; REQUESTS_CA_BUNDLE names those who do, whom the "
            "browsers have to know too, and E2E_IGNORE_HTTPS_ERRORS=true does without"
        ) from None
    except requests.RequestException as error:
        raise pytest.UsageError(f"--base-url {url}: no service answers there ({type(error).__name__})") from None
    if status == requests.codes.unauthorized:
        raise pytest.UsageError(f"--base-url {url}: it is entered by a name and a password, E2E_USER and E2E_PASSWORD")
    if status == requests.codes.proxy_authentication_required or status >= requests.codes.server_error:
        raise pytest.UsageError(f"--base-url {url}: the service does not work, it answers with status {status}")


def ask_mailbox(deployment: Deployment) -> None:
    """Ask for the mails of nobody.

    Raises:
        pytest.UsageError: a mailbox was named, and cannot be read.

    """
    if deployment.mailbox not in CATCHING and deployment.addresses == Deployment().addresses:
        raise pytest.UsageError(
            "--destructive: mails would leave for a domain that is nobody's here; say of whom the addresses are "
            "(E2E_ADDRESSES=qa+{unique}@example.fr)"
        )
    if deployment.mailbox == "none":
        return
    try:
        mailbox(deployment).mails(deployment.addresses.format(unique=NOBODY))
    except NotVerifiable as reason:
        raise pytest.UsageError(str(reason)) from None
