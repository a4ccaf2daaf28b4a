"""Whether a request is a reader's, and whether a page of this site made it: what alone is counted.

Anybody can say they are a browser; what says that it is none is believed: crawlers, monitors, link previews, programs
by the name of their library. A browser tells what it fetches a page for, and whose page made it do so (Fetch Metadata,
and before that Origin and Referer): a picture on another site that is in truth a search of ours is no search.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urlsplit

import crawleruseragents
from flask import Request

MAX_AGENT = 400
_MORE_NAMES = re.compile(
    r"(?<!\bcu)bot(?:\b|[\d_])|crawl|spider|scrap|slurp|monitor|probe|health-?check|synthetic|uptime|prometheus|preview"
    r"|googlehc|postman|insomnia|\bjava/|headless",
    re.IGNORECASE,
)
"""Words by which what is no reader calls itself, beside the list of the package. The Cubot is a telephone."""
_EARLY = {
    "Sec-Purpose": ("prefetch", "prerender"),
    "Purpose": ("prefetch", "preview"),
    "X-Purpose": ("prefetch", "preview", "instant"),
    "X-Moz": ("prefetch",),
}
"""How browsers say that they fetch a page nobody may ever look at."""


def is_reader(asked: Request) -> bool:
    """Whether somebody is behind a request who reads, as far as it says itself."""
    is_early = any(word in asked.headers.get(name, "").lower() for name, words in _EARLY.items() for word in words)
    return asked.method != "HEAD" and not is_early and not names_a_machine(asked.headers.get("User-Agent", ""))


def is_opened(asked: Request) -> bool:
    """Whether a reader opened this address as a page, from wherever; not as a picture or a frame of another."""
    purpose = asked.headers.get("Sec-Fetch-Dest", "document")
    is_page = purpose == "document" or (
        purpose == "empty"  # through the service worker that keeps pages for reading offline
        and (asked.headers.get("Sec-Fetch-Mode") == "navigate" or asked.headers.get("Sec-Fetch-Site") == "same-origin")
    )
    return asked.method == "GET" and is_page and is_reader(asked)


def is_from(asked: Request, base_url: str, origins: Collection[str] = ()) -> bool:
    """Whether no page but ours, or one of ``origins``, had a browser send this.

    True as well where nothing is said at all: old browsers and programs, whom nobody tricks.
    """
    fetched = asked.headers.get("Sec-Fetch-Site")
    if fetched in ("same-origin", "none"):
        return True
    source = asked.headers.get("Origin") or _origin(asked.headers.get("Referer", ""))
    if source in origins:
        return True
    if fetched is not None:
        return False
    own = (asked.host, urlsplit(base_url).netloc)
    return not source or source.partition("://")[2] in filter(None, own)


def is_surely_from(asked: Request, base_url: str, origins: Collection[str] = ()) -> bool:
    """The same, and the browser says so; an address that somebody typed is theirs."""
    says = "Sec-Fetch-Site" in asked.headers or "Referer" in asked.headers
    return says and is_from(asked, base_url, origins)


@lru_cache(maxsize=1024)
def _is_machine(agent: str) -> bool:
    return not agent.strip() or bool(_MORE_NAMES.search(agent)) or bool(crawleruseragents.is_crawler(agent))


def names_a_machine(agent: str) -> bool:
    """Whether ``agent``, what a client calls itself, is the name of no browser; browsers always say one."""
    return _is_machine(agent[:MAX_AGENT])


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "nowhere"
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
