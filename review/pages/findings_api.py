"""``/api/v1/review/findings`` and ``/api/v1/review/links``: what a reviewer sees beside an article, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, get_args

from flask import Blueprint, Response, abort, jsonify

from kb.api.cursors import ListOrder, answer_page
from kb.catalog.article import EVERYONE, Article
from kb.editing.file_version import Version
from kb.feedback.votes import Score
from kb.site.openapi import (
    FILE_PROBLEM,
    OrNull,
    cursor_parameter,
    json_response,
    known_as,
    listed_response,
    needs,
    page_parameters,
    parameter,
    problem_response,
    refusals,
)
from kb.site.site import Site
from kb.web.routes import Routes
from review.links.checker import LinkResult, LinkState
from review.pages.findings import findings_of, last_review, links_of, look_at, show, since_review
from review.room import ReviewRoom
from review.service import Review

MOST_PROBLEMS, MOST_ALIKE = 200, 20
"""So many are told of one article; ``problem_count`` says how many there are."""
USUAL_LIMIT, MAX_LIMIT = 100, 500
ADDRESS_SORTED = 200
"""So many characters of an address sort it; its hash does the rest."""
UNKNOWN = "unknown"
"""Of a link that nobody had looked at, or not for a day."""


def create_blueprint(site: Site, review: Review) -> Blueprint:
    """The addresses."""
    api = Blueprint("review_findings_api", __name__)
    routes = Routes(api, ReviewRoom(site, review))
    routes.get("/api/v1/review/findings/<language>/<path:key>", "findings", send_findings)
    routes.get("/api/v1/review/links/<language>/<path:key>", "links", list_links)
    return api


def send_findings(room: ReviewRoom, language: str, key: str) -> Response:
    """What is wrong in an article, what changed since its last review, what readers said, what says nearly the same."""
    review, version = room.review, _version(room.review, language, key)
    article, last = version.article, last_review(room.review, version.article)
    since, found = since_review(review, version, last), findings_of(review, article)
    changes = since.changes
    return jsonify(
        language=language,
        key=key,
        last_review={"on": last.on.isoformat(), "by": last.by} if last else None,
        since={
            "state": since.state,
            "added": changes.added if changes else None,
            "removed": changes.removed if changes else None,
            "why": since.why or None,
        },
        problems=[problem.as_json() for problem in found.problems[:MOST_PROBLEMS]],
        problem_count=len(found.problems),
        duplicates=[_alike_json(*one) for one in found.duplicates[:MOST_ALIKE]],
        votes={**_score_json(found.said.now), "reasons": dict(found.said.reasons)},
        votes_before=_score_json(found.said.before),
        steps=[{"number": one.number, "heading": one.heading, **_score_json(one.score)} for one in found.steps],
    )


def list_links(room: ReviewRoom, language: str, key: str) -> Response:
    """The addresses outside of the site that an article links to, with what is known of each."""
    review = room.review
    known = links_of(review, show(_version(review, language, key).article, review.catalog)).results
    found = sorted(known.items(), key=_place)
    order: ListOrder[tuple[str, LinkResult | None]] = ListOrder(found, _place, USUAL_LIMIT, MAX_LIMIT)
    return answer_page(room.site, order, _links_json)


def _version(review: Review, language: str, key: str) -> Version:
    found = review.catalog.get(language, key, EVERYONE)
    try:
        return look_at(review, found) if found else abort(404, "there is no such published article")
    except OSError:
        abort(404, "its file cannot be read")


def _place(one: tuple[str, LinkResult | None]) -> tuple[str, str]:
    address = one[0]
    return address[:ADDRESS_SORTED], sha256(address.encode("utf-8", "replace")).hexdigest()[:16]


def _links_json(page: Sequence[tuple[str, LinkResult | None]]) -> list[dict[str, Any]]:
    return [
        {
            "url": address,
            "state": result.state if result else UNKNOWN,
            "status": result.status if result else None,
            "detail": result.detail if result else "",
        }
        for address, result in page
    ]


def _alike_json(article: Article, nearness: float) -> dict[str, Any]:
    return {**article.id._asdict(), "title": article.title, "nearness": round(nearness, 3)}


def _score_json(score: Score) -> dict[str, int]:
    return {"helpful": score.helpful, "unhelpful": score.unhelpful}


_SCORE = {"helpful": "integer", "unhelpful": "integer"}
_FINDINGS = {
    "language": "string",
    "key": "string",
    "since": {
        "state": ("never", "unknown", "same", "changed"),
        "added": "integer?",
        "removed": "integer?",
        "why": "string?",
    },
    "problems": [FILE_PROBLEM],
    "problem_count": "integer",
    "duplicates": [{"language": "string", "key": "string", "title": "string", "nearness": "number"}],
    "votes": {**_SCORE, "reasons": {}},
    "votes_before": _SCORE,
    "steps": [{"number": "integer", "heading": "string", **_SCORE}],
    "last_review": OrNull({"on": "string", "by": "string"}, "Null for never"),
}
_WHICH = {"language": "en", "key": "returns/return-an-item"}
_ARTICLE = [
    parameter("language", "The article's language", place="path", required=True, example="en"),
    parameter("key", "Its key", place="path", required=True, example=_WHICH["key"]),
]
_REFUSED = {**refusals("review"), "404": problem_response("There is no such published article")}
_LINK = {"url": "string", "state": (*get_args(LinkState), UNKNOWN), "status": "integer?", "detail": "string"}


def _findings_response() -> dict[str, Any]:
    return json_response(
        "What is known. `problems` are those of `kb check`, links that lead nowhere among them; `since` tells of lines "
        "that changed since the last review; `votes` are about the text as it is now",
        _FINDINGS,
        example={
            **_WHICH,
            "last_review": {"on": "2026-04-01", "by": "Ann"},
            "since": {"state": "changed", "added": 2, "removed": 1, "why": None},
            "problems": [
                {
                    "severity": "warning",
                    "code": "broken_link",
                    "path": "en/returns/return-an-item.md",
                    "message": "there is no article or file 'refnds'",
                    "line": 12,
                    "key": None,
                    "value": "refnds",
                }
            ],
            "problem_count": 1,
            "duplicates": [{"language": "en", "key": "returns/refunds", "title": "Refunds", "nearness": 0.91}],
            "votes": {"helpful": 12, "unhelpful": 3, "reasons": {"unclear": 2}},
            "votes_before": {"helpful": 40, "unhelpful": 9},
            "steps": [],
        },
    )


PATHS: dict[str, Any] = {
    "/api/v1/review/findings/{language}/{key}": {
        "get": {
            **known_as("read_findings", "Editors"),
            "security": needs("review"),
            "summary": "Read what a reviewer should know of an article: faults, changes, votes, near duplicates",
            "parameters": _ARTICLE,
            "responses": {"200": _findings_response(), **_REFUSED},
        }
    },
    "/api/v1/review/links/{language}/{key}": {
        "get": {
            **known_as("list_article_links", "Editors"),
            "security": needs("review"),
            "summary": "List where an article links to outside of the site, and which of it is broken, by address",
            "parameters": [*_ARTICLE, *page_parameters(MAX_LIMIT), cursor_parameter()],
            "responses": {
                "200": listed_response(
                    "The links as they were found within a day. `unknown`: nobody had them looked at since",
                    _LINK,
                    example={
                        "total": 1,
                        "cursor": None,
                        "next": None,
                        "results": [
                            {"url": "https://example.com/gone", "state": "broken", "status": 404, "detail": "not found"}
                        ],
                    },
                ),
                "400": problem_response(),
                **_REFUSED,
            },
        }
    },
}
