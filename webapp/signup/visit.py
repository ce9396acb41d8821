"""One request on the journey, as the rules see it: neither Flask nor HTTP."""

import hmac
from dataclasses import dataclass, field

from webapp.errors import SignupGone
from webapp.franceconnect.identity import Identity
from webapp.languages.catalogues import SOURCE
from webapp.services import Services
from webapp.signup.draft import Drafts, DraftState
from webapp.signup.email_code import EmailCodes


@dataclass
class Visit:
    """Who is asking, and what the journey decided about them.

    Args:
        services: the parts of the application.
        session_key: the digest that names the visitor's session.
        network: what rate limits count as one network.
        draft_id: the sign-up that the session remembers; an action may change it.
        account_id: set by the action that signs the citizen in.
        has_proved_address: set by the action that takes the code: from then on the session has another id.
        connection: who is connected through FranceConnect in this browser, or None.
        language: the tag of the language that the visitor reads, in which mails are written to them.

    """

    services: Services
    session_key: bytes = field(repr=False)
    network: str = field(repr=False)
    draft_id: str | None = None
    account_id: str | None = None
    has_proved_address: bool = False
    connection: Identity | None = None
    language: str = SOURCE
    draft: DraftState | None = None  # as it was when the request came

    def __post_init__(self) -> None:
        """Read the draft."""
        self.draft = self.drafts.find(self.draft_id)

    @property
    def connected_email(self) -> str:
        """The address of the FranceConnect connection under way, or an empty string."""
        return self.connection.email if self.connection else ""

    @property
    def drafts(self) -> Drafts:
        """The drafts of the application."""
        return Drafts(self.services.database, self.services.keyring, self.services.clock)

    @property
    def email_codes(self) -> EmailCodes:
        """The e-mail codes of the application."""
        return EmailCodes(self.services.database, self.services.keyring, self.services.clock)

    @property
    def current_draft(self) -> DraftState:
        """The draft as it was when it was read last.

        Raises:
            SignupGone: it had been ended, in another tab or by its 24 hours.

        """
        if self.draft is None:
            raise SignupGone
        return self.draft

    @property
    def current_connection(self) -> Identity:
        """Who is connected through FranceConnect.

        Raises:
            SignupGone: the connection ended meanwhile, in another tab for example.

        """
        if self.connection is None:
            raise SignupGone
        return self.connection

    def password_context(self, owner: str) -> bytes:
        """Return the digest of what a password was judged against."""
        return self.services.keyring.digest(owner, "password-context")

    def has_recorded_password(self, owner: str) -> bool | None:
        """Tell whether the recorded password was judged against this owner; None where none is recorded."""
        if self.draft is None or self.draft.password_context is None:
            return None
        return hmac.compare_digest(self.draft.password_context, self.password_context(owner))
