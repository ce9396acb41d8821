"""The warning to the owner of a number with which somebody else signs up.

It is made by the worker, when the mail to that somebody is delivered, and not while the page is: the page's work is the
same whether a number has an account or not.
"""

from datetime import timedelta

from sqlalchemy import select

from webapp.account import accounts
from webapp.clock import Clock
from webapp.database import Database
from webapp.errors import TooManyRequests
from webapp.languages.catalogues import SOURCE
from webapp.mail.outbox import ABOUT_ACCOUNT, ABOUT_NUMBER, Content, Outbox
from webapp.models import Account
from webapp.security.counters import counters
from webapp.security.keyring import Keyring
from webapp.security.limits import Limits
from webapp.settings import Settings
from webapp.signup import email_address

LIVES = timedelta(days=1)


class OwnerWarnings:
    """Posts the warnings of one deployment."""

    def __init__(self, settings: Settings, database: Database, keyring: Keyring, clock: Clock) -> None:
        self._rules = settings.owner_warning_limit
        self._database = database
        self._keyring = keyring
        self._limits = Limits(counters(settings, database, clock), keyring)
        self._outbox = Outbox(keyring, clock, lambda _: None)

    def post(self, told: Content) -> str | None:
        """Warn the owner of the number that ``told`` names, at the account's address, and return the mail's id.

        None is posted where ``told`` names none, where it went to the owner's own address, and where the owner was
        warned often enough today.
        """
        number = told.values.get(ABOUT_NUMBER, "")
        account = self._account(number) if number else None
        if account is None:
            return None
        owner = accounts.open_profile(self._keyring, account)
        if email_address.parse(owner["email"]).canonical == email_address.parse(told.to).canonical:
            return None
        try:
            self._limits.hit(self._rules, "owner-warning", number)
        except TooManyRequests:
            return None
        with self._database.write() as session:
            return self._outbox.post(
                session,
                template="number_used_elsewhere",
                to=owner["email"],
                values={"language": owner.get("language", SOURCE), ABOUT_ACCOUNT: account.id},
                lives=LIVES,
            )

    def _account(self, number: str) -> Account | None:
        with self._database.read() as session:
            return session.scalar(select(Account).where(Account.nir_index == bytes.fromhex(number)))
