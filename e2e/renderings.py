"""How a page can reach a citizen: with htmx, without the file of htmx, without JavaScript."""

from typing import Any

from playwright.sync_api import BrowserContext

from e2e import configuration

CONFIGURATION = configuration.read()
HERE_ALL_THE_SAME = "htmx is here although its file was blocked: htmx_file of playwright.config does not match it"
_TELL = f"addEventListener('load', () => {{ if (window.htmx) console.error('{HERE_ALL_THE_SAME}'); }});"


def context_options(rendering: str) -> dict[str, Any]:
    """Return the options of a browser context in which pages render so."""
    return {"java_script_enabled": rendering != "plain"}


def prepare(context: BrowserContext, rendering: str) -> None:
    """Keep from a context what its rendering goes without; a page that has it all the same says so on its console."""
    if rendering == "blocked":
        context.route(CONFIGURATION.htmx_file, lambda route: route.abort())
        context.add_init_script(_TELL)
