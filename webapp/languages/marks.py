"""Marks the French that citizens read where it stands, in modules that only hold it; whoever shows it translates it."""


def french(text: str) -> str:
    """Return ``text`` as it is: the mark alone counts, for ``make translations``."""
    return text
