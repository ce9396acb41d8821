"""The plugins of the browser tests. They stand here because pytest takes plugins from the topmost conftest.py alone."""

pytest_plugins = (
    "pytester",
    "e2e.catalogue",
    "e2e.selection",
    "e2e.brevity",
    "e2e.report.plugin",
    "e2e.report.end_of_run",
    "e2e.report.screenshots",
    "e2e.report.second_look",
    "e2e.targets.choice",
)
