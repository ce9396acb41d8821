"""Keeps secrets of a deployment out of what is told of a test: its traceback, its output, its skips."""

import base64
from collections.abc import Collection
from typing import Any

import pytest

from e2e import deployment

HIDDEN = "[secret]"


def redacted(config: pytest.Config, report: pytest.TestReport) -> pytest.TestReport:
    """Return a report without the secrets that the environment holds."""
    secrets = [form for secret in deployment.secrets() for form in _forms(secret)]
    if not secrets:
        return report
    said = config.hook.pytest_report_to_serializable(config=config, report=report)
    again: pytest.TestReport = config.hook.pytest_report_from_serializable(config=config, data=_without(secrets, said))
    return again


def _forms(secret: str) -> tuple[str, str, str]:
    """Return a secret as it is, as Python writes it, and as IMAP and HTTP carry it."""
    return secret, repr(secret)[1:-1], base64.b64encode(secret.encode()).decode()


def _without(secrets: Collection[str], said: Any) -> Any:
    if isinstance(said, dict):
        return {name: _without(secrets, value) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return type(said)(_without(secrets, value) for value in said)
    if isinstance(said, str):
        for secret in secrets:
            said = said.replace(secret, HIDDEN)
    return said
