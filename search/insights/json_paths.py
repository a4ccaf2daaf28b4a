"""Gaps and figures as OpenAPI describes them."""

from __future__ import annotations

from datetime import date
from typing import Any

from kb.site.openapi import (
    DeprecationNotice,
    OrNull,
    cursor_parameter,
    deprecated,
    json_body,
    json_response,
    known_as,
    listed_response,
    needs,
    page_parameters,
    parameter,
    problem_response,
    refusals,
    repeatable,
)
from search.insights.api import MAX_LIMIT
from search.insights.counts.scope import RANGES
from search.insights.counts.tables import REPORTS
from search.insights.gap_pages import MOST_OF_A_GAP

LANGUAGE_NOTICE = DeprecationNotice(date(2026, 12, 1), "send `lang`, as to every other list", date(2028, 1, 1))
_REFUSED = refusals("insights")
_NONE = problem_response("There is no such published article")
_SCOPE = [
    parameter("days", "The last days", choices=tuple(map(str, RANGES)), example="30"),
    parameter("from", "From this day on, like 2026-11-01; instead of `days`"),
    parameter("to", "To this day"),
    parameter("lang", "Only searches in this language"),
    deprecated(parameter("language", "The same as `lang`"), LANGUAGE_NOTICE),
    parameter("category", "Only what is about this category"),
]
_QUESTION = {"query": "string", "language": "string", "searches": "integer", "recent": "integer"}
_GAP = {
    "name": "string",
    "language": "string",
    "searches": "integer",
    "recent": "integer",
    "questions": [_QUESTION],
    "nearest": OrNull(
        {"language": "string", "key": "string"}, "The article that was shown or opened most often all the same"
    ),
}
_ARTICLE = {"language": {"type": "string"}, "key": {"type": "string"}}
_WHICH = {"language": "en", "key": "delivery/track-a-parcel"}
_ASKED = {"query": "do you deliver to an island", "language": "en"}


def _gaps() -> dict[str, Any]:
    return listed_response(
        "The days, and the topics; `recent` counts the second half of the time",
        _GAP,
        beside={"from": "string", "to": "string"},
        example={
            "from": "2026-10-24",
            "to": "2026-11-22",
            "total": 1,
            "cursor": None,
            "next": None,
            "results": [
                {
                    "name": _ASKED["query"],
                    "language": "en",
                    "searches": 9,
                    "recent": 6,
                    "nearest": _WHICH,
                    "questions": [{**_ASKED, "searches": 9, "recent": 6}],
                }
            ],
        },
    )


PATHS: dict[str, Any] = {
    "/api/v1/gaps": {
        "get": {
            **known_as("list_gaps", "Editors"),
            "security": needs("insights"),
            "summary": "List what readers ask and no article answers, the most asked first",
            "parameters": [*_SCOPE, *page_parameters(MAX_LIMIT), cursor_parameter()],
            "responses": {"200": _gaps(), "400": problem_response(), **_REFUSED},
        }
    },
    "/api/v1/gaps/cover": {
        "post": repeatable(
            {
                **known_as("cover_gap", "Editors"),
                "security": needs("insights"),
                "summary": "Say that an article answers these questions: they are no gap any more",
                "requestBody": json_body(
                    {
                        "type": "object",
                        "required": ["language", "key", "questions"],
                        "properties": {
                            **_ARTICLE,
                            "questions": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": MOST_OF_A_GAP,
                                "items": {
                                    "type": "object",
                                    "required": ["language", "query"],
                                    "properties": {"language": {"type": "string"}, "query": {"type": "string"}},
                                },
                            },
                        },
                    },
                    {**_WHICH, "questions": [_ASKED]},
                ),
                "responses": {
                    "200": json_response("How many questions", {"covered": "integer"}, example={"covered": 1}),
                    "400": problem_response(),
                    **_REFUSED,
                    "404": _NONE,
                },
            }
        )
    },
    "/api/v1/gaps/reopen": {
        "post": repeatable(
            {
                **known_as("reopen_gap", "Editors"),
                "security": needs("insights"),
                "summary": "Have what an article was said to answer open again",
                "requestBody": json_body(
                    {"type": "object", "required": ["language", "key"], "properties": _ARTICLE}, _WHICH
                ),
                "responses": {
                    "204": {"description": "They are open again, where there were any"},
                    "400": problem_response(),
                    **_REFUSED,
                },
            }
        )
    },
    "/api/v1/insights/{name}": {
        "get": {
            **known_as("read_report", "Editors"),
            "security": needs("insights"),
            "summary": "Read one report of the insights; the audit log notes it",
            "parameters": [
                parameter("name", "The report", place="path", required=True, choices=REPORTS, example="failing"),
                *_SCOPE,
            ],
            "responses": {
                "200": json_response(
                    "The days, and a row for each day, question, language or article, as its CSV has them",
                    {"from": "string", "to": "string", "rows": [{}]},
                    example={
                        "from": "2026-10-24",
                        "to": "2026-11-22",
                        "rows": [{"query": _ASKED["query"], "language": "en", "failed": 9, "searches": 9}],
                    },
                ),
                "400": problem_response(),
                **_REFUSED,
                "404": problem_response("There is no such report"),
            },
        }
    },
}
