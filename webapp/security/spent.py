"""What is good for one try: a security control (CAPTCHA-1), an answer of FranceConnect."""

from functools import cache

from sqlalchemy import Executable

from webapp.database import upsert
from webapp.models import SpentChallenge


@cache
def spending(dialect: str) -> Executable:
    """Return the statement that spends an ``id`` until ``expires_at``: the first request with it alone gets it back."""
    return upsert(dialect, SpentChallenge).on_conflict_do_nothing().returning(SpentChallenge.id)
