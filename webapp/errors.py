"""The facts that the rules raise: one family, each with what a page needs to tell it.

No wording stands here: the views hold the French sentences.
"""

from datetime import datetime


class ServiceError(Exception):
    """Anything that a rule of the service refuses."""


class ChallengeRefused(ServiceError):
    """The security control was copied wrongly, is spent, or is older than ten minutes (CAPTCHA-1)."""


class ChallengeExpired(ChallengeRefused):
    """The security control is older than ten minutes (CAPTCHA-1)."""


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
    """A limit is reached; carries the moment from which it is not."""

    def __init__(self, possible_at: datetime) -> None:
        super().__init__()
        self.possible_at = possible_at
