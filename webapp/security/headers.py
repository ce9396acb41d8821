"""The headers that every response carries, and the content security policy."""

import base64
import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response
from markupsafe import Markup

from webapp.settings import Settings

ONE_YEAR_SECONDS = 31_536_000

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def inline_stylesheet(stylesheet: Path) -> Markup:
    """Return a stylesheet as it travels in every page, without comments and needless spaces."""
    css = re.sub(r"/\*.*?\*/", "", stylesheet.read_text("utf-8"), flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    css = re.sub(r": ", ":", css).replace(";}", "}").strip()
    return Markup(css)  # noqa: S704 - our own file


def content_security_policy(stylesheet: str, settings: Settings) -> str:
    """Return a policy that allows our own files and the one stylesheet, known by its digest.

    The sign-out form ends at FranceConnect: browsers hold a form to the policy through all its redirects.
    """
    issuer = urlsplit(settings.franceconnect_issuer)
    sign_out = f" {issuer.scheme}://{issuer.netloc}" if settings.offers_franceconnect else ""
    digest = base64.b64encode(hashlib.sha256(stylesheet.encode()).digest()).decode()
    # The official stylesheet is a file, which brings fonts, and images within itself.
    is_official = settings.theme == "dsfr"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'sha256-{digest}'" if is_official else f"style-src 'sha256-{digest}'",
            "img-src 'self' data:" if is_official else "img-src 'self'",
            *(["font-src 'self'"] if is_official else []),
            "media-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            f"form-action 'self'{sign_out}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def secure_responses(app: Flask, settings: Settings, stylesheet: str) -> None:
    """Add the security headers to every response of the application."""
    headers = ALWAYS | {"Content-Security-Policy": content_security_policy(stylesheet, settings)}
    if settings.is_https:
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR_SECONDS}; includeSubDomains"

    @app.after_request
    def _secure(response: Response) -> Response:
        # No view writes one of these: none is there to be replaced.
        response.headers.extend(headers)
        response.headers.setdefault("Cache-Control", "no-store")
        if response.status_code >= 400:  # noqa: PLR2004 - a refused form is not a new entry of the history
            response.headers["HX-Push-Url"] = "false"
        return response
