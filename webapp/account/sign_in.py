"""Signing in with the number and the password.

Every try is counted before it is judged, whether the account exists or not, and takes the same time. What others try
does not lock a citizen out of a network that they have signed in from before; but only the right password shows that
they have, so that nobody there learns who has an account.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import select, update

from webapp.account import accounts
from webapp.errors import TooManyRequests, WrongCredentials
from webapp.models import Account
from webapp.security.limits import Event, neighbourhood_of
from webapp.services import Services
from webapp.signup import passwords

KNOWN_NETWORKS = 5
MARK_CHARACTERS = 32
# How long a form that is sent again is still the same try.
SAME_FORM = "1 per 10 minutes"
# Sent again more often than that, it counts as other tries do.
SENT_AGAIN = "2 per 10 minutes"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Credentials:
    """A well-formed number, the password as typed, and the mark of the form that they were typed into."""

    number: str = field(repr=False)
    password: str = field(repr=False)
    form_mark: str = field(default="", repr=False)


def account_for(services: Services, credentials: Credentials, network: str) -> Account:
    """Return the account that the credentials open.

    Raises:
        WrongCredentials: no such account, or not its password: nobody is told which.
        TooManyRequests: too many tries for this number or from this network.

    """
    with services.database.read() as session:
        index = accounts.number_index(services.keyring, credentials.number)
        account = session.scalar(select(Account).where(Account.nir_index == index))
    # Accounts have hashes of different costs once that was raised: an unknown number takes as long as one of them.
    stand_in = accounts.hash_near(services.database, index)
    is_known_here = is_known(services, account, network)
    rules = services.settings.sign_in_number_network_limit
    services.limits.hit(rules, "sign-in", credentials.number, network)
    # Once all is read that judging needs: a database that fails between the two would leave a try counted unjudged.
    counted, refusal = _count_as_strangers(services, credentials.number, network)
    if not is_password_of(services, account, credentials.password, stand_in=stand_in) or account is None:
        if _is_sent_again(services, credentials):
            services.limits.give_back(_try_from(services, credentials.number, network), *counted)
        _tell(services, "wrong")
        raise refusal or WrongCredentials
    if refusal and not is_known_here:
        raise refusal
    services.limits.forget(rules, "sign-in", credentials.number, network)
    services.limits.give_back(*counted)
    _remember_network(services, account, network)
    _tell(services, "right")
    return account


def is_known(services: Services, account: accounts.Known | None, network: str) -> bool:
    """Tell whether the account was opened from this network before; takes the same time where there is none."""
    known = (account.known_networks if account else None) or ""
    return _mark(services, network) in known.split()


def with_network(services: Services, known_networks: str, network: str) -> str:
    """Return the marks of the known networks with this one in front; the oldest are forgotten."""
    mark = _mark(services, network)
    others = [other for other in known_networks.split() if other != mark]
    return " ".join([mark, *others][:KNOWN_NETWORKS])


def _count_as_strangers(
    services: Services, number: str, network: str
) -> tuple[Sequence[Event], TooManyRequests | None]:
    """Count a try before it is judged, as that of somebody who never signed in from this network.

    Returns:
        the events to give back if the try is none of those that limits are about, and why a stranger's is refused.

    """
    settings = services.settings
    events = (
        Event(settings.sign_in_network_limit, "sign-in-network", network),
        Event(settings.sign_in_neighbourhood_limit, "sign-in-neighbourhood", neighbourhood_of(network)),
        Event(settings.sign_in_global_limit, "sign-in-global"),
        Event(settings.sign_in_number_limit, "sign-in-number", number),
    )
    try:
        services.limits.hit_in_turn(*events)
    except TooManyRequests as refusal:
        # The first refusal leaves those after it uncounted.
        return events[: [event.subject for event in events].index(refusal.limit)], refusal
    return events, None


def _try_from(services: Services, number: str, network: str) -> Event:
    return Event(services.settings.sign_in_number_network_limit, "sign-in", f"{number}\n{network}")


def _is_sent_again(services: Services, credentials: Credentials) -> bool:
    """Tell whether a wrong sign-in was judged before: the same form, sent twice by a double click or a proxy.

    With another password it would be another guess. Sent on and on, it is an attack on the processor.
    """
    form = (credentials.form_mark, credentials.number, credentials.password)
    limits = services.limits
    if not credentials.form_mark or not limits.is_repeated(SAME_FORM, "sign-in-form", *form):
        return False
    return not limits.is_repeated(SENT_AGAIN, "sign-in-form-again", *form)


def _tell(services: Services, outcome: str) -> None:
    services.metrics.sign_ins.labels("password", outcome).inc()
    log.info("sign_in", way="password", outcome=outcome)


def _remember_network(services: Services, account: Account, network: str) -> None:
    if is_known(services, account, network):
        return
    known = with_network(services, account.known_networks or "", network)
    with services.database.write() as session:
        session.execute(update(Account).where(Account.id == account.id).values(known_networks=known))


def _mark(services: Services, network: str) -> str:
    return services.keyring.digest(network, "known-network").hex()[:MARK_CHARACTERS]


def is_password_of(
    services: Services, account: accounts.Known | None, typed: str, *, stand_in: str | None = None
) -> bool:
    """Tell whether the password is the account's, and renew a hash made with former parameters.

    Where there is no account, or none with a password, the hash that stands in takes as long and opens nothing.
    """
    normal = passwords.normalise(typed)[: passwords.MAXIMUM_LENGTH + 1]
    known_hash = account.password_hash if account else None
    if not services.passwords.verify(known_hash, normal, stand_in=stand_in):
        return False
    if account and known_hash and services.passwords.is_outdated(known_hash):
        renewed = services.passwords.hash(normal)
        with services.database.write() as session:
            session.execute(update(Account).where(Account.id == account.id).values(password_hash=renewed))
    return True
