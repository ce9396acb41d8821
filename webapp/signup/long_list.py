"""A list of hundreds of choices, written without WTForms' care for attributes that its options do not have."""

from functools import lru_cache
from typing import Any

from markupsafe import escape
from wtforms.widgets import Select


class LongList(Select):
    """The widget of a field of choices, all alike."""

    @classmethod
    def render_option(cls, choice: Any, **_: Any) -> Any:  # type: ignore[override]  # newer than the stubs
        """Return one choice as HTML."""
        return _option(choice.value, choice.label, is_selected=choice.selected)


@lru_cache(maxsize=2048)
def _option(value: str, label: str, *, is_selected: bool) -> str:
    return f'<option {"selected " if is_selected else ""}value="{escape(value)}">{escape(label)}</option>'
