"""The facts that the rules raise: one family, each with what a page needs to tell it.

No wording stands here: the views hold the French sentences.
"""

from datetime import datetime
from math import ceil


class ServiceError(Exception):
    """Anything that a rule of the service refuses."""


class SessionNotStored(ServiceError):
    """The database did not take the session; ``reason`` is the kind of its failure."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChallengeRefused(ServiceError):
    """The security control was copied wrongly, is spent, or is older than ten minutes (CAPTCHA-1)."""


class ChallengeExpired(ChallengeRefused):
    """The security control is older than ten minutes (CAPTCHA-1)."""


class ChallengeSpent(ChallengeRefused):
    """The security control has been tried already: it is good for one try (CAPTCHA-1)."""


class SignupGone(ServiceError):
    """The unfinished sign-up was ended, or has outlived its 24 hours."""


class CodeRefused(ServiceError):
    """An e-mail code that does not open the next step."""


class WrongCode(CodeRefused):
    """The six digits are not those that were sent (CODE-5)."""

    def __init__(self, tries_left: int) -> None:
        super().__init__()
        self.tries_left = tries_left


class CodeExpired(CodeRefused):
    """Fifteen minutes have passed since the code was issued (CODE-4)."""

    def __init__(self, *, sends_left: int) -> None:
        super().__init__()
        self.sends_left = sends_left


class CodeDead(CodeRefused):
    """Four wrong entries have killed the code and the sign-up with it (CODE-6)."""


class ResendRefused(ServiceError):
    """No other code can be sent."""


class ResendTooSoon(ResendRefused):
    """Less than a minute has passed since the last send (CODE-7)."""

    def __init__(self, possible_at: datetime) -> None:
        super().__init__()
        self.possible_at = possible_at


class NoSendsLeft(ResendRefused):
    """Three codes have been sent for this sign-up (CODE-7)."""


class NumberAlreadyHasAccount(ServiceError):
    """An account exists for this social security number (DONE-1)."""


class WrongCredentials(ServiceError):
    """The number and the password do not go together, or no account has this number."""


class TooManyRequests(ServiceError):
    """A limit is reached.

    Attributes:
        possible_at: the moment from which it is not.
        limit: its name, as the log has it.
        is_daily: it counts over a day or longer, so that the moment may be tomorrow's.

    """

    def __init__(self, possible_at: datetime, limit: str, *, is_daily: bool) -> None:
        super().__init__()
        self.possible_at = possible_at
        self.limit = limit
        self.is_daily = is_daily

    def headers(self, now: datetime) -> dict[str, str]:
        """Return the header that tells programs how many seconds to wait (RFC 9110, 10.2.3)."""
        return {"Retry-After": str(max(1, ceil((self.possible_at - now).total_seconds())))}


class FranceConnectFailed(ServiceError):
    """A sign-in through FranceConnect did not come to its end. ``reason`` is a fact for the log, without any value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FranceConnectUnavailable(FranceConnectFailed):
    """FranceConnect does not answer, or answers what cannot be read."""


class FranceConnectRefused(FranceConnectFailed):
    """What FranceConnect sent does not hold, or is no answer to a request of this browser."""


class FranceConnectDeclined(FranceConnectFailed):
    """FranceConnect came back with an error; ``reason`` is its code (access_denied, server_error…)."""


class NumberNotTheirs(ServiceError):
    """The social security number does not go with the identity that FranceConnect gave; ``part`` says where."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


class AddressOfFranceConnect(ServiceError):
    """The address is that of the connection under way (FC-1)."""
