"""Whatever is kept of an article goes with it to another address; no table is forgotten, and no row is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Engine, Float, Integer, LargeBinary, Table, select

from kb.core.settings import Settings
from kb.feedback.vote_rows import FeedbackVote
from kb.short_links.links import ShortLinks
from kb.storage.relocation import Follower, NewAddress, Relocation, follow_all
from kb.usage.views import ArticleViews
from tests.clock import NOON
from tests.conftest import Collection, open_site
from tests.tables import declared_tables

OLD, NEW = "kitchen/kettle", "money/غلاية"
NAMED = {"key": "language", "article_key": "article_language"}
_KINDS: tuple[tuple[type, Any], ...] = (
    (Boolean, True),
    (Integer, 7),
    (Float, 0.5),
    (DateTime, NOON.replace(tzinfo=None)),
    (Date, date(2026, 11, 20)),
    (LargeBinary, b"x"),
)


def row_of(table: Table, key: str, **given: Any) -> dict[str, Any]:
    """A row that names an article by ``key`` in every column that names one."""
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name in (*NAMED, "category"):
            row[column.name] = key
        elif column.name in NAMED.values():
            row[column.name] = "en"
        elif isinstance(column.type, JSON):
            row[column.name] = [["en", key], ["en", "other"]] if column.name in LISTS else {"text": "t", "path": "p"}
        else:
            row[column.name] = next((value for kind, value in _KINDS if isinstance(column.type, kind)), "x")
    return {**row, **given}


LISTS = ("first", "cited", "nearest")


def tables() -> list[Table]:
    """Every table with a column that names an article."""
    found = [
        table
        for table in declared_tables().sorted_tables
        if {*NAMED, *LISTS} & {column.name for column in table.columns}
    ]
    assert len(found) > 13
    return found


@pytest.fixture
def followers(collection: Collection, tmp_path: Any) -> list[Follower]:
    """Of a whole site."""
    collection.write("en/a.md", "# A\n\nText.\n")
    app = open_site(Settings(articles_dir=collection.root, data_dir=tmp_path / "data"), models=[])
    found = [follower for one in app.extensions["kb"].features for follower in one.followers]
    app.extensions["kb"].close()
    return found


MOVED = Relocation([NewAddress("en", OLD, NEW, revision="x", new_revision="y")], {OLD: NEW})


def test_every_table_that_names_an_article_follows_it(followers: list[Follower], database: Engine) -> None:
    with database.begin() as connection:
        for table in tables():
            connection.execute(table.insert().values(row_of(table, OLD)))
        follow_all(connection, followers, MOVED)
        for table in tables():
            row = connection.execute(select(table)).one()
            assert OLD not in str(row), table
            assert NEW in str(row), table
        assert connection.scalar(select(FeedbackVote.revision)) == "y"
        follow_all(connection, followers, MOVED)  # once more changes nothing


def test_where_the_new_address_had_rows_counts_are_added_up_and_nothing_is_thrown_away(
    followers: list[Follower], database: Engine
) -> None:
    with database.begin() as connection:
        for table in tables():
            connection.execute(table.insert().values(row_of(table, OLD)))
            other = {c.name: 8 for c in table.primary_key if c.name == "id" and isinstance(c.type, Integer)}
            other |= {
                name: "z"
                for name in ("id", "code", "search", "visit", "folded")
                if name in table.c and name not in other
            }
            connection.execute(table.insert().values(row_of(table, NEW, **other)))
        follow_all(connection, followers, MOVED)
        assert connection.scalars(select(ArticleViews.views)).all() == [14]
        for table in tables():
            if table.name not in ("article_views", "feedback_totals"):
                assert len(connection.execute(select(table)).all()) == 2, table
        assert set(connection.scalars(select(ShortLinks.code))) == {"x", "z"}


def test_links_without_a_language_follow_when_no_version_is_left(database: Engine, followers: list[Follower]) -> None:
    def keys(connection: Connection) -> list[str]:
        return sorted(connection.scalars(select(ShortLinks.key)))

    with database.begin() as connection:
        connection.execute(ShortLinks.__table__.insert().values(row_of(ShortLinks.__table__, OLD, language="")))
        follow_all(connection, followers, Relocation(MOVED.articles, is_whole=False))
        assert keys(connection) == [OLD]
        follow_all(connection, followers, MOVED)
        assert keys(connection) == [NEW]
