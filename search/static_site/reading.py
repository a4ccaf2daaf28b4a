"""Reads the site as somebody without an account does, through the very application that serves it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from search.static_site.static_addresses import StaticPlaces

COPIED = frozenset(
    {
        *("kb.home", "kb.home_markdown", "kb.category", "kb.article", "kb.file", "kb.product", "kb.product_picture"),
        *("accessibility.statement", "contact.page", "search.results"),
        *("feeds.llms", "feeds.llms_full", "feeds.llms_full_of_language"),
        *("brand.style", "brand.logo", "brand.favicon", "brand.favicon_for_the_old", "brand.touch"),
        *("brand.card", "brand.article_card", "kb.static", "search.static"),
    }
)
"""The addresses that are files as well; all others need the server, or a person who signed in."""
WITH_ADDRESS = frozenset({"feeds.sitemap", "feeds.robots", "feeds.feed", "feeds.language_feed"})
"""Those that name whole addresses: only where it is known which."""


@dataclass(frozen=True, slots=True)
class StaticAnswer:
    """What the site says to one request; ``location`` is the address that it leads on to, or nothing. The content comes
    in pieces, once: a film may be large.
    """

    status: int
    content_type: str
    chunks: Iterable[bytes]
    location: str = ""
    policy: str = ""

    @property
    def content(self) -> bytes:
        """All of it."""
        return b"".join(self.chunks)


class AnonymousReader:
    """Asks ``app``, one address after the other, without a cookie and as no browser: nothing is counted."""

    def __init__(self, app: Flask, places: StaticPlaces) -> None:
        self._app, self._places = app, places
        self._router = app.url_map.bind(urlsplit(places.base_url).netloc)
        self._endpoints = COPIED | (WITH_ADDRESS if places.is_known else frozenset())

    def is_copied(self, address: str) -> bool:
        """Whether what stands at an address can be a file."""
        try:
            with self._app.test_request_context("/"):  # which languages there are depends on who asks
                endpoint, _ = self._router.match(unquote(address), "GET")
        except (RequestRedirect, HTTPException):
            return False
        return endpoint in self._endpoints

    def get(self, address: str) -> StaticAnswer:
        """What is found at an address within the site."""
        where = urlsplit(self._places.base_url)
        client = self._app.test_client(use_cookies=False)
        headers = {"User-Agent": "kb export site (bot)"}
        root = f"{where.scheme}://{where.netloc}"
        is_file = address.startswith("/files/")  # it may be large; what is made page by page is so within the request
        answer = client.get(address, base_url=root, headers=headers, buffered=not is_file)
        return StaticAnswer(
            answer.status_code,
            answer.content_type or "",
            _chunks(answer),
            answer.location or "",
            answer.headers.get("Content-Security-Policy", ""),
        )


def _chunks(answer: TestResponse) -> Iterator[bytes]:
    try:
        yield from answer.iter_encoded()
    finally:
        answer.close()
