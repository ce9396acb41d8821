"""Signing in with the number and the password.

Every try is counted before it is judged, whether the account exists or not, and takes the same time.
"""

from dataclasses import dataclass, field

from sqlalchemy import select, update

from webapp.account import accounts
from webapp.errors import WrongCredentials
from webapp.models import Account
from webapp.services import Services
from webapp.signup import passwords


@dataclass(frozen=True)
class Credentials:
    """A well-formed number, and the password as typed."""

    number: str = field(repr=False)
    password: str = field(repr=False)


def account_for(services: Services, credentials: Credentials, network: str) -> Account:
    """Return the account that the credentials open.

    Raises:
        WrongCredentials: no such account, or not its password: nobody is told which.
        TooManyRequests: too many tries for this number or from this network.

    """
    settings, number = services.settings, credentials.number
    services.limits.hit(settings.sign_in_network_limit, "sign-in-network", network)
    services.limits.hit(settings.sign_in_number_limit, "sign-in-number", number)
    services.limits.hit(settings.sign_in_number_network_limit, "sign-in", number, network)
    with services.database.read() as session:
        index = accounts.number_index(services.keyring, number)
        account = session.scalar(select(Account).where(Account.nir_index == index))
    if not is_password_of(services, account, credentials.password) or account is None:
        raise WrongCredentials
    services.limits.forget(settings.sign_in_number_network_limit, "sign-in", number, network)
    return account


def is_password_of(services: Services, account: Account | None, typed: str) -> bool:
    """Tell whether the password is the account's, and renew a hash made with former parameters."""
    normal = passwords.normalise(typed)[: passwords.MAXIMUM_LENGTH + 1]
    known_hash = account.password_hash if account else None
    if not services.passwords.verify(known_hash, normal):
        return False
    if account and known_hash and services.passwords.is_outdated(known_hash):
        renewed = services.passwords.hash(normal)
        with services.database.write() as session:
            session.execute(update(Account).where(Account.id == account.id).values(password_hash=renewed))
    return True
