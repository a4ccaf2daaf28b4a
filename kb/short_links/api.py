"""``/api/v1/links``: short links, made and found by programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, request

from kb.api.cursors import ListOrder, Place, answer_page, newest_first
from kb.core.roles import Action
from kb.core.text import shorten
from kb.short_links.link_desk import MAX_WORDS, LinkStaffRoom, Shown, known_links, made_link, shown_links
from kb.short_links.links import ShortLink
from kb.sign_in.access import protect
from kb.site.error_responses import error_response, no_object
from kb.site.openapi import (
    cursor_parameter,
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
from kb.web.json_body import json_object
from kb.web.routes import Routes

USUAL_LIMIT, MAX_LIMIT = 50, 100
FIELDS = ("article", "section", "language")


def create_blueprint(room: LinkStaffRoom) -> Blueprint:
    """The addresses."""
    api = Blueprint("links_api", __name__)
    protect(api, room.site, Action.ANSWER)
    routes = Routes(api, room)
    routes.get("/api/v1/links", "list", list_by_program)
    routes.post("/api/v1/links", "make", make_by_program)
    return api


def list_by_program(room: LinkStaffRoom) -> Response:
    """The short links whose title, key or code has the words asked for, the newest first."""
    found = known_links(room, request.args.get("q", "")[:MAX_WORDS])

    def shown(page: Sequence[ShortLink]) -> list[dict[str, Any]]:
        return [link_json(one) for one in shown_links(room, list(page))]

    return answer_page(room.site, ListOrder(found, _place, USUAL_LIMIT, MAX_LIMIT), shown)


def make_by_program(room: LinkStaffRoom) -> Response:
    """Make a link, or find the one that is there."""
    plain = json_object(request)
    if plain is None:
        return no_object()
    given = {name: plain.get(name, "") for name in FIELDS}
    for name, value in given.items():
        if not isinstance(value, str):
            return error_response(400, "Bad Request", f"{name} is not a text", pointer=f"/{name}")
    link = made_link(room, given["article"], given["section"], given["language"])
    if isinstance(link, str):
        detail = f"{link}={shorten(given[link])} is not there for the article"
        return error_response(400, "Bad Request", detail, pointer=f"/{link}")
    return jsonify(link_json(shown_links(room, [link])[0]))


def link_json(one: Shown) -> dict[str, Any]:
    """A link as programs get it."""
    target = one.link.target
    return {
        "code": one.link.code,
        "link": one.address,
        "picture_url": f"/go/{one.link.code}.svg",
        "title": one.title,
        "key": target.key,
        "section": target.anchor,
        "language": target.language or None,
        "url": one.url or None,
        "internal": one.is_internal,
        "followed": one.total,
        "followed_lately": one.recent,
    }


def _place(one: ShortLink) -> Place:
    """The newest first; of one moment by code."""
    return newest_first(one.made_at), one.code


_SHAPE = {
    "code": "string",
    "link": "string",
    "picture_url": "string",
    "title": "string",
    "key": "string",
    "section": "string",
    "language": "string?",
    "url": "string?",
    "internal": "boolean",
    "followed": "integer",
    "followed_lately": "integer",
}
_EXAMPLE = {
    "code": "k7m2qd",
    "link": "https://help.example.com/go/k7m2qd",
    "picture_url": "/go/k7m2qd.svg",
    "title": "Return an item",
    "key": "returns/return-an-item",
    "section": "",
    "language": None,
    "url": "/en/articles/returns/return-an-item",
    "internal": False,
    "followed": 12,
    "followed_lately": 3,
}
_REFUSED = {"400": problem_response(), **refusals("suggest")}
PATHS: dict[str, Any] = {
    "/api/v1/links": {
        "get": {
            **known_as("list_links", "Helpdesk"),
            "security": needs("suggest"),
            "summary": "List short links, the newest first",
            "parameters": [
                parameter("q", "Only those whose title, key or code has this in it"),
                *page_parameters(MAX_LIMIT),
                cursor_parameter(),
            ],
            "responses": {
                "200": listed_response(
                    "The links; `picture_url` is a code to print, `url` null where what it led to is gone",
                    _SHAPE,
                    example={"total": 1, "cursor": None, "next": None, "results": [_EXAMPLE]},
                ),
                **_REFUSED,
            },
        },
        "post": repeatable(
            {
                **known_as("make_link", "Helpdesk"),
                "security": needs("suggest"),
                "summary": "Make a short link to an article, or get the one that there is",
                "requestBody": json_body(
                    {
                        "type": "object",
                        "required": ["article"],
                        "properties": {
                            "article": {
                                "type": "string",
                                "description": "Its key or address; or that of a product's page",
                            },
                            "section": {"type": "string", "description": "The anchor of a section"},
                            "language": {
                                "type": "string",
                                "description": "Only in this language; else in the reader's",
                            },
                        },
                    },
                    {"article": "returns/return-an-item"},
                ),
                "responses": {"200": json_response("The link", _SHAPE, example=_EXAMPLE), **_REFUSED},
            }
        ),
    }
}
