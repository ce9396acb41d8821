"""A deployment that the suite did not start, named with --base-url, and what its surroundings let tests do."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Event

from e2e.deployment import Deployment
from e2e.targets import FranceConnect, Mail, Target
from e2e.targets.captchas import captcha
from e2e.targets.clocks import clock
from e2e.targets.mailboxes import NoMailbox, mailbox
from e2e.targets.not_verifiable import NotVerifiable
from fixtures import leaks
from fixtures.mailbox import NoMailError
from fixtures.mailbox.faults import FOR_EVER
from fixtures.personas import Persona

LOOK_SECONDS = 0.3
# A service may greet people by name, and remind them of what they said, in their own mails.
IN_NO_MAIL = ("number", "number as printed", "password", "address")


class RemoteTarget:
    """A deployment, with an adapter for its mails, one for its clock and one for its security control.

    Args:
        url: where it answers.
        deployment: what is said of it.
        patience_seconds: how long a mail is waited for.

    """

    def __init__(self, url: str, deployment: Deployment, patience_seconds: float) -> None:
        self.url = url.rstrip("/")
        self.unseen: list[str] = []
        self.clock = clock(deployment, self.url)
        self._captcha = captcha(deployment, self.url)
        self._mailbox = mailbox(deployment)
        self._settle_seconds = deployment.settle_seconds
        self._patience_seconds = patience_seconds
        self._pause = Event()

    @property
    def franceconnect(self) -> FranceConnect:
        """Skip the test: whom the FranceConnect of a deployment knows, and its faults, are not ours to choose."""
        raise NotVerifiable("the FranceConnect of this deployment cannot be made to know people or to fail")

    def with_standard_franceconnect(self) -> Target:
        """Skip the test."""
        raise NotVerifiable("with which FranceConnect this deployment is registered is not ours to choose")

    def wait_for_mail(self, recipient: str, *, after: Mail | None = None) -> Mail:
        """Return the newest mail of a recipient, waiting for one that came later than ``after``.

        Raises:
            NoMailError: none came in time.

        """
        last_id = after.id if after else 0
        newest = self._look(lambda: [mail for mail in self._mailbox.mails(recipient) if mail.id > last_id])
        if not newest:
            raise NoMailError(f"no mail for {recipient} within {self._patience_seconds} s")
        return newest[-1]

    def mails(self, recipient: str, *, expected: int = 0) -> Sequence[Mail]:
        """Return every mail of a recipient once those expected are there, or late, and none has come for a while.

        What is on its way cannot be asked.
        """
        found = self._look(lambda: self._mailbox.mails(recipient), expected)
        ends = time.monotonic() + self._settle_seconds
        while time.monotonic() < ends:
            self._pause.wait(LOOK_SECONDS)
            now = self._mailbox.mails(recipient)
            if len(now) > len(found):
                found, ends = now, time.monotonic() + self._settle_seconds
        return found

    def refuse_mails(self, _: str) -> None:
        """Skip the test."""
        raise NotVerifiable("the mail server of this deployment cannot be made to refuse a mailbox")

    def postpone_mails(self, _: str, *, times: int = FOR_EVER) -> None:  # noqa: ARG002 - none can be postponed
        """Skip the test."""
        raise NotVerifiable("the mail server of this deployment cannot be made to be busy")

    def holding_mails(self) -> AbstractContextManager[bool]:
        """Let them leave: a deployment holds none back."""
        return nullcontext(enter_result=False)

    def drawn_code(self, _: Callable[[], object]) -> str:
        """Skip the test."""
        raise NotVerifiable("the image of this deployment's security control can be read by people alone")

    def security_code(self, read_token: Callable[[], str]) -> str:
        """Return the answer of a security control."""
        return self._captcha.answer(read_token)

    def drawing_code(self, _: int) -> AbstractContextManager[object]:
        """Skip the test."""
        raise NotVerifiable("the e-mail codes of this deployment cannot be chosen")

    def fail_once(self, _path: str, _status: int) -> None:
        """Skip the test."""
        raise NotVerifiable("this deployment cannot be made to fail")

    def recover(self) -> None:
        """Do nothing: it was not made to fail."""

    @contextmanager
    def as_far_as_seen(self) -> Iterator[None]:
        """Go on after the block where what stands in it is not verifiable, and note that: the rest is proved."""
        try:
            yield
        except NotVerifiable as reason:
            self.unseen.append(str(reason))

    def has_account(self, _: str) -> bool:
        """Skip the test."""
        raise NotVerifiable("the accounts of this deployment cannot be looked up")

    def log(self) -> str:
        """Skip the test."""
        raise NotVerifiable("the log of this deployment cannot be read")

    def kept_in_clear(self, people: Sequence[Persona]) -> list[str]:
        """Return what these people typed that stands in a mail to one of them; the rest is noted as unseen.

        Raises:
            NotVerifiable: the mails cannot be read either.

        """
        if isinstance(self._mailbox, NoMailbox):
            raise NotVerifiable("the log and the files of this deployment cannot be read")
        addresses = sorted({one.email for one in people})
        mails = [(one, mail) for one in addresses for mail in self._mailbox.mails(one)]
        written = [(recipient, f"{mail.subject}\n{mail.text}\n{mail.html}") for recipient, mail in mails]
        self.unseen.append("the log and the files of this deployment cannot be read")
        return [f"mails: {kind}" for kind in leaks.misdirected(people, written, IN_NO_MAIL)]

    def close(self) -> None:
        """Leave the deployment at its own hour."""
        self.clock.close()

    def _look(self, look: Callable[[], Sequence[Mail]], expected: int = 1) -> Sequence[Mail]:
        ends = time.monotonic() + self._patience_seconds
        while len(found := look()) < expected and time.monotonic() < ends:
            self._pause.wait(LOOK_SECONDS)
        return found
