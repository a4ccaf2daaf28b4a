"""What is kept of the versions of an article, and how much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kb.catalog.article import ArticleId
from kb.history.kept_versions import BEFORE, MOST_KEPT, VersionNote, last_of_each, note_versions, versions_kept
from kb.history.page_differences import MAX_BLOCKS, PageBlock, page_differences
from kb.storage.database import connect
from tests.conftest import with_tables

LID = ArticleId("en", "lid")
AT = datetime(2026, 11, 22, 12, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = connect(with_tables(tmp_path / "kb.sqlite"))
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def noted(before: str, after: str, reason: str = "", id_: ArticleId = LID) -> VersionNote:
    return VersionNote(id_, "en/lid.md", AT, "Ann", "edit", reason, before, after)


def test_the_first_change_is_noted_with_what_was_there_before_it(connection: Connection) -> None:
    note_versions(connection, [noted("a", "b", "Typo"), noted("b", "c")])
    kept = [(one.fingerprint, one.act, one.name, one.reason) for one in versions_kept(connection, LID)]
    assert kept == [("c", "edit", "Ann", ""), ("b", "edit", "Ann", "Typo"), ("a", BEFORE, "", "")]
    assert versions_kept(connection, ArticleId("fa", "lid")) == []


def test_a_change_from_outside_is_a_version_and_nothing_is_noted_where_nothing_changed(connection: Connection) -> None:
    note_versions(connection, [noted("a", "b"), noted("x", "c"), noted("c", "c")])
    assert [one.fingerprint for one in versions_kept(connection, LID)] == ["c", "x", "b", "a"]
    note_versions(connection, [noted("", "d", id_=ArticleId("en", "new"))])
    assert [(id_.key, one.fingerprint) for id_, one in last_of_each(connection)] == [("lid", "c"), ("new", "d")]


def test_so_many_are_kept_of_an_article_and_what_people_typed_is_cut(connection: Connection) -> None:
    note_versions(connection, [noted(str(n), str(n + 1), "why\0" * 500) for n in range(MOST_KEPT + 5)])
    note_versions(connection, [noted("a", "b", id_=ArticleId("en", "other"))])
    kept = versions_kept(connection, LID)
    assert len(kept) == MOST_KEPT
    assert kept[0].fingerprint == str(MOST_KEPT + 5)
    assert kept[0].reason == ("why" * 500)[:500]
    assert len(versions_kept(connection, ArticleId("en", "other"))) == 2


def test_pages_differ_by_blocks_and_an_anchor_is_given_once() -> None:
    before = '<h2 id="a">A</h2><p>One.</p><p>Two.</p>'
    after = '<h2 id="a">A!</h2><p>One.</p><p>Three.</p>'
    assert page_differences(before, after) == [
        PageBlock("removed", "<h2>A</h2>"),
        PageBlock("added", '<h2 id="a">A!</h2>'),
        PageBlock("same", "<p>One.</p>"),
        PageBlock("removed", "<p>Two.</p>"),
        PageBlock("added", "<p>Three.</p>"),
    ]
    assert page_differences("", "<p>x</p>") == [PageBlock("added", "<p>x</p>")]
    assert page_differences("a &lt;b&gt;", "") == [PageBlock("removed", "<p><span>a &lt;b&gt;</span></p>")]
    often = ["".join(f"<hr><p>{word} {number}</p>" for number in range(200)) for word in ("old", "new")]
    kinds = [one.kind for one in page_differences(*often)]
    assert kinds == sorted(kinds, reverse=True)  # what stands everywhere is no place that both have
    many = "<p>x</p>" * (MAX_BLOCKS + 1)
    assert page_differences(many, "<p>y</p>") == [PageBlock("removed", many), PageBlock("added", "<p>y</p>")]
