"""Whether a request is a reader's, and wants to be counted; ``kb.web.source`` tells whose page made it.

Anybody can say they are a browser; what says that it is none is believed: crawlers, monitors, link previews, programs
by the name of their library. A browser tells what it fetches a page for (Fetch Metadata): a picture on another site
that is in truth a search of ours is no search.
"""

from __future__ import annotations

import re
from functools import lru_cache

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


def wants_no_trace(asked: Request) -> bool:
    """Whether its sender asks not to be tracked: Do Not Track, or Global Privacy Control."""
    return "1" in (asked.headers.get("DNT"), asked.headers.get("Sec-GPC"))


@lru_cache(maxsize=1024)
def _is_machine(agent: str) -> bool:
    return not agent.strip() or bool(_MORE_NAMES.search(agent)) or bool(crawleruseragents.is_crawler(agent))


def names_a_machine(agent: str) -> bool:
    """Whether ``agent``, what a client calls itself, is the name of no browser; browsers always say one."""
    return _is_machine(agent[:MAX_AGENT])
