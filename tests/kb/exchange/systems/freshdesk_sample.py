"""Answers of Freshdesk's API, made by hand from the documentation of it."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from typing import Any

from tests.kb.exchange.conftest import Exchange


def article(id_: int, title: str, body: str = "<p>x</p>", language: str = "en", **more: Any) -> dict[str, Any]:
    names = [("category", 3, "Orders"), ("folder", 4, "Returns")]
    return {
        "id": id_, "type": 1, "category_id": 3, "folder_id": 4, "title": title, "description": body, "description_text": "x",
        "status": 2, "created_at": "2016-09-09T06:07:26Z", "updated_at": "2017-09-09T06:07:26Z", "agent_id": 1,
        "hierarchy": [
            {"level": level, "type": kind, "data": {"id": number, "name": name, "language": language}}
            for level, (kind, number, name) in enumerate(names)
        ],
        **more,
    }  # fmt: skip


def folder(exchange: Exchange, visibility: object) -> None:
    exchange.write("folders.json", [{"id": 4, "name": "Returns", "visibility": visibility, "category_id": 3}])


def write(exchange: Exchange) -> None:
    folder(exchange, 1)
    exchange.write("articles.json", [article(1, "Refund"), article(2, "Other")])
