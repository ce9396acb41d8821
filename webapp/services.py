"""What a running application is made of, in one value that is handed to whoever needs it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.account.hashing import HashLane
from webapp.clock import Clock
from webapp.database import Database
from webapp.mail.outbox import Outbox
from webapp.operations.metrics import Metrics, StoredState
from webapp.security.keyring import Keyring
from webapp.security.limits import Limits
from webapp.settings import Settings
from webapp.signup.captcha import ChallengeSealer

if TYPE_CHECKING:
    from webapp.franceconnect.provider import Provider


@dataclass(frozen=True)
class Services:
    """The parts of one application, each replaceable through ``create_app``."""

    settings: Settings
    clock: Clock
    database: Database
    keyring: Keyring
    passwords: HashLane
    outbox: Outbox
    challenges: ChallengeSealer
    limits: Limits
    metrics: Metrics
    stored: StoredState
    franceconnect: "Provider | None"
