"""What Help Scout's Docs API gives."""

# ruff: noqa: E501 - samples as they are saved
from __future__ import annotations

import pytest

from kb.exchange.bundle.packed import ExportError
from tests.kb.exchange.conftest import Exchange
from tests.kb.exchange.systems.help_scout_sample import article, write


def test_articles_categories_and_redirects_come_in(exchange: Exchange) -> None:
    write(exchange)
    report = exchange.run("helpscout", language="en")
    assert exchange.body("en/guide/money/pay.md").endswith("[z](other.md)")
    text = exchange.text("en/guide/money/pay.md")
    for line in (
        "tags: [t]",
        "published_on: 2013-08-21",
        "updated_on: 2014-08-21",
        "old_paths: [article/1-pay, article/1]",
    ):
        assert line in text
    other = exchange.text("en/guide/money/other.md")
    assert "status: draft" in other
    assert "old_paths: [article/2-other, article/2, old/way]" in other
    assert report.versions[0].views == 237
    assert [note.where for note in report.notes if note.kind == "article"] == ["Listed only"]


def test_a_private_collection_is_internal(exchange: Exchange) -> None:
    write(exchange, "private")
    exchange.run("helpscout", language="en")
    assert "audience: internal" in exchange.text("en/guide/money/pay/index.md")


@pytest.mark.parametrize("visibility", ["", "Private", "signed in"])
def test_a_collection_that_does_not_say_it_is_public_is_internal(exchange: Exchange, visibility: str) -> None:
    write(exchange, visibility)
    report = exchange.run("helpscout", language="en")
    assert "audience: internal" in exchange.text("en/guide/money/pay/index.md")
    assert "audience: internal" in exchange.text("en/guide/_index.md")
    assert ("audience", "Guide") in [(note.kind, note.where) for note in report.notes]


def test_a_collection_that_the_export_lacks_is_internal_and_named(exchange: Exchange) -> None:
    write(exchange)
    (exchange.export / "c.json").unlink()
    report = exchange.run("helpscout", language="en")
    assert any("audience: internal" in exchange.text(path) for path in exchange.files if "pay" in path)
    assert ("audience", "collection c") in [(note.kind, note.where) for note in report.notes]


def test_lists_alone_have_no_texts(exchange: Exchange) -> None:
    exchange.write("list.json", {"articles": {"items": [{"id": "a", "name": "Pay"}]}})
    with pytest.raises(ExportError, match="has no articles of Help Scout"):
        exchange.run("helpscout")


@pytest.mark.parametrize(
    "users",
    [
        {"page": 1, "pages": 1, "count": 2, "items": [{"id": 5, "firstName": "Ann", "lastName": "A."}]},
        {
            "_embedded": {"users": [{"id": 5, "firstName": "Ann", "lastName": "A.", "role": "owner"}]},
            "page": {"size": 50},
        },
        {"user": {"id": 5, "firstName": "Ann", "lastName": "A."}},
    ],
)
def test_a_user_of_the_saved_list_is_the_author(exchange: Exchange, users: dict[str, object]) -> None:
    write(exchange)
    exchange.write("a.json", article("a", "Pay", "<p>x</p>", createdBy=5, updatedBy=6))
    exchange.write("b.json", article("b", "Other", "<p>x</p>", createdBy=4, updatedBy=5))
    exchange.write("users.json", users)
    exchange.run("helpscout", language="en")
    assert "author: Ann A." in exchange.text("en/guide/money/pay.md")
    assert "author: Ann A." in exchange.text("en/guide/money/other.md")
