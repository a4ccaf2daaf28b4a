"""A generation is written whole, by whoever was elected last, after the one it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from search.index.local.change import changed
from search.index.postgres.database import IndexDatabase
from search.index.postgres.election import DeposedError
from search.index.postgres.feed import Origin, news, origin_of
from search.index.postgres.tables import FORM, IndexTables
from search.index.postgres.writing import write
from tests.search.index.local.conftest import KETTLE, POT, catalog
from tests.search.index.postgres.conftest import database_at

pytestmark = pytest.mark.slow


@pytest.fixture
def database(index_url: str, request: pytest.FixtureRequest) -> Iterator[IndexDatabase]:
    """An index in which nothing was written yet."""
    opened = database_at(index_url, request.node.name[:50])
    yield opened
    opened.close()


def keep(database: IndexDatabase, *articles: object, term: int = 0, before: Origin | None = None) -> Origin:
    """Write what a catalog of ``articles`` says that the index does not."""
    with database.writing() as connection:
        tables = database.tables
        found = news(connection, tables, None, ()).change
        change = changed(catalog(*articles), found.entries if found else None)  # type: ignore[arg-type]
        assert change is not None
        return write(connection, tables, term, change, before or origin_of(connection, tables), remembered=2)


def test_generations_follow_each_other_and_none_has_the_token_of_another(database: IndexDatabase) -> None:
    first, second = keep(database, KETTLE), keep(database, KETTLE, POT)
    assert (first.generation, second.generation) == (1, 2)
    assert first.ident == second.ident
    assert first.token != second.token


def test_whoever_was_not_elected_last_writes_nothing(database: IndexDatabase) -> None:
    with pytest.raises(DeposedError):
        keep(database, KETTLE, term=3)
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(database.tables.article)) == 0


def test_what_was_made_from_another_generation_is_not_written(database: IndexDatabase) -> None:
    first = keep(database, KETTLE)
    keep(database, KETTLE, POT)
    with pytest.raises(DeposedError):
        keep(database, KETTLE, before=first)


def test_an_article_that_comes_back_is_gone_no_more(database: IndexDatabase) -> None:
    keep(database, KETTLE, POT)
    keep(database, KETTLE)
    gone = select(database.tables.gone.c.key)
    with database.reading() as connection:
        assert connection.scalars(gone).all() == ["pot"]
    keep(database, KETTLE, replace(POT, title="Pots anew", body="Other."))
    with database.reading() as connection:
        assert connection.scalars(gone).all() == []


def test_who_is_far_behind_reads_everything(database: IndexDatabase) -> None:
    first = keep(database, KETTLE)
    for number in range(4):
        keep(database, replace(KETTLE, title=f"Kettle {number}"))
    with database.reading() as connection:
        found = news(connection, database.tables, first, ())
        kept = connection.scalars(select(database.tables.generation.c.number)).all()
    assert found.is_all
    assert sorted(kept) == [3, 4, 5]


def test_tables_are_in_the_schema_of_the_site_and_a_form_has_the_format_of_passages_in_it() -> None:
    tables = IndexTables("somewhere")
    assert {table.schema for table in tables.metadata.sorted_tables} == {"somewhere"}
    assert {table.name for table in tables.of_articles} == {"generation", "article", "passage", "gone"}
    assert FORM > 100
