"""What a target cannot tell or do."""

import pytest


class NotVerifiable(pytest.skip.Exception):
    """The surroundings of the service cannot do what the test needs: it is skipped, and the report says why."""

    # As pytest's own: the reason is told without the module that gives it.
    __module__ = "builtins"
