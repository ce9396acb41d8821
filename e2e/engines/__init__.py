"""The browsers that the suite runs on, and what each of them cannot do.

An engine is the one that the system has (Debian: Chromium, Firefox ESR, WebKitGTK), which is what citizens run and what
its updates reach; where the system has none, the one that ``playwright install`` brought.
"""

from e2e.engines.capability import Capability
from e2e.engines.engine import Engine, Setting, Showing
from e2e.engines.installed import engine

__all__ = ["Capability", "Engine", "Setting", "Showing", "engine"]
