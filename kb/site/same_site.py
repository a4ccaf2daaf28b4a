"""Whether a request comes from, or an address stays on, this site."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from flask import (
    Request,
    request,
    url_for,
)

from kb.site.site import Site
from kb.web.visits import is_from


def _is_own_form(site: Site) -> bool:
    """Whether a page of this site sent it, and a browser shall show the answer."""
    if request.accept_mimetypes.best == "application/json":
        return False
    if fetched_from := request.headers.get("Sec-Fetch-Site"):
        return fetched_from == "same-origin"
    return bool(request.origin) and urlsplit(request.origin).netloc in (request.host, urlsplit(site.root()).netloc)


def place_on_site(address: str) -> str:
    """Where to go on, if it is a path of this site; the start page otherwise."""
    return address if is_own_path(address) else url_for("kb.start")


def is_own_path(address: str) -> bool:
    """Whether a browser stays on this site where it is sent to ``address``.

    Browsers drop control characters and take a backslash for a slash, so neither is let through; dot segments would
    lead out of the path of this site.
    """
    own = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    climbs = not {".", ".."}.isdisjoint(unquote(address.partition("?")[0]).split("/"))
    return own and not climbs


def is_from_here(asked: Request, own: str) -> bool:
    """Whether no other site than ``own``, the public origin, made a browser send this request.

    A form token would need a cookie, and reading sets none. Instead the browser says itself where a request comes from:
    ``Sec-Fetch-Site`` (Fetch Metadata), and before it ``Origin``, which every browser sends with a POST and no page can
    forge. A program sends neither, and has no reader behind it who could be tricked.
    """
    fetched = asked.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return fetched == "same-origin"
    origin = asked.headers.get("Origin")
    hosts = (asked.host, own.partition("://")[2])
    return is_from(asked, own) if origin is None else origin.partition("://")[2] in filter(None, hosts)
