"""``/api/v1/search`` and ``/api/v1/click``: the results for programs and for the list below our own search boxes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from kb.core.paging import read_page
from kb.core.text import MAX_QUERY_CHARACTERS, whole_number
from kb.site.error_responses import error_response
from kb.site.openapi import json_response, known_as, may_use, page_parameters, parameter, problem_response, schema_of
from kb.web.routes import Routes
from kb.web.source import is_from
from kb.web.visits import is_reader
from search.readers_request import PAGE_SIZE, SearchRoom, asked_for, taken_down
from search.results.as_json import RESULTS_EXAMPLE, RESULTS_SHAPE, results_json
from search.results.results import MAX_LIMIT, QueryError

LAST_POSITION = 999


def add_to(pages: Blueprint, room: SearchRoom) -> None:
    """Bind the addresses."""
    routes = Routes(pages, room)
    routes.get("/api/v1/search", "search", send_results)
    routes.post("/api/v1/click", "click", note_click)
    # A beacon has no token; nothing is in it but the name of a search, which only the page of its results knows.
    pages.record(lambda state: state.app.extensions["csrf"].exempt(note_click))


def send_results(room: SearchRoom) -> Response:
    """The same results for programs, and for the list below our own search boxes."""
    try:
        limit, offset = read_page(request.args.get("limit"), request.args.get("offset"), PAGE_SIZE, MAX_LIMIT)
        asked = asked_for(room.site, request.args.get("lang") or None, limit, offset)
        found = room.engine.search(asked)
        answer = jsonify(results_json(found))
        if found.complete or not asked.instant:  # else it is asked again in a moment, and may fit better
            name = taken_down(room.site.settings, room.recorder, asked, found)
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
