"""How a page can reach a citizen: with htmx, without the file of htmx, without JavaScript."""

from typing import Any

from playwright.sync_api import BrowserContext

HTMX_FILE = "**/static/htmx*.js"


def context_options(rendering: str) -> dict[str, Any]:
    """Return the options of a browser context in which pages render so."""
    return {"java_script_enabled": rendering != "plain"}


def prepare(context: BrowserContext, rendering: str) -> None:
    """Keep from a context what its rendering goes without."""
    if rendering == "blocked":
        context.route(HTMX_FILE, lambda route: route.abort())
