"""The search page and ``/api/v1/search``: the same results, once for people and once for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, render_template, request

from kb.catalog.article import Article
from kb.catalog.shown_days import Days
from kb.core.clock import Clock
from kb.core.paging import page_number, read_page
from kb.core.settings import Settings
from kb.core.text import MAX_QUERY_CHARACTERS, whole_number
from kb.site.error_responses import error_response
from kb.site.openapi import json_response, known_as, may_use, page_parameters, parameter, problem_response, schema_of
from kb.site.site import Site
from kb.site.static_files import PagesWithFiles, static_folders
from kb.web.client import client_network
from kb.web.cors import share
from kb.web.routes import Routes
from kb.web.source import is_from
from kb.web.visits import MAX_AGENT, is_reader, wants_no_trace
from search.engine.engine import Engine
from search.log.recorder import ReaderSearch, Recorder
from search.results.as_html import marked_title, quotation
from search.results.as_json import RESULTS_EXAMPLE, RESULTS_SHAPE, results_json
from search.results.lateness import LAST_TRY, late_line
from search.results.results import MAX_LIMIT, QueryError, Results, SearchRequest

PAGE_SIZE, MOST_PAGES, LAST_POSITION = 10, 999, 999


@dataclass(frozen=True)
class SearchRoom:
    """What the search addresses work with."""

    site: Site
    engine: Engine
    recorder: Recorder
    clock: Clock


def create_blueprint(site: Site, engine: Engine, recorder: Recorder, clock: Clock) -> Blueprint:
    """The search addresses of ``site``."""
    pages = PagesWithFiles("search", __name__, static_folders(Path(__file__).parent, but=("desk",)))
    share(pages, site.settings.cors_origins, "search")
    routes = Routes(pages, SearchRoom(site, engine, recorder, clock))
    routes.get("/<language:language>/search", "results", show_results)
    routes.get("/api/v1/search", "search", send_results)
    routes.post("/api/v1/click", "click", note_click)
    # A beacon has no token; nothing is in it but the name of a search, which only the page of its results knows.
    pages.record(lambda state: state.app.extensions["csrf"].exempt(note_click))
    return pages


def show_results(room: SearchRoom, language: str) -> str | tuple[str, int]:
    """The page of results, ten at a time."""
    site = room.site
    text = request.args.get("q", "")
    number = page_number(request.args.get("page"), MOST_PAGES)
    asked = _asked(site, language, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    try:
        found = room.engine.search(asked)
    except QueryError as error:
        said = {"refused": str(error), "late": None, "is_unsure": False, "recorded": None}
        return render_template("search/results.html", query=text[:MAX_QUERY_CHARACTERS], **said), 400
    pages_of_hits = -(-found.total // PAGE_SIZE)
    if found.total and number > pages_of_hits:
        number = pages_of_hits
        found = room.engine.search(replace(asked, offset=(number - 1) * PAGE_SIZE))
    recorded = _record(site.settings, room.recorder, asked, found)
    tries = _tries()
    return render_template(
        "search/results.html",
        query=text,
        recorded=recorded,
        asked=asked,
        found=found,
        late=late_line([found.mode], tries) if found.is_to_come else None,
        is_unsure=found.is_to_come and not tries,
        marked_title=marked_title,
        answer=_answer(site, found, room.clock) if number == 1 else None,
        page=number,
        pages=pages_of_hits,
        categories=_category_counts(site, language, found),
        products=_product_counts(site, language, asked, found),
        link=_linker(request.args.to_dict()),
        popular=_popular(site, asked, language, found),
        query_languages=_other_languages(site, language, found),
    )


def send_results(room: SearchRoom) -> Response:
    """The same results for programs, and for the list below our own search boxes."""
    try:
        limit, offset = read_page(request.args.get("limit"), request.args.get("offset"), PAGE_SIZE, MAX_LIMIT)
        asked = _asked(room.site, request.args.get("lang") or None, limit, offset)
        found = room.engine.search(asked)
        answer = jsonify(results_json(found))
        if found.complete or not asked.instant:  # else it is asked again in a moment, and may fit better
            name = _record(room.site.settings, room.recorder, asked, found)
            answer.headers.update({"Search-Id": name} if name else {})
        stages = {**found.timings, "total": found.took_ms}
        answer.headers["Server-Timing"] = ", ".join(f"{name};dur={ms:.2f}" for name, ms in stages.items())
        return answer
    except (QueryError, ValueError) as error:
        return error_response(400, "Bad Request", str(error))


def note_click(room: SearchRoom) -> tuple[str, int]:
    """Take down that a result was opened; what tells nothing is left alone."""
    site = room.site
    form = request.form
    position = whole_number(form.get("position"), 0, LAST_POSITION)
    article = site.catalog.get(form.get("language", ""), form.get("key", ""), site.audiences())
    is_told = is_reader(request) and is_from(request, site.settings.base_url)
    if article is not None and is_told and position is not None:
        room.recorder.click(form.get("search", ""), article.id, position)
    return "", 204


def _answer(site: Site, found: Results, clock: Clock) -> dict[str, Any] | None:
    """What is quoted as the answer, from where, and the day on which its article was last reviewed."""
    hit = found.answer
    if hit is None:
        return None
    text = quotation(hit, site.rendered(hit.article).html)
    return {"quotation": text, "reviewed_on": Days.of(hit.article, clock().date()).reviewed_on}


def _record(settings: Settings, recorder: Recorder, asked: SearchRequest, found: Results) -> str | None:
    """Take down the search of this request, where a reader made it here or in our widget; nothing but a number of
    those who ask not to be tracked.
    """
    if not (is_reader(request) and is_from(request, settings.base_url, settings.cors_origins) and _is_no_picture()):
        return None
    if wants_no_trace(request):
        # else every key would count, and whoever asks the same again
        if asked.offset == 0 and asked.text.strip() and not (asked.instant or _tries()):
            recorder.count_unrecorded(found.language)
        return None
    network = client_network(settings)
    reader = recorder.reader(network, request.headers.get("User-Agent", "")[:MAX_AGENT])
    is_better = bool(_tries()) and asked.offset == 0
    kept = ReaderSearch(reader, asked.text, asked.category or "", recorder.place(network), is_better)
    return recorder.record(kept, found)


def _is_no_picture() -> bool:
    """Whether a search is fetched as a page or by a script: an editor's article may show a picture from any address."""
    return request.headers.get("Sec-Fetch-Dest", "document") in ("document", "empty")


