"""Keeps secrets of a deployment out of what is told of a test: its traceback, its output, its skips."""

import base64
from collections.abc import Collection
from typing import Any

import pytest

from e2e import deployment
from e2e.report.results import ARTEFACT, BOUNDARY, ENGINE, RENDERING, REQUIREMENT, VERSION

HIDDEN = "[secret]"
# What the suite itself notes on a test, of which no secret is a part, and by which pytest reads a traceback again.
OUR_OWN = (REQUIREMENT, BOUNDARY, ENGINE, RENDERING, VERSION)
STRUCTURE = ("type", "style")


def redacted(config: pytest.Config, report: pytest.TestReport) -> pytest.TestReport:
    """Return a report without the secrets that the environment holds; of which test it tells stays as it is."""
    secrets = [form for secret in deployment.secrets() for form in _forms(secret)]
    if not secrets:
        return report
    said = config.hook.pytest_report_to_serializable(config=config, report=report)
    said["longrepr"] = _without(secrets, said["longrepr"])
    said["sections"] = [(name, _without(secrets, content)) for name, content in said["sections"]]
    said["user_properties"] = [
        (name, value if _is_our_own(name) else _without(secrets, value)) for name, value in said["user_properties"]
    ]
    again: pytest.TestReport = config.hook.pytest_report_from_serializable(config=config, data=said)
    return again


def _is_our_own(name: str) -> bool:
    return name in OUR_OWN or name.startswith(ARTEFACT)


def _forms(secret: str) -> tuple[str, str, str]:
    """Return a secret as it is, as Python writes it, and as IMAP and HTTP carry it."""
    return secret, repr(secret)[1:-1], base64.b64encode(secret.encode()).decode()


def _without(secrets: Collection[str], said: Any) -> Any:
    if isinstance(said, dict):
        return {name: value if name in STRUCTURE else _without(secrets, value) for name, value in said.items()}
    if isinstance(said, list | tuple):
        return type(said)(_without(secrets, value) for value in said)
    if isinstance(said, str):
        for secret in secrets:
            said = said.replace(secret, HIDDEN)
    return said
