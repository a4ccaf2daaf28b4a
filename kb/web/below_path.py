"""A site below a path of a host that it shares: ``KB_BASE_URL=https://example.com/help``.

Within the site every address begins at its own root, wherever it is served. At its edge, here, the path is taken off
what comes in and put before what goes out: redirects, cookies, and the addresses in pages, JSON and manifests. Whole
addresses (site map, feeds, letters) are made of ``KB_BASE_URL`` and have it already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from flask import Flask, Response

_TAG = re.compile(r"""<[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_IN_A_TAG = re.compile(r"""(\s(?:href|src|action|formaction|poster|cite|data-[a-z-]+)=["'])(?=/(?!/))""")
_SRCSET = re.compile(r"""(\ssrcset=["'])([^"']*)""")
_CANDIDATE = re.compile(r"(^\s*|,\s+)(?=/(?!/))")
_IN_JSON = re.compile(r'(?<!\\)("(?:url|[a-z]+_url)"\s*:\s*")(?=/(?!/))')
_IN_A_MANIFEST = re.compile(r'(?<!\\)("(?:id|start_url|scope|src|url)"\s*:\s*")(?=/(?!/))')
_COOKIE = re.compile(r"(; Path=)(/[^;]*)", re.IGNORECASE)

Environ = dict[str, Any]


class TakeOff:
    """WSGI: takes ``path`` off where a proxy passes it on; a proxy that takes it off itself is right too."""

    def __init__(self, app: Callable[..., Iterable[bytes]], path: str) -> None:
        self._app, self._path = app, path

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Pass on a request."""
        return self._app({**environ, "PATH_INFO": taken_off(environ.get("PATH_INFO", ""), self._path)}, start_response)


def taken_off(address: str, path: str) -> str:
    """``address`` within the site, where it has ``path`` before it or has not."""
    below = address == path or address.startswith(f"{path}/")
    return (address.removeprefix(path) or "/") if path and below else address


def set_up(app: Flask, path: str) -> None:
    """Serve ``app`` below ``path``, like ``/help``; nothing is done where that is empty."""
    if not path:
        return
    app.wsgi_app = TakeOff(app.wsgi_app, path)  # type: ignore[method-assign]
    app.after_request(partial(_put_before, path))


def _put_before(path: str, response: Response) -> Response:
    if (place := response.location or "").startswith("/") and not place.startswith("//"):
        response.location = path + place
    if cookies := response.headers.getlist("Set-Cookie"):
        response.headers.setlist("Set-Cookie", [_COOKIE.sub(_cookie_path(path), one) for one in cookies])
    if (rewrite := _REWRITERS.get(response.mimetype or "")) and not response.direct_passthrough:
        response.set_data(rewrite(response.get_data(as_text=True), path))
    return response


def pages_below(text: str, path: str) -> str:
    """The HTML ``text`` with ``path`` before every address that begins at the root. Text between tags stays."""
    if not path:
        return text

    def candidates(match: re.Match[str]) -> str:
        return match[1] + _CANDIDATE.sub(rf"\1{path}", match[2])

    def tag(match: re.Match[str]) -> str:
        return _SRCSET.sub(candidates, _IN_A_TAG.sub(rf"\1{path}", match[0]))

    return _TAG.sub(tag, text)


def _json_below(text: str, path: str) -> str:
    return _IN_JSON.sub(rf"\1{path}", text)


def _manifest_below(text: str, path: str) -> str:
    return _IN_A_MANIFEST.sub(rf"\1{path}", text)


def _cookie_path(path: str) -> Callable[[re.Match[str]], str]:
    return lambda match: match[1] + path + (match[2] if match[2] != "/" else "")


_REWRITERS: dict[str, Callable[[str, str], str]] = {
    "text/html": pages_below,
    "application/json": _json_below,
    "application/manifest+json": _manifest_below,
}
