"""A network that fails is waited for no longer than pages are."""

from types import SimpleNamespace
from typing import Any

import pytest

from e2e import configuration
from e2e.network import LateAnswer

pytestmark = pytest.mark.machinery


def test_form_that_is_never_sent_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configuration, "read", lambda: SimpleNamespace(patience_seconds=0.1))
    page: Any = SimpleNamespace(route=lambda *_: None, title=str)
    with pytest.raises(AssertionError, match="has sent no form"):
        LateAnswer(page, "/inscription/identite").wait_until_sent()
