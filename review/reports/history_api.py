"""``/api/v1/review/history``: who decided what, for programs of editors, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from flask import Response, request
from sqlalchemy import Connection

from kb.api.cursors import ListOrder, Place, answer_page, newest_first
from kb.catalog.article import ArticleId
from kb.site.error_responses import error_response
from kb.site.openapi import (
    cursor_parameter,
    known_as,
    listed_response,
    needs,
    page_parameters,
    parameter,
    problem_response,
    refusals,
)
from kb.web.routes import Routes
from review.decisions.decision import Decision, DecisionKind, DecisionStatus
from review.decisions.form_fields import read_note
from review.decisions.history import count, history
from review.reports.history_pages import MAX_TEXT
from review.room import ReviewRoom

USUAL_LIMIT, MAX_LIMIT = 50, 200


class DecisionsInDatabase(Sequence[Decision]):
    """All decisions about ``article`` and of ``person``, newest first, of which those alone are read that are looked
    at: nothing is ever deleted, so that there are many.
    """

    def __init__(self, connection: Connection, article: ArticleId | None, person: str | None) -> None:
        self._connection, self._article, self._person = connection, article, person
        self._total = count(connection, article=article, person=person)

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, at: int) -> Decision: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Decision]: ...
    def __getitem__(self, at: int | slice) -> Decision | Sequence[Decision]:
        if isinstance(at, int):
            return self._read(range(self._total)[at], 1)[0]
        first, last, _ = at.indices(self._total)
        return self._read(first, last - first) if last > first else []

    def _read(self, offset: int, limit: int) -> list[Decision]:
        return history(self._connection, article=self._article, person=self._person, limit=limit, offset=offset)


def add_history_api(routes: Routes[ReviewRoom]) -> None:
    """Add the address."""
    routes.get("/api/v1/review/history", "history_api", list_decisions)


def list_decisions(room: ReviewRoom) -> Response:
    """The decisions that the address asks for, newest first."""
    language, key, by = (read_note(request.args.get(name, ""), MAX_TEXT) for name in ("lang", "key", "by"))
    if bool(language) != bool(key):
        return error_response(400, "Bad Request", "lang and key name an article together; send both or none")
    article = ArticleId(language, key) if key else None
    with room.review.database.connect() as connection:
        found = DecisionsInDatabase(connection, article, by or None)
        order: ListOrder[Decision] = ListOrder(found, _place, USUAL_LIMIT, MAX_LIMIT)
        return answer_page(room.site, order, lambda page: [_decision_json(one) for one in page])


def _place(one: Decision) -> Place:
    return newest_first(one.at), -one.id


def _decision_json(one: Decision) -> dict[str, Any]:
    """As the page has it: without addresses of mail, which only the export of the whole history has."""
    told = {name: value for name, value in one.as_json().items() if name != "email"}
    return {"act": one.batch, **told}


PATHS: dict[str, Any] = {
    "/api/v1/review/history": {
        "get": {
            **known_as("list_decisions", "Editors"),
            "security": needs("review"),
            "summary": "List what was decided in the review, newest first",
            "parameters": [
                parameter("lang", "With `key`: only about this article"),
                parameter("key", "With `lang`: only about this article"),
                parameter("by", "Only what somebody of this name decided"),
                *page_parameters(MAX_LIMIT),
                cursor_parameter(),
            ],
            "responses": {
                "200": listed_response(
                    "The decisions. `act` names all that was decided at once, to undo it; `details` are the decision's",
                    {
                        "act": "string",
                        "at": "string",
                        "language": "string",
                        "key": "string",
                        "path": "string",
                        "decision": tuple(map(str, DecisionKind)),
                        "status": tuple(map(str, DecisionStatus)),
                        "by": "string",
                        "note": "string",
                        "details": {},
                    },
                    example={
                        "total": 1,
                        "cursor": None,
                        "next": None,
                        "results": [
                            {
                                "act": "9f86d081884c7d65",
                                "at": "2026-11-21T10:00:00Z",
                                "language": "en",
                                "key": "returns/return-an-item",
                                "path": "en/returns/return-an-item.md",
                                "decision": "reviewed",
                                "status": "done",
                                "by": "Ann",
                                "note": "Prices compared",
                                "details": {"checklist": ["links_work"], "reviewed_on": "2026-11-21"},
                            }
                        ],
                    },
                ),
                "400": problem_response(),
                **refusals("review"),
            },
        }
    },
}
