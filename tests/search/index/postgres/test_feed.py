"""What is written comes back the same, and only what has changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from search.index.link_names import LinkName
from search.index.local.change import IndexChange, changed
from search.index.local.entries import Entry
from search.index.passages import Passage
from search.index.postgres.database import IndexDatabase
from search.index.postgres.feed import News, Origin, news, origin_of
from search.index.postgres.writing import write
from tests.search.index.local.conftest import KETTLE, POT, catalog
from tests.search.index.postgres.conftest import database_at

pytestmark = pytest.mark.slow
Write = Callable[[IndexChange | None], Origin]


@pytest.fixture
def database(index_url: str, request: pytest.FixtureRequest) -> Iterator[IndexDatabase]:
    """An index in which nothing was written yet."""
    opened = database_at(index_url, request.node.name[:50])
    yield opened
    opened.close()


@pytest.fixture
def keep(database: IndexDatabase) -> Write:
    """Writes a generation."""

    def written(change: IndexChange | None) -> Origin:
        assert change is not None
        with database.writing() as connection:
            return write(connection, database.tables, 0, change, origin_of(connection, database.tables))

    return written


def read(database: IndexDatabase, before: Origin | None = None, indexed: tuple[Entry, ...] = ()) -> News:
    with database.reading() as connection:
        return news(connection, database.tables, before, indexed)


def test_an_origin_is_read_as_it_was_written() -> None:
    origin = Origin("abc", 7, "def")
    assert Origin.read(origin.written()) == origin
    for damaged in ("", "{}", "[1]", '["a", "b", "c"]', "null"):
        assert Origin.read(damaged) is None


def test_where_nothing_was_written_there_is_no_change(database: IndexDatabase) -> None:
    found = read(database)
    assert (found.origin.generation, found.change) == (0, None)


def test_every_part_of_a_passage_comes_back_as_it_was(database: IndexDatabase, keep: Write) -> None:
    change = changed(catalog(KETTLE), None)
    assert change is not None
    [entry] = change.entries
    odd = Passage(
        *("en", "kettle", 'Quotes " and \\ and {braces}', ("One, two", "NULL", ""), "a-b", "tab\tline\nend \\N"),
        "",
        (LinkName("fa", "کتری"), LinkName("ru", 'чай"ник')),
        is_links=True,
        is_before_steps=True,
        pictured=("a, b", "{}"),
    )
    summary = replace(odd, unseen="boiler, كتلي", called=(), pictured=())
    keep(replace(change, entries=[replace(entry, passages=(summary, odd))]))
    found = read(database).change
    assert found is not None
    assert found.entries == [replace(entry, passages=(summary, odd))]
    assert [one.text_hash for one in found.entries[0].passages] == [summary.text_hash, odd.text_hash]
    [document] = found.documents.values()
    theirs = change.documents[KETTLE.id]
    assert (document.article.title, document.category_name) == (theirs.article.title, theirs.category_name)


def test_only_what_has_changed_since_is_read(database: IndexDatabase, keep: Write) -> None:
    first = changed(catalog(KETTLE, POT), None)
    assert first is not None
    origin = keep(first)
    whole = read(database)
    assert whole.is_all
    assert whole.origin == origin
    assert whole.change is not None
    indexed = tuple(whole.change.entries)
    assert read(database, origin, indexed).change is None
    tagged = replace(KETTLE, tags=("hot",))
    keep(changed(catalog(tagged), indexed))
    found = read(database, origin, indexed)
    assert found.change is not None
    assert not found.is_all
    assert (found.change.new_text, set(found.change.documents), found.change.gone) == (set(), {KETTLE.id}, {POT.id})
    assert list(found.change.documents[KETTLE.id].article.tags) == ["hot"]
    assert found.change.entries[0].passages is indexed[0].passages
    assert Origin.read(found.change.origin) == found.origin
