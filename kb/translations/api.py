"""``/api/v1/translations``: articles and languages, and which translations are behind, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request

from kb.api.cursors import ListOrder, answer_page
from kb.catalog.addresses import article_url
from kb.catalog.originals import TranslationState
from kb.core.roles import Action
from kb.core.text import one_line, shorten
from kb.sign_in.access import protect
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
from kb.site.site import Site
from kb.translations.table import TableCell, TableFilter, TranslationRow, counts_by_language, readable_rows
from kb.web.routes import Routes

USUAL_LIMIT, MAX_LIMIT = 50, 200
MAX_TEXT = 200
_STATES = tuple(map(str, TranslationState))


def create_blueprint(site: Site) -> Blueprint:
    """The address, for those who write."""
    api = Blueprint("translations_api", __name__)
    protect(api, site, Action.WRITE)
    Routes(api, site).get("/api/v1/translations", "table", list_translations)
    return api


def list_translations(site: Site) -> Response:
    """The articles that fit what is asked for, by key, each with all its languages; how many are in which state."""
    given = {name: one_line(request.args.get(name, ""), MAX_TEXT) for name in ("lang", "category", "state", "q")}
    if given["state"] not in ("", *_STATES):
        return error_response(400, "Bad Request", f"state={shorten(given['state'])} is none of {', '.join(_STATES)}")
    state = TranslationState(given["state"]) if given["state"] else None
    asked = TableFilter(given["lang"], given["category"], state, given["q"])
    rows = readable_rows(site.catalog, site.audiences())
    counts = counts_by_language(row for row in rows if not asked.category or row.original.is_in(asked.category))
    found = sorted((row for row in rows if asked.fits(row)), key=lambda row: row.original.key)
    order: ListOrder[TranslationRow] = ListOrder(found, lambda row: (row.original.key,), USUAL_LIMIT, MAX_LIMIT)
    told = {code: {str(one): count for one, count in states.items()} for code, states in counts.items()}
    return answer_page(site, order, _rows_json, counts=told)


def _rows_json(page: Sequence[TranslationRow]) -> list[dict[str, Any]]:
    return [
        {
            "key": row.original.key,
            "category": row.original.category,
            "original": row.original.language,
            "title": row.original.title,
            "languages": [_cell_json(cell) for cell in row.cells],
        }
        for row in page
    ]


def _cell_json(cell: TableCell) -> dict[str, Any]:
    return {
        "language": cell.language,
        "state": str(cell.state),
        "title": cell.article.title if cell.article else None,
        "by_days": cell.by_days,
        "is_draft": cell.is_draft,
        "is_unread": cell.is_unread,
        "url": article_url(*cell.article.id) if cell.article else None,
    }


_CELL = {
    "language": "string",
    "state": _STATES,
    "title": "string?",
    "by_days": "boolean",
    "is_draft": "boolean",
    "is_unread": "boolean",
    "url": "string?",
}
_EXAMPLE = {
    "key": "returns/return-an-item",
    "category": "returns",
    "original": "en",
    "title": "Return an item",
    "languages": [
        {
            "language": "en",
            "state": "original",
            "title": "Return an item",
            "by_days": False,
            "is_draft": False,
            "is_unread": False,
            "url": "/en/articles/returns/return-an-item",
        },
        {
            "language": "ar",
            "state": "behind",
            "title": "إرجاع منتج",
            "by_days": False,
            "is_draft": False,
            "is_unread": False,
            "url": "/ar/articles/returns/return-an-item",
        },
    ],
}
_SAID = "The articles, and how many are in which state in each language. `by_days`: no version is named, days are \
compared. `is_unread`: a model wrote it, and nobody has read it"
PATHS: dict[str, Any] = {
    "/api/v1/translations": {
        "get": {
            **known_as("list_translations", "Authors"),
            "security": needs("propose"),
            "summary": "List which articles have which languages, and which translations are behind their originals",
            "parameters": [
                parameter("lang", "Only what has this language, in `state` where that is given"),
                parameter("category", "Only articles of this category and those below it"),
                parameter("state", "Only what is in this state in some language, or in `lang`", choices=_STATES),
                parameter("q", "Only what has this in its title or key"),
                *page_parameters(MAX_LIMIT),
                cursor_parameter(),
            ],
            "responses": {
                "200": listed_response(
                    _SAID,
                    {
                        "key": "string",
                        "category": "string",
                        "original": "string",
                        "title": "string",
                        "languages": [_CELL],
                    },
                    beside={"counts": {}},
                    example={
                        "counts": {"en": {"original": 1}, "ar": {"behind": 1}},
                        "total": 1,
                        "cursor": None,
                        "next": None,
                        "results": [_EXAMPLE],
                    },
                ),
                "400": problem_response(),
                **refusals("propose"),
            },
        }
    },
}
