"""Whose page had a browser send a request, as browsers say it: what alone is counted, and what a form may do.

``Sec-Fetch-Site`` (Fetch Metadata) says it, and before it ``Origin``, which every browser sends with a POST, and
``Referer``; no page can forge them. A program sends none of them, and has no reader behind it who could be tricked.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum, auto
from urllib.parse import urlsplit

from flask import Request


class Source(Enum):
    """What made a browser send a request."""

    OURS = auto()
    """A page of this site."""
    KNOWN = auto()
    """A page of another site that we work with."""
    TYPED = auto()
    """No page: an address that somebody typed or kept."""
    OTHER = auto()
    """A page of any other site, or one that does not say of which."""
    UNSAID = auto()
    """Nothing is said at all: a program or an old browser."""


def source_of(asked: Request, base_url: str, origins: Collection[str] = ()) -> Source:
    """Whose page made a browser send ``asked``; ``base_url`` is the public address of this site, empty for none set,
    ``origins`` are those of the sites we work with.
    """
    fetched = asked.headers.get("Sec-Fetch-Site")
    if fetched in ("same-origin", "none"):
        return Source.OURS if fetched == "same-origin" else Source.TYPED
    origin = asked.headers.get("Origin")
    page = _origin(asked.headers.get("Referer", "")) if origin is None else origin
    if page in origins:
        return Source.KNOWN
    if fetched is None and origin is None and not page:
        return Source.UNSAID
    own = filter(None, (asked.host, urlsplit(base_url).netloc))
    return Source.OURS if fetched is None and page.partition("://")[2] in own else Source.OTHER


def is_from(asked: Request, base_url: str, origins: Collection[str] = ()) -> bool:
    """Whether no page but ours, or one of ``origins``, had a browser send this.

    True as well where nothing is said at all: old browsers and programs, whom nobody tricks.
    """
    return source_of(asked, base_url, origins) is not Source.OTHER


def is_surely_from(asked: Request, base_url: str, origins: Collection[str] = ()) -> bool:
    """The same, and the browser says so; an address that somebody typed is theirs."""
    return source_of(asked, base_url, origins) not in (Source.OTHER, Source.UNSAID)


def is_own_form(asked: Request, base_url: str) -> bool:
    """Whether a page of ours sent it, or nothing that anybody could be tricked with.

    Instead of a form token where that would need a cookie, and reading sets none. What somebody typed is no form.
    """
    return source_of(asked, base_url) in (Source.OURS, Source.UNSAID)


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "nowhere"
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
