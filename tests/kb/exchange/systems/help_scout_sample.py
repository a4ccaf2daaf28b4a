"""Answers of Help Scout's Docs API, made by hand from the documentation of it."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from typing import Any

from tests.kb.exchange.conftest import Exchange


def article(id_: str, name: str, text: str, **more: Any) -> dict[str, Any]:
    number = {"a": 1, "b": 2}.get(id_, 3)
    found = {
        "id": id_, "number": number, "collectionId": "c", "slug": name.lower(), "status": "published", "hasDraft": False, "name": name,
        "text": text, "categories": ["k"], "publicUrl": f"https://docs.example/article/{number}-{name.lower()}", "keywords": ["t"],
        "viewCount": 237, "createdAt": "2013-08-21T19:34:13Z", "lastPublishedAt": "2014-08-21T19:34:13Z", **more,
    }  # fmt: skip
    return {"article": found}


def write(exchange: Exchange, visibility: str = "public") -> None:
    exchange.write(
        "a.json", article("a", "Pay", '<p>x <a href="/article/2-old-name">y</a> <a href="/old/way">z</a></p>')
    )
    exchange.write("b.json", article("b", "Other", "<p>x</p>", status="notpublished"))
    page = {"page": 1, "pages": 1, "count": 1}
    exchange.write(
        "c.json",
        {"collections": {**page, "items": [{"id": "c", "siteId": "s", "name": "Guide", "visibility": visibility}]}},
    )
    exchange.write(
        "k.json", {"categories": {**page, "items": [{"id": "k", "collectionId": "c", "name": "Money", "order": 2}]}}
    )
    exchange.write(
        "r.json",
        {
            "redirects": {
                **page,
                "items": [{"id": "r", "urlMapping": "/old/way", "redirect": "https://docs.example/article/2-other"}],
            }
        },
    )
    exchange.write(
        "list.json", {"articles": {**page, "items": [{"id": "a", "name": "Pay"}, {"id": "z", "name": "Listed only"}]}}
    )
