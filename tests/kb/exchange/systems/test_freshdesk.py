"""What Freshdesk's API gives."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

import pytest

from kb.exchange.bundle.packed import ExportError
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.freshdesk_sample import article, folder, write


def test_articles_lie_where_their_hierarchy_says(exchange: Exchange) -> None:
    body = '<p>a <a href="https://acme.freshdesk.com/support/solutions/articles/2-other">b</a></p>'
    more = {"thumbs_up": 3, "thumbs_down": 1, "hits": 9, "tags": ["t"], "seo_data": {"meta_description": "How"}}
    folder(exchange, 1)
    exchange.write("articles.json", [article(1, "Refund", body, **more), article(2, "Other", status=1)])
    report = exchange.run("freshdesk")
    text = exchange.text("en/orders/returns/refund.md")
    assert exchange.body("en/orders/returns/refund.md") == "a [b](other.md)"
    for line in (
        "description: How",
        "tags: [t]",
        "published_on: 2016-09-09",
        "old_paths: [support/solutions/articles/1]",
    ):
        assert line in text
    assert "status: draft" in exchange.text("en/orders/returns/other.md")
    assert (report.versions[0].votes, report.versions[0].views) == ((3, 1), 9)


def test_folders_that_not_everybody_may_read_are_internal(exchange: Exchange) -> None:
    exchange.write("folders.json", [{"id": 4, "name": "Returns", "visibility": 3, "category_id": 3}])
    exchange.write("categories.json", [{"id": 3, "name": "Your orders", "description": "All"}])
    exchange.write("articles.json", [article(1, "Refund")])
    report = exchange.run("freshdesk")
    assert "audience: internal" in exchange.text("en/your-orders/returns/refund/index.md")
    assert "audience: internal" in exchange.text("en/your-orders/returns/_index.md")
    assert [note.kind for note in report.notes] == ["audience"]


@pytest.mark.parametrize("visibility", ["3", "", "all", None, 0, True, 1.5])
def test_a_visibility_that_does_not_say_everybody_is_internal(exchange: Exchange, visibility: object) -> None:
    folder(exchange, visibility)
    exchange.write("articles.json", [article(1, "Refund"), article(2, "Other", folder_visibility="1")])
    report = exchange.run("freshdesk")
    assert "audience: internal" in exchange.text("en/orders/returns/refund/index.md")
    assert "audience: internal" in exchange.text("en/orders/returns/_index.md")
    assert "audience" in [note.kind for note in report.notes]
    assert ("en/orders/returns/other.md" in exchange.files) == (visibility is None)


def test_folders_that_the_export_lacks_are_internal_and_named(exchange: Exchange) -> None:
    exchange.write("articles.json", [article(1, "Refund")])
    report = exchange.run("freshdesk")
    assert "audience: internal" in exchange.text("en/orders/returns/refund/index.md")
    [note] = report.notes
    assert (note.kind, note.where) == ("audience", "Returns")
    assert "nothing in the export says who could read" in note.message


def test_an_article_in_another_language_is_a_translation(exchange: Exchange) -> None:
    folder(exchange, "1")
    exchange.write("articles.json", [article(1, "Refund")])
    exchange.write("articles-es.json", [article(1, "Reembolso", language="es")])
    exchange.run("freshdesk")
    assert "es/orders/returns/refund.md" in exchange.files


def test_json_of_something_else_says_what_was_looked_for(exchange: Exchange) -> None:
    exchange.write("a.json", [{"id": 1, "subject": "A ticket"}])
    with pytest.raises(ExportError, match="has no articles of Freshdesk"):
        exchange.run("freshdesk")


def test_an_article_that_was_saved_for_itself_is_read_whole(exchange: Exchange) -> None:
    folder(exchange, 1)
    exchange.write("1.json", article(1, "Refund", tags=["a", "b"]))
    exchange.run("freshdesk")
    assert "tags: [a, b]" in exchange.text("en/orders/returns/refund.md")


def test_an_agent_of_the_saved_list_is_the_author(exchange: Exchange) -> None:
    write(exchange)
    exchange.write("agents.json", [{"id": 1, "ticket_scope": 1, "contact": {"name": "Rachel", "email": "r@x.example"}}])
    exchange.run("freshdesk")
    assert "author: Rachel" in exchange.text("en/orders/returns/refund.md")
    assert "r@x.example" not in exchange.text("en/orders/returns/refund.md")
