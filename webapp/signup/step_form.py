"""What the form of every step has: what it must know besides its fields, and what is kept of them.

The forms themselves stand in forms.py, and those of FranceConnect in its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from webapp.franceconnect.identity import Identity
from webapp.security.posted_form import PostedForm
from webapp.signup.draft import Answers

# Of what has errors: as long as the longest right answer, an e-mail address.
LONGEST_KEPT = 254


@dataclass(frozen=True)
class Known:
    """What a form must know besides its fields.

    Args:
        today: the day in mainland France.
        has_recorded_password: tells of a password's owner whether theirs is recorded, or None where none is.
        connection: who is connected through FranceConnect, or None.

    """

    today: date
    has_recorded_password: Callable[[str], bool | None]
    connection: Identity | None = None


class StepForm(PostedForm):
    """A form of one step. The server words every error, so the browser validates nothing."""

    known: Known
    kept: ClassVar[tuple[str, ...]] = ()
    """The fields whose values are kept, checked or not."""

    def recall(self, known: Known) -> None:
        """Take what the form must know besides its fields."""
        self.known = known

    def refuse(self, message: str, field_name: str = "") -> None:
        """Add an error that a rule found after the form's own validation."""
        if not field_name:
            self.form_errors: list[str] = [*self.form_errors, message]
            return
        field = self[field_name]
        field.errors = [*field.errors, message]

    def loses_password(self) -> bool:
        """Tell whether the form has a password that its page, shown again, asks for anew."""
        return False

    def answers(self) -> Answers:
        """Return what is kept of this step, by field."""
        return {}

    def typed(self) -> Answers:
        """Return what is kept of this step while it has errors: what was typed, as it was typed."""
        return {name: (self[name].data or "")[:LONGEST_KEPT] for name in self.kept if self[name].raw_data}
