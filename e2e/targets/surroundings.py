"""Asks a deployment, and the mailbox beside it, whether they are there: once, before any test is judged by them."""

import pytest
import requests

from e2e.deployment import CATCHING, Deployment, path_of
from e2e.targets.mailboxes import mailbox
from e2e.targets.not_verifiable import NotVerifiable

TIMEOUT_SECONDS = 30
NOBODY = "personne"


def ask_service(url: str) -> None:
    """Ask for the first page; where it leads is not followed, to a host perhaps that nobody named.

    Raises:
        pytest.UsageError: nothing answers, or with an error of the server.

    """
    first = url.rstrip("/") + path_of("/")
    try:
        status = requests.get(first, timeout=TIMEOUT_SECONDS, allow_redirects=False).status_code
    except requests.exceptions.SSLError:  # certificates are judged by the browsers, which know others than we do
        return
    except requests.RequestException as error:
        raise pytest.UsageError(f"--base-url {url}: no service answers there ({type(error).__name__})") from None
    if status >= requests.codes.server_error:
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
