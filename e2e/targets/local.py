"""The service in the process of the test, on a port of its own. The only module that knows the application."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stderr
from http import HTTPStatus
from io import StringIO
from typing import Any
from unittest.mock import Mock, patch

from flask import abort, request

from e2e.targets import Mail
from e2e.targets.local_franceconnect import LocalFranceConnect
from fixtures import leaks
from fixtures.franceconnect import Profile
from fixtures.live_server import LiveServer
from fixtures.mailbox.faults import FOR_EVER
from fixtures.personas import Persona
from fixtures.usual_settings import CHEAP_HASHES, without_limits
from webapp.account import accounts
from webapp.signup import captcha, email_code

METRICS_TOKEN = secrets.token_hex(16)

# The application logs to what stood for the standard error when it was made, for all its instances at once.
_LOG = StringIO()


class LocalTarget:
    """The application with a clock that tests move, a mail server of its own, and its keys at hand.

    Args:
        patience_seconds: how long a mail is waited for.
        profile: of the FranceConnect beside it.
        changes: settings that differ from the usual ones.

    """

    def __init__(self, patience_seconds: float, *, profile: Profile = Profile.PLUS, **changes: Any) -> None:
        self._patience_seconds = patience_seconds
        with redirect_stderr(_LOG):
            self._server = LiveServer(profile, metrics_token=METRICS_TOKEN, **without_limits() | CHEAP_HASHES | changes)
        self.url = self._server.url
        self.clock = self._server.clock
        self.franceconnect = LocalFranceConnect(self._server)
        self.unseen: list[str] = []
        self._failing: Callable[[], None] | None = None
        self._others: list[LocalTarget] = []

    def with_standard_franceconnect(self) -> "LocalTarget":
        """Return the same service, registered with FranceConnect in the place of FranceConnect+."""
        self._others.append(LocalTarget(self._patience_seconds, profile=Profile.STANDARD))
        return self._others[-1]

    def wait_for_mail(self, recipient: str, *, after: Mail | None = None) -> Mail:
        """Return the newest mail of a recipient, waiting for one that came later than ``after``."""
        return self._server.mailbox.wait_for(recipient, after=after, timeout_seconds=self._patience_seconds)

    def mails(self, recipient: str, *, expected: int = 0) -> Sequence[Mail]:  # noqa: ARG002 - all are delivered here
        """Return every mail of a recipient, oldest first, once nothing is left to deliver."""
        self._server.deliver_all()
        return self._server.mailbox.mails(recipient)

    def refuse_mails(self, recipient: str) -> None:
        """Let the recipient's mail server say from now on that the mailbox does not exist."""
        self._server.mailbox.faults.refuse(recipient)

    def postpone_mails(self, recipient: str, *, times: int = FOR_EVER) -> None:
        """Let the recipient's mail server say from now on, or so many times, that the mailbox is busy."""
        self._server.mailbox.faults.postpone(recipient, times=times)

    @contextmanager
    def holding_mails(self) -> Iterator[bool]:
        """Let no mail leave inside the block; :meth:`mails` waits there for ever."""
        with self._server.holding_mails():
            yield True

    def drawn_code(self, fetch_image: Callable[[], object]) -> str:
        """Return the digits that are drawn for the image that this call fetches: bent, no program reads them surely."""
        with patch.object(captcha, "draw", wraps=captcha.draw) as drawing:
            fetch_image()
        drawn: str = drawing.call_args.args[0]
        return drawn

    def security_code(self, read_token: Callable[[], str]) -> str:
        """Return the answer of the security control that is sealed in the token."""
        return self._server.services.challenges.open(read_token()).answer

    def drawing_code(self, number: int) -> AbstractContextManager[object]:
        """Have this number drawn for the e-mail codes inside the block, which are drawn at random."""
        return patch.object(email_code, "secrets", Mock(wraps=secrets, **{"randbelow.return_value": number}))

    def fail_once(self, path: str, status: int) -> None:
        """Have the service answer with an error the next time that a page is asked for, unless it recovers before."""

        def fail() -> None:
            if request.path == path:
                self.recover()
                abort(status)

        self._failing = fail
        self._server.app.before_request_funcs[None].append(fail)

    def recover(self) -> None:
        """Let the service fail no more."""
        before_each_request = self._server.app.before_request_funcs[None]
        before_each_request[:] = [one for one in before_each_request if one is not self._failing]

    def as_far_as_seen(self) -> AbstractContextManager[None]:
        """Let everything be seen."""
        return nullcontext()

    def has_account(self, nir: str) -> bool:
        """Tell whether an account exists for a social security number."""
        services = self._server.services
        with services.database.read() as session:
            return accounts.has_account(session, accounts.number_index(services.keyring, nir))

    def log(self) -> str:
        """Return what the application has logged so far."""
        return _LOG.getvalue()

    def kept_in_clear(self, people: Sequence[Persona]) -> list[str]:
        """Return what somebody typed that stands as it was typed in the log, the metrics, a file, or another's mail."""
        services = (self, *self._others)
        everybody = [*people, *(known for one in services for known in one.franceconnect.made_up)]
        kept = [("log", self.log().encode())]
        kept += [(place, content) for one in services for place, content in one.kept()]
        mails = [mail for one in services for mail in one.sent()]
        return [
            *(f"{place}: {kind}" for place, content in kept for kind in leaks.in_clear(everybody, content)),
            *(f"mails: {kind}" for kind in leaks.misdirected(everybody, mails)),
        ]

    def kept(self) -> list[tuple[str, bytes]]:
        """Return what this one service keeps beside the log, which it shares with the others."""
        return [("metrics", self._metrics()), *self._server.files()]

    def sent(self) -> list[tuple[str, str]]:
        """Return the mails of this one service, each with its recipient."""
        mails = self._server.mailbox.mails()
        return [(mail.recipient, f"{mail.subject}\n{mail.text}\n{mail.html}") for mail in mails]

    def _metrics(self) -> bytes:
        asked = {"Authorization": f"Bearer {METRICS_TOKEN}"}
        answer = self._server.app.test_client().get("/metrics", headers=asked)
        assert answer.status_code == HTTPStatus.OK
        return answer.data

    def close(self) -> None:
        """Stop everything and delete everything."""
        for other in self._others:
            other.close()
        self._server.close()
