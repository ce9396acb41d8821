"""The files that browsers fetch: named after their content, kept for ever, compressed before anybody asks.

They are answered before the application: no session is read for them, and nothing is logged.
"""

import base64
import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import brotli
from flask import Flask
from werkzeug.wrappers import Request, Response

from webapp.security.headers import ALWAYS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static/"
FOR_EVER = "public, max-age=31536000, immutable"
DIGEST_CHARACTERS = 10
GZIP_LEVEL = 9

# Best first. At their highest levels: each file is compressed once.
CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": brotli.compress,
    "gzip": lambda content: gzip.compress(content, GZIP_LEVEL, mtime=0),
}
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")


@dataclass(frozen=True)
class StaticFile:
    """One file, as it travels."""

    name: str
    content: bytes

    @cached_property
    def digest(self) -> bytes:
        """What names the content."""
        return hashlib.sha384(self.content).digest()

    @cached_property
    def url(self) -> str:
        """Where it is, under a name that no other content will ever have."""
        path = PurePosixPath(self.name)
        return f"{PREFIX}{path.with_suffix('')}.{self.digest.hex()[:DIGEST_CHARACTERS]}{path.suffix}"

    @cached_property
    def integrity(self) -> str:
        """What a page says of it, so that browsers run no other script in its place."""
        return f"sha384-{base64.b64encode(self.digest).decode()}"

    @cached_property
    def media_type(self) -> str:
        """What it is."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @cached_property
    def compressed(self) -> Mapping[str, bytes]:
        """The content in each coding that makes it smaller."""
        if not self.media_type.startswith(COMPRESSIBLE):
            return {}
        made = {coding: compress(self.content) for coding, compress in CODINGS.items()}
        return {coding: content for coding, content in made.items() if len(content) < len(self.content)}


class StaticFiles:
    """The files of a folder, in front of an application.

    Args:
        folder: every file of it is served.
        headers: what each answer carries besides.

    """

    def __init__(self, folder: Path, headers: Mapping[str, str]) -> None:
        self._files = {name: _read(folder, name) for name in _names_in(folder)}
        self._by_url = {file.url: file for file in self._files.values()}
        self._elsewhere: dict[str, tuple[Path, str]] = {}
        self._headers = headers

    def add_version(self, prefix: str, folder: Path) -> None:
        """Serve the files of another folder too, under their own names: what they are stands in ``prefix``."""
        self._elsewhere |= {prefix + name: (folder, name) for name in _names_in(folder)}

    def __getitem__(self, name: str) -> StaticFile:
        """Return a file by the name that it has in the folder."""
        return self._files[name]

    def compress(self) -> None:
        """Compress our own files now, so that no request waits for it; a theme's many, when asked for."""
        for file in self._files.values():
            file.compressed  # noqa: B018 - kept once it is made

    def in_front_of(self, application: "WSGIApplication") -> "WSGIApplication":
        """Return the application with the files before it."""

        def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            file = self._at(environ.get("PATH_INFO", ""))
            if file is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
                return application(environ, start_response)
            return self._answer(file, Request(environ))(environ, start_response)

        return answer

    def _at(self, url: str) -> StaticFile | None:
        place = self._elsewhere.get(url)
        return _read(*place) if place else self._by_url.get(url)

    def _answer(self, file: StaticFile, request: Request) -> Response:
        coding = request.accept_encodings.best_match(file.compressed)
        response = Response(file.compressed.get(coding or "", file.content), mimetype=file.media_type)
        response.headers.update(self._headers)
        response.headers["Cache-Control"] = FOR_EVER
        response.set_etag(f"{file.digest.hex()[:DIGEST_CHARACTERS]}{coding or ''}")
        if file.compressed:
            response.vary.add("Accept-Encoding")
        if coding:
            response.content_encoding = coding
        return response.make_conditional(request)


def _names_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if path.suffix != ".md")


@cache
def _read(folder: Path, name: str) -> StaticFile:
    """Return a file, read and compressed once for all applications of the process."""
    return StaticFile(name, (folder / name).read_bytes())


def serve_files(app: Flask, prefix: str = "", folder: Path | None = None) -> None:
    """Put our files, and those of a theme, in front of the application, and tell its templates where ours are."""
    files = StaticFiles(FOLDER, ALWAYS | {"Content-Security-Policy": "default-src 'none'"})
    if folder:
        files.add_version(prefix, folder)
    app.jinja_env.globals["static"] = files
    app.wsgi_app = files.in_front_of(app.wsgi_app)  # type: ignore[assignment, method-assign]
