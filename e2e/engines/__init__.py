"""The browsers that the suite runs on, and what each of them cannot do.

An engine is the one that ``playwright install`` brought to this machine; where it brought none, the one that the system
has (Debian: Chromium, Firefox ESR, WebKitGTK). With ``prefer = "system"`` in playwright.config it is the other way
round: those of the system are what citizens run, and what its updates reach.
"""

from e2e.engines.capability import Capability
from e2e.engines.engine import Engine, Setting, Showing
from e2e.engines.installed import engine

__all__ = ["Capability", "Engine", "Setting", "Showing", "engine"]
