"""What Intercom's API gives."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

from datetime import date

import pytest

from kb.exchange.bundle.notes import ImportNotes
from kb.exchange.bundle.packed import ExportError, Packed
from kb.exchange.systems.intercom import read
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.intercom_sample import ARTICLE, OTHER, write


def test_articles_translations_and_collections_come_in(exchange: Exchange) -> None:
    write(exchange)
    report = exchange.run("intercom")
    assert exchange.body("en/money/paying/pay.md") == "x [y](../other.md)\n\n> [!NOTE]\n> z"
    text = exchange.text("en/money/paying/pay.md")
    assert "description: How to pay" in text
    assert "author: Ann" in text
    assert "old_paths: [acme/en/articles/11-pay, acme/en/articles/11]" in text
    assert "status: draft" in exchange.text("de/money/paying/pay.md")
    assert "title: Bezahlen" in exchange.text("de/money/paying/_index.md")
    assert [(one.votes, one.views) for one in report.versions][0] == ((4, 6), 10)


def test_neutral_reactions_are_no_votes(exchange: Exchange) -> None:
    shares = {"happy_reaction_percentage": 50, "neutral_reaction_percentage": 30, "sad_reaction_percentage": 20}
    row = {**ARTICLE, "statistics": {"type": "article_statistics", "views": 9, "reactions": 10, **shares}}
    exchange.write("articles.json", {"type": "list", "data": [row]})
    found = list(read(Packed(exchange.export), ImportNotes(), "").articles())
    assert [(one.votes, one.views) for one in found] == [((5, 2), 9), (None, None)]


def test_days_are_seconds(exchange: Exchange) -> None:
    write(exchange)
    found = next(read(Packed(exchange.export), ImportNotes(), "").articles())
    assert (found.published_on, found.updated_on) == (date(2022, 9, 19), date(2023, 1, 5))


def test_json_of_something_else_says_what_was_looked_for(exchange: Exchange) -> None:
    exchange.write("a.json", {"data": [{"type": "contact", "id": "1"}]})
    with pytest.raises(ExportError, match="has no articles of Intercom"):
        exchange.run("intercom")


def test_tags_are_tags_and_further_collections_are_named(exchange: Exchange) -> None:
    write(exchange)
    tags = {"type": "tag.list", "tags": [{"type": "tag", "id": "9", "name": "Billing"}]}
    exchange.write(
        "articles.json", {"type": "list", "data": [{**ARTICLE, "parent_ids": [2, 1, 77], "tags": tags}, OTHER]}
    )
    report = exchange.run("intercom")
    [path] = [one.path for one in report.versions if (one.id, one.language) == ("11", "en")]
    assert path.startswith("en/money/paying/")
    assert "tags: [Billing]" in exchange.text(path)
    assert [(note.kind, note.where, note.message) for note in report.notes if note.where == "Pay"] == [
        ("category", "Pay", "it stands in several categories there, also in Money, 77")
    ]
