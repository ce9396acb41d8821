"""What whoever runs the tests has said by name, wherever pytest lets them say it; defaults do not tell."""

import os
import shlex

import pytest


def says(config: pytest.Config, *options: str) -> bool:
    """Tell whether one of these options stands on the command line, in PYTEST_ADDOPTS, or among the file's addopts."""
    arguments = [*_spoken(config), *config.getini("addopts")]
    return any(argument.partition("=")[0] in options for argument in arguments)


def said(config: pytest.Config) -> str:
    """Return the command line, with what PYTEST_ADDOPTS adds to it."""
    return shlex.join(["pytest", *_spoken(config)])


def _spoken(config: pytest.Config) -> list[str]:
    return [*shlex.split(os.environ.get("PYTEST_ADDOPTS", "")), *map(str, config.invocation_params.args)]
