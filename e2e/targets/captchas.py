"""How the security control of a deployment is answered: by the key that seals it, or by the person at the terminal.

``INDEX_KEY=… python -m e2e.targets.captchas`` prints the key that a tester needs: it opens security controls and
nothing else of the deployment.
"""

import base64
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from e2e.deployment import Deployment, path_of
from e2e.targets.not_verifiable import NotVerifiable

PURPOSE = b"security control"
NONCE_BYTES = 12
# Its id, the microsecond of its issue, its six digits.
SEALED = struct.Struct(">16sq6s2x")
IMAGE_PATH = "/controle/{token}.png"
TERMINAL = Path("/dev/tty")


class Captcha(Protocol):
    """Answers security controls."""

    def answer(self, read_token: Callable[[], str]) -> str:
        """Return the answer of the control that a page names by its token."""
        ...


class NoCaptcha:
    """Nobody answers."""

    def answer(self, _: Callable[[], str]) -> str:
        """Skip the test."""
        raise NotVerifiable("nothing says how this deployment's security control is answered ([target] captcha)")


class SealedCaptcha:
    """The answer is sealed in the page; this opens it."""

    def __init__(self, key: str) -> None:
        self._cipher = AESGCM(base64.urlsafe_b64decode(key))

    def answer(self, read_token: Callable[[], str]) -> str:
        """Return what is sealed."""
        token = read_token()
        try:
            sealed = base64.urlsafe_b64decode(token)
            content = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], PURPOSE)
            digits: bytes = SEALED.unpack(content)[2]
        except (InvalidTag, ValueError, struct.error):
            raise NotVerifiable("the key E2E_CAPTCHA_KEY does not open this deployment's security control") from None
        return digits.decode()


class AskedCaptcha:
    """The person who runs the suite looks at the image and types."""

    def __init__(self, url: str) -> None:
        self._url = url

    def answer(self, read_token: Callable[[], str]) -> str:
        """Ask at the terminal, whatever pytest captures."""
        image = self._url + path_of(IMAGE_PATH).format(token=read_token())
        try:
            with TERMINAL.open("w") as screen, TERMINAL.open() as keyboard:
                screen.write(f"\nSecurity code of {image} ? ")
                screen.flush()
                return keyboard.readline().strip()
        except OSError as error:
            raise NotVerifiable("nobody is at a terminal to answer the security control (run without -n)") from error


def captcha(deployment: Deployment, url: str) -> Captcha:
    """Return what answers the security controls of a deployment."""
    kinds = {
        "none": NoCaptcha,
        "sealed": lambda: SealedCaptcha(deployment.captcha_key),
        "ask": lambda: AskedCaptcha(url),
    }
    return kinds[deployment.captcha]()


def key_of(index_key: str) -> str:
    """Return the key that opens the security controls of a deployment with this INDEX_KEY."""
    master = base64.urlsafe_b64decode(index_key)
    return base64.urlsafe_b64encode(HKDF(hashes.SHA256(), 32, salt=None, info=PURPOSE).derive(master)).decode()


if __name__ == "__main__":
    print(key_of(os.environ["INDEX_KEY"]))  # noqa: T201 - it is what was asked for
