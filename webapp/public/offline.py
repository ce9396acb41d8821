"""What lets the service be installed and say, without a network, what is saved: manifest, worker, and that page.

The worker (templates/public/service_worker.js) is registered only once cookies are accepted (COOKIE-1): what it keeps
is written on the citizen's machine. It keeps what is the same for everybody.
"""

import hashlib
from typing import cast

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for

from webapp.current import services
from webapp.static_files import StaticFiles

blueprint = Blueprint("offline", __name__)

_ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable-512.png", 512, "maskable"))
# What the page without a network needs.
_KEPT_FILES = ("htmx-2.0.11.min.js", "connection.js", "favicon.svg")
# Those of service.css.
_THEME, _PAPER = "#0f5a6b", "#ffffff"
_VERSION_CHARACTERS = 16


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Describe the service to browsers that install it."""
    service_name = services().settings.service_name
    answer = jsonify(
        id="/",
        name=service_name,
        short_name=service_name,
        lang="fr",
        start_url="/",
        scope="/",
        # With the buttons to go back and to reload: nobody is stuck in a step.
        display="minimal-ui",
        theme_color=_THEME,
        background_color=_PAPER,
        icons=[
            {"src": _files()[name].url, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size, purpose in _ICONS
        ],
    )
    answer.mimetype = "application/manifest+json"
    answer.cache_control.max_age = 3600
    return answer


@blueprint.get("/service-worker.js")
def worker() -> Response:
    """Give the worker, whose text changes when anything that it keeps does."""
    kept = {"offline_page": url_for("offline.page"), "files": [_files()[name].url for name in _KEPT_FILES]}
    version = hashlib.sha256(f"{kept}{page()}".encode()).hexdigest()[:_VERSION_CHARACTERS]
    answer = Response(
        render_template("public/service_worker.js", version=version, **kept), mimetype="text/javascript"
    )
    answer.cache_control.no_cache = True
    answer.set_etag(version)
    answer.make_conditional(request)
    return answer


@blueprint.get("/hors-ligne")
def page() -> str:
    """Show what browsers keep for when there is no network: of nobody, whoever asks for it."""
    of_nobody = {"consent": "accepted", "connection": None, "signed_in": False, "is_htmx": False}
    # No other language is kept: without a network the switch would lead nowhere.
    return render_template("public/offline.html", other_languages=[], **of_nobody)


def _files() -> StaticFiles:
    return cast(StaticFiles, current_app.jinja_env.globals["static"])
