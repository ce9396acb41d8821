"""The short sign-up that a first connection opens. Where the number has an account already, linking.py goes on."""

from dataclasses import dataclass

from webapp.account import accounts
from webapp.database import Statements
from webapp.errors import FranceConnectRefused
from webapp.franceconnect import links, matching
from webapp.franceconnect.forms import PivotForm
from webapp.franceconnect.linking import LINKING
from webapp.languages import dates
from webapp.languages.texts import gettext
from webapp.signup import email_address
from webapp.signup.visit import Visit


@dataclass(frozen=True)
class PivotPage:
    """What FranceConnect gave, as label and value; whether an address is among it, or what the one typed may mean."""

    given: tuple[tuple[str, str], ...]
    has_email: bool
    email_suggestion: str | None


def pivot_page(visit: Visit, form: PivotForm, _assist: str) -> PivotPage:
    """Show the identity."""
    identity = visit.current_connection
    given = [
        (gettext("Prénoms"), identity.given_name),
        (gettext("Nom de famille de naissance"), identity.birth_name),
        (gettext("Nom d’usage"), identity.used_name),
        (gettext("Date de naissance"), dates.day_as_known(identity.birth_date)),
        (gettext("Adresse électronique"), identity.email),
    ]
    return PivotPage(
        tuple((label, value) for label, value in given if value),
        has_email=bool(identity.email),
        email_suggestion=email_address.suggestion_for(form.email.data or ""),
    )


def open_signup(visit: Visit, form: PivotForm) -> None:
    """Keep identity and number; where the number has an account already, ask for a proof instead of making a second.

    Raises:
        NumberNotTheirs: the number does not go with the identity.
        TooManyRequests: too many numbers were tried by this person, whatever the network.

    """
    services, identity = visit.services, visit.current_connection
    services.limits.hit(services.settings.franceconnect_number_limit, "franceconnect-number", identity.sub)
    matching.check(form.number, identity)
    answers = {
        **form.answers(),
        "sub": identity.sub,
        "given_name": identity.given_name,
        "birth_name": identity.birth_name,
        "used_name": identity.used_name,
        "birth_date": identity.birth_date,
    }
    with services.database.execute() as transaction:
        found = visit.drafts.take(transaction, visit.draft_id)
        if found is None:
            found = visit.drafts.open(visit.session_key, {})
            found.journey = "franceconnect"
        visit.drafts.keep(found, answers)
        has_account = accounts.has_account(transaction, accounts.number_index(services.keyring, form.number))
        found.step = LINKING if has_account else "contact"
        visit.drafts.save(transaction, found)
        visit.draft_id = found.id


def link_new_account(transaction: Statements, visit: Visit, account_id: str, sub: str) -> None:
    """Link the account just made to the person who made it, in the caller's transaction.

    Raises:
        FranceConnectRefused: somebody else connected meanwhile.

    """
    if visit.current_connection.sub != sub:
        raise FranceConnectRefused("another person")
    links.link(transaction, visit.services, sub, account_id)
