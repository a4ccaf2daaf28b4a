"""What a reader's request asks of the search, and what is taken down of it: the same for the page and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from kb.core.clock import Clock
from kb.core.settings import Settings
from kb.core.text import whole_number
from kb.site.site import Site
from kb.web.client import client_network
from kb.web.source import is_from
from kb.web.visits import MAX_AGENT, is_reader, wants_no_trace
from search.engine.engine import Engine
from search.log.recorder import ReaderSearch, Recorder
from search.results.lateness import LAST_TRY
from search.results.results import Results, SearchRequest

PAGE_SIZE = 10


@dataclass(frozen=True)
class SearchRoom:
    """What the search addresses work with."""

    site: Site
    engine: Engine
    recorder: Recorder
    clock: Clock


def asked_for(site: Site, language: str | None, limit: int, offset: int) -> SearchRequest:
    """What the address of this request asks for."""
    return SearchRequest(
        text=request.args.get("q", ""),
        language=language,
        audiences=site.audiences(),
        only_language=request.args.get("in") or None,
        category=request.args.get("category") or None,
        product=request.args.get("product") or None,
        tag=request.args.get("tag") or None,
        limit=limit,
        offset=offset,
        query_language=_one_of(site.languages(), request.args.get("ql")),
        exact=request.args.get("exact") == "1",
        instant=request.args.get("mode") == "instant",
        sections=request.args.get("sections") == "1",
    )


def earlier_tries() -> int:
    """How often the same was asked before, because its answer was not complete."""
    return whole_number(request.args.get("again"), 0, LAST_TRY) or 0


def taken_down(settings: Settings, recorder: Recorder, asked: SearchRequest, found: Results) -> str | None:
    """Take down the search of this request, where a reader made it here or in our widget; nothing but a number of
    those who ask not to be tracked.

    Gives what ``/api/v1/click`` calls the search; None where it is not recorded.
    """
    if not (is_reader(request) and is_from(request, settings.base_url, settings.cors_origins) and _is_no_picture()):
        return None
    if wants_no_trace(request):
        # else every key would count, and whoever asks the same again
        if asked.offset == 0 and asked.text.strip() and not (asked.instant or earlier_tries()):
            recorder.count_unrecorded(found.language)
        return None
    network = client_network(settings)
    reader = recorder.reader(network, request.headers.get("User-Agent", "")[:MAX_AGENT])
    is_better = bool(earlier_tries()) and asked.offset == 0
    kept = ReaderSearch(reader, asked.text, asked.category or "", recorder.place(network), is_better)
    return recorder.record(kept, found)


def _is_no_picture() -> bool:
    """Whether a search is fetched as a page or by a script: an editor's article may show a picture from any address."""
    return request.headers.get("Sec-Fetch-Dest", "document") in ("document", "empty")


def _one_of(known: Sequence[str], name: str | None) -> str | None:
    return name if name in known else None
