"""Whether a social security number goes with an identity that FranceConnect gave.

The number holds sex, year and month of birth. It holds no name; and its department is the one of the day it was given,
which may have changed since: neither is compared.
"""

from webapp.errors import NumberNotTheirs
from webapp.franceconnect.identity import UNKNOWN, Identity

# Months of an incomplete civil status, and of numbers past the usual ones, say nothing of the date of birth.
_REAL_MONTHS = frozenset(f"{month:02}" for month in range(1, 13))
_DEFINITIVE_SEXES = ("1", "2")


def check(number: str, identity: Identity) -> None:
    """Compare a number of 15 characters with an identity.

    Raises:
        NumberNotTheirs: sex, year or month of birth differ; says which.

    """
    sex, year, month = number[0], number[1:3], number[3:5]
    if identity.sex_digit and sex in _DEFINITIVE_SEXES and sex != identity.sex_digit:
        raise NumberNotTheirs("sex")
    if year != identity.birth_year[2:]:
        raise NumberNotTheirs("year")
    if month in _REAL_MONTHS and identity.birth_month not in (UNKNOWN, month):
        raise NumberNotTheirs("month")
