"""FranceConnect's answers: the code of each is good for one exchange, though a browser may send it twice at once."""

from datetime import timedelta

from sqlalchemy import bindparam, select

from webapp.errors import FranceConnectRefused
from webapp.models import SpentChallenge
from webapp.security.spent import spending
from webapp.services import Services

KEPT_FOR = timedelta(minutes=10)
# An exchange asks FranceConnect up to four times, and clocks of instances differ; a browser takes some twenty
# redirections, one a second, for a loop.
ANSWERED_WITHIN = timedelta(seconds=15)
ID_CHARACTERS = 32

_BY_ID = select(SpentChallenge.expires_at).where(SpentChallenge.id == bindparam("id"))


def take(services: Services, state: str) -> bool:
    """Tell whether this request is the first with the answer to a sign-in.

    Raises:
        FranceConnectRefused: it is not, and the first one came to no end.

    """
    identifier = services.keyring.digest(state, "franceconnect-callback").hex()[:ID_CHARACTERS]
    now, database = services.clock.now(), services.database
    if database.change(spending(database.engine.dialect.name), id=identifier, expires_at=now + KEPT_FOR):
        return True
    taken = database.fetch(_BY_ID, id=identifier)
    if taken is None or abs(taken.expires_at - KEPT_FOR - now) >= ANSWERED_WITHIN:
        raise FranceConnectRefused("callback taken")
    return False
