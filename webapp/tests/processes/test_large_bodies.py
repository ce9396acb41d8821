"""A body that is too large gets its page: the browser reads it, and no broken connection."""

from collections.abc import Iterator

import pytest
import requests

from fixtures.mailbox import Mailbox
from fixtures.server_process import ServerProcess

TWENTY_MEGABYTES = 20 * 1024 * 1024


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """Run one server for all tests: none of them changes anything."""
    with Mailbox() as mailbox, ServerProcess(tmp_path_factory.mktemp("large"), mailbox) as server:
        yield server.start()


@pytest.mark.parametrize("path", ["/inscription/identite", "/cookies", "/compte"])
@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain"])
def test_browser_reads_the_page_about_20_megabytes(running: ServerProcess, path: str, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    answer = requests.post(running.url + path, data=b"x" * TWENTY_MEGABYTES, headers=headers, timeout=60)
    assert answer.status_code == 413
    assert "Envoi trop volumineux" in answer.text
    assert "Accessibilité\u00a0: non conforme" in answer.text
