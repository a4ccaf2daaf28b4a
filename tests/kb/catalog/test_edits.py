"""What is an edit, and what the catalog after one is handed on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from kb.catalog.article import Article, Audience, Status
from kb.catalog.catalog import Catalog
from kb.catalog.edits import edited_since, with_edits

NOW = datetime(2026, 12, 1, tzinfo=UTC)
POT = Article("en", "pot", "en/pot.md", "Pots", "Stir.", NOW, category="kitchen")
PAN = replace(POT, key="pan", path="en/pan.md", title="Pans")


def catalog(*articles: Article, **more: Any) -> Catalog:
    return Catalog({article.id: article for article in articles}, {}, more.pop("files", frozenset()), (), "en", **more)


def test_articles_that_say_something_else_where_they_stood_are_edits() -> None:
    before, stirred = catalog(POT, PAN), replace(POT, body="Stir well.", title="A pot", tags=("hot",))
    assert edited_since(before, catalog(stirred, PAN)) == {POT.id}
    assert edited_since(before, catalog(POT, PAN)) == set()
    assert edited_since(before, before) == set()


@pytest.mark.parametrize(
    "changed",
    [
        {"category": "care"},
        {"category_name": "Care"},
        {"audience": Audience.INTERNAL},
        {"status": Status.DRAFT},
        {"old_paths": ("old/pot",)},
        {"moved_to": "pan"},
        {"path": "en/other.md"},
        {"key": "other"},
        {"body": "See [[pan]]."},
    ],
)
def test_what_others_are_told_of_an_article_makes_it_more_than_an_edit(changed: dict[str, Any]) -> None:
    assert edited_since(catalog(POT, PAN), catalog(replace(POT, **changed), PAN)) is None


def test_other_articles_and_what_stands_beside_them_are_more_than_an_edit() -> None:
    before = catalog(POT, PAN)
    assert edited_since(before, catalog(POT)) is None
    assert edited_since(before, catalog(PAN, POT)) is None  # in another order nothing is known of places
    assert edited_since(before, catalog(POT, PAN, files=frozenset({"en/picture.svg"}))) is None
    assert edited_since(before, replace(before, default_language="ru")) is None


def test_after_an_edit_articles_stand_in_the_order_of_what_they_are_called_now() -> None:
    before = catalog(PAN, POT)
    assert [one.title for one in before.in_category("en", "kitchen")] == ["Pans", "Pots"]
    after = with_edits(before, [replace(POT, title="A pot")], NOW)
    assert [one.title for one in after.in_category("en", "kitchen")] == ["A pot", "Pans"]
    assert [one.title for one in before.in_category("en", "kitchen")] == ["Pans", "Pots"]
    assert (after.version, edited_since(before, after)) == (before.version + 1, {POT.id})
