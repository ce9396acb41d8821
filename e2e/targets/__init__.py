"""Where the service under test runs, and what a test may ask of its surroundings: time, mails, the captcha's answer.

A test knows a Target and nothing of what stands behind it.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from fixtures.mailbox.faults import FOR_EVER
from fixtures.personas import Persona


class Mail(Protocol):
    """A mail that was received."""

    id: int
    subject: str
    text: str
    html: str

    def code(self) -> str:
        """Return the six-digit code that the mail holds."""
        ...


class Clock(Protocol):
    """The time of the service."""

    def now(self) -> datetime:
        """Return the present moment, aware."""
        ...

    def freeze(self) -> datetime:
        """Stop at the present moment and return it."""
        ...

    def set(self, moment: datetime) -> datetime:
        """Move to a moment and return it."""
        ...

    def advance(self, duration: timedelta) -> datetime:
        """Move on and return the new moment."""
        ...

    def run(self) -> None:
        """Go on after a freeze."""
        ...


class FranceConnectPerson(Protocol):
    """Somebody who can sign in through FranceConnect. What FranceConnect does not know of them is None or empty.

    Attributes:
        slug: what the simulator's form calls them.

    """

    slug: str
    given_name: str
    family_name: str
    nir: str
    printed_nir: str
    email: str | None


class FranceConnect(Protocol):
    """The FranceConnect+ beside the service."""

    def introduce(self, kind: str, **answers: str | None) -> FranceConnectPerson:
        """Let somebody of a kind whom the service does not know be among those who can sign in."""
        ...

    def fail(self, fault: str) -> None:
        """Have a fault at every sign-in or sign-out until :meth:`recover`."""
        ...

    def recover(self) -> None:
        """Work again, with nobody but the usual people."""
        ...


class Target(Protocol):
    """A deployment of the service."""

    url: str
    clock: Clock
    franceconnect: FranceConnect
    unseen: list[str]
    """What nobody could look at, since somebody last asked."""

    def with_standard_franceconnect(self) -> "Target":
        """Return the same service, registered with FranceConnect in the place of FranceConnect+."""
        ...

    def wait_for_mail(self, recipient: str, *, after: Mail | None = None) -> Mail:
        """Return the newest mail of a recipient, waiting for one that came later than ``after``."""
        ...

    def mails(self, recipient: str, *, expected: int = 0) -> Sequence[Mail]:
        """Return every mail of a recipient, oldest first, once nothing is left to deliver.

        Args:
            recipient: to whom they are.
            expected: how many are waited for where mails take their time; the test says what it makes of others.

        """
        ...

    def refuse_mails(self, recipient: str) -> None:
        """Let the recipient's mail server say from now on that the mailbox does not exist."""
        ...

    def postpone_mails(self, recipient: str, *, times: int = FOR_EVER) -> None:
        """Let the recipient's mail server say from now on, or so many times, that the mailbox is busy."""
        ...

    def holding_mails(self) -> AbstractContextManager[bool]:
        """Let no mail leave inside the block, where that can be had, and tell whether it can."""
        ...

    def drawn_code(self, fetch_image: Callable[[], object]) -> str:
        """Return what the image of a security control shows that is fetched by this call."""
        ...

    def security_code(self, read_token: Callable[[], str]) -> str:
        """Return what is sealed in the token of a security control, which is not read where nobody opens it."""
        ...

    def drawing_code(self, number: int) -> AbstractContextManager[object]:
        """Have this number drawn for the e-mail codes inside the block, which are drawn at random."""
        ...

    def fail_once(self, path: str, status: int) -> None:
        """Have the service answer with an error the next time that a page is asked for."""
        ...

    def recover(self) -> None:
        """Let the service fail no more."""
        ...

    def as_far_as_seen(self) -> AbstractContextManager[None]:
        """Let the test go on after the block where nobody can look at what it asks: the report says so."""
        ...

    def has_account(self, nir: str) -> bool:
        """Tell whether an account exists for a social security number."""
        ...

    def log(self) -> str:
        """Return what the service has logged so far."""
        ...

    def kept_in_clear(self, people: Sequence[Persona]) -> list[str]:
        """Return what these people typed that stands in clear in the log, a file or a mail, as far as one can look."""
        ...

    def close(self) -> None:
        """Stop what was started."""
        ...