def _tries() -> int:
    """How often the same was asked before, because its answer was not complete."""
    return whole_number(request.args.get("again"), 0, LAST_TRY) or 0


def _asked(site: Site, language: str | None, limit: int, offset: int) -> SearchRequest:
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


def _one_of(known: Sequence[str], name: str | None) -> str | None:
    return name if name in known else None


def _other_languages(site: Site, language: str, found: Results) -> list[str]:
    """The languages a query might be in instead; none where it is in the reader's and nobody would ask."""
    if found.language == language:
        return []
    return [code for code in site.languages() if code != found.language]


def _category_counts(site: Site, language: str, found: Results) -> list[tuple[str, str, int]]:
    """Top categories of the results as (path, title, count), most first."""
    counts: dict[str, int] = {}
    for path, count in found.categories.items():
        top = path.split("/", 1)[0]
        counts[top] = counts.get(top, 0) + count
    named = [(path, site.catalog.category_title(language, path), n) for path, n in counts.items() if path]
    return sorted(named, key=lambda entry: (-entry[2], entry[1]))


def _product_counts(site: Site, language: str, asked: SearchRequest, found: Results) -> list[tuple[str, str, int]]:
    """Products of the results as (id, name, count), most first; the one asked for even where nothing names it."""
    known = site.catalog.products.by_id
    counts = dict(found.products)
    if asked.product in known:
        counts.setdefault(asked.product or "", 0)
    named = [(id_, known[id_].name.any(language), count) for id_, count in counts.items() if id_ in known]
    return sorted(named, key=lambda entry: (-entry[2], entry[1]))


def _popular(site: Site, asked: SearchRequest, language: str, found: Results) -> list[Article]:
    """Where nothing was found: what others read most, of the category and the product asked for where there were."""
    if found.total:
        return []
    wanted, product = asked.category, asked.product
    articles = site.catalog.visible(language, site.audiences())
    visible = {
        article.key: article
        for article in articles
        if (wanted is None or article.is_in(wanted)) and (product is None or article.is_about(product))
    }
    return [visible[key] for key in site.views.popular(language, 100) if key in visible][:5]


def _linker(arguments: dict[str, str]) -> Any:
    """Makes addresses of this page with some arguments changed; None takes one away, and the page number goes."""

    def link(**changes: str | int | None) -> str:
        merged = {**arguments, "page": None, "again": None, **changes}
        return "?" + urlencode({name: value for name, value in merged.items() if value not in (None, "")})

    return link


_CLICK_EXAMPLE = {"search": "SEARCH-ID", "language": "en", "key": "returns/return-an-item", "position": "1"}
PATHS: dict[str, Any] = {
    "/api/v1/search": {
        "get": {
            **known_as("search", "Search"),
            "security": may_use("search"),
            "summary": "Search the articles by words and meaning",
            "parameters": [
                parameter(
                    "q",
                    f"The question, at most {MAX_QUERY_CHARACTERS} characters",
                    required=True,
                    example="kettle leaks",
                ),
                parameter("lang", "The reader's language; without it the query's is guessed"),
                parameter("in", "Only articles in this language"),
                parameter("category", "Only this category and those below it"),
                parameter("product", "Only what is about this product or about every one, by its id"),
                parameter("tag", "Only articles with this tag"),
                parameter("ql", "The language of the query, where the guess was wrong"),
                parameter("exact", "1: search for the words as they are typed, mistakes and all"),
                parameter("mode", "instant: answer at once while the reader types, the last word may be unfinished"),
                parameter(
                    "again", "1 or 2: so often the same was asked before, not `complete`; not counted as a search"
                ),
                parameter("sections", "1: also other sections of each article that answer nearly as well"),
                *page_parameters(MAX_LIMIT),
            ],
            "responses": {
                "200": json_response(
                    "The results, best first. `answer` is what our own page quotes as the answer, null "
                    "where nothing is sure; it is the `text` of the first result. Where `complete` is false, a model "
                    "is late or the index is not there yet: show what came, ask the same with `again=1` after a second "
                    "and with `again=2` some seconds later. What a model has read meanwhile is kept for that",
                    RESULTS_SHAPE,
                    {"Search-Id": "What /api/v1/click calls this search; absent where it was not recorded"},
                    example=RESULTS_EXAMPLE,
                ),
                "400": problem_response(),
            },
        }
    },
    "/api/v1/click": {
        "post": {
            **known_as("note_click", "Feedback"),
            "summary": "Tell that a result of a search was opened; sent by our own pages",
            "parameters": [],
            "requestBody": {
                "description": "A form: `search` (the number of the search), `language`, `key`, `position` (from 1)",
                "content": {
                    "application/x-www-form-urlencoded": {
                        "schema": schema_of(dict.fromkeys((f"{name}?" for name in _CLICK_EXAMPLE), "string")),
                        "example": _CLICK_EXAMPLE,
                    }
                },
            },
            "responses": {"204": {"description": "Noted, or left alone where it says nothing"}},
        }
    },
}
