"""The language of a request: the one asked for by its address, else the one chosen before, else the browser's.

Until cookies are accepted a choice stands in the addresses alone: every link, form and redirection of the page carries
it on. Afterwards the session remembers it.
"""

import re
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from babel.support import NullTranslations
from flask import Flask, Response, g, has_app_context, request, session
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from webapp.languages.catalogues import FRENCH, PARAMETER, SOURCE, Catalogues, direction_of, name_of
from webapp.public.local_paths import local_path
from webapp.security import consent

_REMEMBERED = "language"
# Asked for a hundred times a page, it does not stand in Flask's « g ».
_translations: ContextVar[NullTranslations] = ContextVar("translations", default=FRENCH)
# What of a page's address may stand in a link to the same page: never a code, a state or an error, and nothing that
# somebody else could choose where the page says something personal (its compressed length would tell of it: BREACH).
_KEPT_STATES = {"sortie": ("1", "partielle"), "franceconnect": ("1",), "renvoi": ("1",)}
_LEADING_ON = ("public.cookies", "public.check_cookies", "account.identification")
_OWN_ADDRESS = re.compile(r'(\s(?:href|action)=")(/(?!static/|/)[^"]*)(?=")')


@dataclass(frozen=True)
class OtherLanguage:
    """A language that the page offers instead of its own, and the address of the same page in it."""

    tag: str
    name: str
    url: str


def speak(app: Flask, catalogues: Catalogues) -> None:
    """Give every request of the application its language."""
    Babel(app, default_locale=SOURCE, locale_selector=lambda: current().replace("-", "_"))
    app.jinja_env.policies["ext.i18n.trimmed"] = True

    @app.before_request
    def _choose() -> None:
        asked = request.args.get(PARAMETER, "")
        chosen = _chosen(catalogues)
        g.language = asked if asked in catalogues.tags else chosen
        _translations.set(catalogues.of(g.language))
        if g.language != chosen and consent.has_accepted():
            session[_REMEMBERED] = g.language

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:
        _translations.set(FRENCH)

    @app.after_request
    def _tell(response: Response) -> Response:
        if response.mimetype != "text/html":
            return response
        response.headers["Content-Language"] = current()
        response.vary.add("Accept-Language")
        return response if current() == _chosen(catalogues) else _carry(response)

    @app.context_processor
    def _offer() -> dict[str, Any]:
        tags = [tag for tag in catalogues.tags if tag != current()]
        return {
            "language": current(),
            "direction": direction_of(current()),
            "other_languages": [OtherLanguage(tag, name_of(tag), _here_in(tag)) for tag in tags],
        }


def current() -> str:
    """Return the tag of the request's language; outside a request, French."""
    found: str = g.get("language", SOURCE) if has_app_context() else SOURCE
    return found


def is_switched() -> bool:
    """Tell whether the switch of languages sent the form of the page: it is shown again as typed, and does nothing."""
    return request.form.get("action") == PARAMETER


def translations() -> NullTranslations:
    """Return the translations into the request's language; outside a request, the French."""
    return _translations.get()


def _chosen(catalogues: Catalogues) -> str:
    """Return the language of a request that asks for none."""
    remembered = session.get(_REMEMBERED)
    if remembered in catalogues.tags:
        return str(remembered)
    return _preferred(catalogues.tags, request.headers.get("Accept-Language", ""))


# Asked twice a page, and of few browsers alike.
@lru_cache(maxsize=64)
def _preferred(tags: Sequence[str], header: str) -> str:
    """Return French to every browser whose languages have French among them, wherever it stands, or none at all."""
    accepted = parse_accept_header(header, LanguageAccept)
    if any(tag.lower().partition("-")[0] == SOURCE for tag in accepted.values()):
        return SOURCE
    return accepted.best_match(tags, SOURCE)


def _here_in(tag: str) -> str:
    """Return the address of this page in another language; of the answer to a form, that of the page above it.

    A path that browsers could read as another site’s (a backslash, a tab) is no page of ours: it leads home.
    """
    methods = request.url_rule.methods if request.url_rule else None
    path = request.path if methods is None or "GET" in methods else request.path.rpartition("/")[0]
    return f"{local_path(path) or '/'}?{urlencode(_kept() | {PARAMETER: tag})}"


def _kept() -> dict[str, str]:
    kept = {name: value for name, values in _KEPT_STATES.items() if (value := request.args.get(name, "")) in values}
    suite = request.args.get("suite", "") if request.endpoint in _LEADING_ON else ""
    return {"suite": suite} | kept if suite else kept


def _carry(response: Response) -> Response:
    if response.location:
        response.location = _in_language(response.location)
    if not response.direct_passthrough and not response.content_encoding:
        page = response.get_data(as_text=True)
        response.set_data(_OWN_ADDRESS.sub(_link_in_language, page))
    return response


def _link_in_language(found: re.Match[str]) -> str:
    return found[1] + escape(_in_language(unescape(found[2])))


def _in_language(address: str) -> str:
    """Return our address with the request's language; another site's, and one that names a language, as it is."""
    parts = urlsplit(address)
    if parts.netloc not in ("", request.host) or PARAMETER in dict(parse_qsl(parts.query)):
        return address
    query = f"{parts.query}&{PARAMETER}={current()}".lstrip("&")
    return urlunsplit(parts._replace(query=query))
