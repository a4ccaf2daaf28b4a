"""Answers of Intercom's API, made by hand from the documentation of it."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from tests.kb.exchange.conftest import Exchange

ARTICLE = {
    "type": "article", "id": "11", "title": "Pay", "description": "How to pay", "author_id": 5, "state": "published",
    "body": '<p>x <a href="https://intercom.help/acme/en/articles/12-other">y</a></p><div class="intercom-interblocks-callout"><p>z</p></div>',
    "created_at": 1663597223, "updated_at": 1672928610, "url": "https://intercom.help/acme/en/articles/11-pay", "parent_id": 2,
    "parent_type": "collection", "default_locale": "en", "statistics": {"views": 10, "reactions": 10, "happy_reaction_percentage": 40},
    "translated_content": {
        "type": "article_translated_content",
        "de": {"type": "article_content", "title": "Zahlen", "body": "<p>x</p>", "state": "draft", "url": "https://intercom.help/acme/de/articles/11-zahlen"},
        "fa": None,
    },
}  # fmt: skip
OTHER = {
    "type": "article",
    "id": "12",
    "title": "Other",
    "body": "<p>x</p>",
    "state": "published",
    "parent_id": 1,
    "default_locale": "en",
}
COLLECTIONS = [
    {"type": "collection", "id": "1", "name": "Money", "order": "2", "default_locale": "en", "parent_id": None},
    {"type": "collection", "id": "2", "name": "Paying", "order": 1, "parent_id": "1", "default_locale": "en",
     "translated_content": {"de": {"name": "Bezahlen", "description": "Alles"}}},
]  # fmt: skip


def write(exchange: Exchange) -> None:
    exchange.write("articles.json", {"type": "list", "pages": {"page": 1}, "data": [ARTICLE, OTHER]})
    exchange.write("collections.json", {"type": "list", "data": COLLECTIONS})
    exchange.write("admins.json", {"type": "admin.list", "admins": [{"type": "admin", "id": "5", "name": "Ann"}]})
