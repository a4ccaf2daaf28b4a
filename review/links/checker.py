"""Checks the external links of articles in the background, when an editor asks; each address once a day at most."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urldefrag, urlsplit

from cachetools import TLRUCache

from kb.catalog.article import ArticleId
from kb.markdown.html_links import Link

logger = logging.getLogger(__name__)

MAX_WAITING = 500
MAX_RESULTS = 10_000
KEPT = timedelta(days=1)
RETRIED_AFTER = timedelta(hours=1)
"""How long it is told that a site cannot be reached, before it may be asked again."""

LinkState = Literal["ok", "moved", "broken", "refused", "unreachable", "waiting"]


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What became of one address.

    ``moved``: it works, and ``detail`` is its new address. ``broken``: the site says there is no such page.
    ``refused``: we did not look or were not let in. ``unreachable``: it could not be told today. ``waiting``: not
    looked at yet. ``status`` is the HTTP status where there was an answer; ``detail`` says in English what happened.
    """

    url: str
    state: LinkState
    status: int | None = None
    detail: str = ""


Fetch = Callable[[str], LinkResult]
Clock = Callable[[], datetime]


def external_links(links: Iterable[Link]) -> list[str]:
    """The addresses outside of the site that an article links to or shows pictures from, each once, in order."""
    found = (link.target.url for link in links if link.target.kind == "external")
    urls = (f"https:{url}" if url.startswith("//") else url for url in found)
    return list(dict.fromkeys(url for url in urls if url.lower().startswith(("http://", "https://"))))


class LinkChecker:
    """Looks at addresses one after the other from a thread of its own; safe to use from many threads.

    ``fetch`` looks at one address, ``review.links.visitor`` has the polite one; ``clock`` gives the time (UTC).
    """

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._waiting: dict[str, ArticleId] = {}  # in the order they were asked for
        self._results: TLRUCache[str, LinkResult, datetime] = TLRUCache(MAX_RESULTS, _until, timer=clock)
        self._last_host = ""
        self._is_closing = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="link-checker", daemon=True)

    def start(self) -> None:
        """Begin to look at what waits."""
        self._thread.start()

    def close(self) -> None:
        """Look at nothing more; waits a little for an address that is being looked at."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def request(self, article_id: ArticleId, urls: Iterable[str]) -> list[str]:
        """Have ``urls`` of an article looked at, where that is not known yet; returns those there was no room for."""
        no_room = []
        with self._changed:
            for url in urls:
                page = _page(url)
                if page in self._results or page in self._waiting:
                    continue
                if len(self._waiting) < MAX_WAITING:
                    self._waiting[page] = article_id
                else:
                    no_room.append(url)
            self._changed.notify_all()
        return no_room

    def results(self, urls: Iterable[str]) -> dict[str, LinkResult]:
        """What is known of ``urls``; an address nobody asked for, or not for long, is left out."""
        found = {}
        with self._changed:
            for url in urls:
                page = _page(url)
                if result := self._results.get(page):
                    found[url] = result
                elif page in self._waiting:
                    found[url] = LinkResult(url, "waiting")
        return found

    def _run(self) -> None:
        while (page := self._next()) is not None:
            result = self._look(page)
            with self._changed:
                self._results[page] = result
                article_id = self._waiting.pop(page)
            logger.debug("%s in %s is %s (%s)", page, article_id, result.state, result.detail)

    def _next(self) -> str | None:
        """Waits for something to look at; None at the end. Hosts take turns, so that no pause is for nothing."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closing)
            if self._is_closing:
                return None
            others = (page for page in self._waiting if _host(page) != self._last_host)
            page = next(others, None) or next(iter(self._waiting))
            self._last_host = _host(page)
            return page

    def _look(self, page: str) -> LinkResult:
        try:
            return self._fetch(page)
        except Exception:  # one strange address must not keep the others from being looked at
            logger.exception("looking at %s failed", page)
            return LinkResult(page, "unreachable", detail="looking at it failed")


def _until(_: str, result: LinkResult, now: datetime) -> datetime:
    return now + (RETRIED_AFTER if result.state == "unreachable" else KEPT)


def _page(url: str) -> str:
    """The address without its fragment, which no server sees."""
    return urldefrag(url).url


def _host(page: str) -> str:
    return urlsplit(page).netloc
