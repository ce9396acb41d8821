"""What whoever runs the tests has said by name, wherever pytest lets them say it; defaults do not tell."""

import os
import shlex

import pytest


def says(config: pytest.Config, *options: str) -> bool:
    """Tell whether one of these options stands on the command line, in PYTEST_ADDOPTS, or among the file's addopts."""
    in_environment = shlex.split(os.environ.get("PYTEST_ADDOPTS", ""))
    said = [*map(str, config.invocation_params.args), *in_environment, *config.getini("addopts")]
    return any(argument.partition("=")[0] in options for argument in said)
