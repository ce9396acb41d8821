"""What a target cannot tell or do."""

import pytest


class NotVerifiable(pytest.skip.Exception):
    """The surroundings of the service cannot do what the test needs: it is skipped, and the report says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not verifiable: {reason}")
