"""What a test was parametrized with: its engine, its rendering, its row of a table."""

from collections.abc import Mapping
from typing import Any

import pytest


def parameters_of(item: pytest.Item) -> Mapping[str, Any]:
    """Return the parameters of a test by name; none of a test that runs once."""
    call = getattr(item, "callspec", None)
    return call.params if call else {}
