"""A server of the tests' own, which answers in a thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

LOOPBACK = "127.0.0.1"


@contextmanager
def serving(server: Any) -> Iterator[int]:
    """Let a server answer inside the block, and return its port."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
