"""One process keeps the index up to the articles, the others follow it; each answers from what it has itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, text

from kb.catalog.article import EVERYONE, PUBLIC_ONLY, ArticleId, Audience
from kb.core.errors import DataFolderError
from search.index.interface import Narrowing
from search.index.local.change import changed
from search.index.local.entries import Entry
from search.index.local.generations import Generations
from search.index.local.indexer import Indexer
from search.index.local.texts import StoredPassages
from search.index.local.vector_store import VectorStore
from search.index.postgres.builder import PostgresBuilder
from search.index.postgres.making import NewerIndexError, NewerWaitsError, OlderIndexError
from search.index.postgres.tables import FORM
from tests.conftest import BagOfWords, Collection
from tests.search.index.postgres.conftest import MakeNode, Node

pytestmark = pytest.mark.slow


def schema_of(node: Node) -> str:
    return node.shared.election._database.tables.schema


def stored(entry: Entry) -> tuple[str, int]:
    """In which file, from which byte on, the passages of an article are."""
    assert isinstance(entry.passages, StoredPassages)
    return entry.passages.file.name, entry.passages.start


def test_what_the_first_has_indexed_the_others_read(nodes: MakeNode, collection: Collection) -> None:
    collection.write("en/kettle.md", "Boil the water.", title="Kettle", keywords="[boiler]")
    first, second = nodes(), nodes()
    one, other = first.refresh(), second.refresh()
    assert [one.shared.election.term() for one in (first, second)] == [1, None]
    assert [one.shared.is_ours() for one in (first, second)] == [True, False]
    assert second.found("water") == second.found("boiler") == ["kettle"]
    assert other.size == one.size
    assert other.models["bag"].count == one.models["bag"].count == one.size.passages


def test_a_saved_article_is_read_by_the_others_and_nothing_else_is_read_again(
    nodes: MakeNode, collection: Collection
) -> None:
    for name in ("kettle", "pot"):
        collection.write(f"en/{name}.md", f"The {name}.", title=name)
    first, second = nodes(), nodes()
    before = {part.language: part for part in first.refresh().vocabularies}
    assert second.refresh() is second.refresh()
    collection.write("en/pot.md", "A zeppelin.", title="pot")
    collection.write("ru/pot.md", "Чайник.", title="Чайник")
    first.refresh()
    second.refresh()
    assert second.found("zeppelin") == ["pot"]
    assert second.index is not None
    assert [part.language for part in second.index.vocabularies] == ["en", "ru"]
    assert before.keys() == {"en"}


def test_labels_that_change_and_articles_that_go_reach_the_others(nodes: MakeNode, collection: Collection) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle", tags="[hot]")
    collection.write("en/pot.md", "Boil.", title="Pot")
    first, second = nodes(), nodes()
    first.refresh()
    second.refresh()
    collection.write("en/kettle.md", "Boil.", title="Kettle", tags="[cold]")
    (collection.root / "en/pot.md").unlink()
    first.refresh()
    index = second.refresh()
    assert index.size.articles == 1
    subset = index.select(Narrowing(EVERYONE))
    assert subset.satisfying(index.parse("tag:cold").constraint, "en") is not None
    assert subset.satisfying(index.parse("tag:hot").constraint, "en") is None
    collection.write("en/pot.md", "A gizmotron.", title="Pot")
    first.refresh()
    second.refresh()
    assert second.found("gizmotron") == ["pot"]


def test_an_article_that_is_read_while_its_generation_is_taken_is_found_by_the_next_refresh(
    nodes: MakeNode, collection: Collection
) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    before = second.refresh()
    collection.write("en/pot.md", "A zeppelin.", title="Pot")
    first.refresh()
    builder, models = second.shared.builder, {"bag": second.loaded}
    taken = builder.refresh(second.library.catalog, before, models, ["bag"])  # by the catalog of before
    assert taken.size.articles == 2
    second.index = builder.refresh(second.library.refresh(), taken, models, ["bag"])
    assert second.found("zeppelin") == ["pot"]


def test_who_follows_waits_for_the_first_index(nodes: MakeNode, collection: Collection) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first, second = nodes(), nodes()
    assert first.shared.election.term() == 1
    with pytest.raises(DataFolderError, match="another process is building the first index in PostgreSQL"):
        second.refresh()
    first.refresh()
    assert second.refresh().size.articles == 1


def test_who_follows_embeds_nothing_and_writes_nothing(nodes: MakeNode, collection: Collection) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    second.refresh()
    collection.write("en/pot.md", "Boil.", title="Pot")
    index = second.refresh()
    assert index.size.articles == 1
    assert second.shared.builder.embed(index, second.loaded).passages == 0


def test_vectors_of_a_site_that_had_its_index_in_the_data_folder_are_taken_along(
    nodes: MakeNode, collection: Collection
) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first = changed(collection.library().catalog, None)
    assert first is not None
    odd = np.full((1, BagOfWords.dimension), 0.5, np.float32)  # no model says that
    known = VectorStore(None)
    known.add(BagOfWords.fingerprint, [first.entries[0].passages[0].text_hash], odd)
    index = nodes(known=known).refresh()
    assert np.array_equal(index.vectors_of(first.entries[0].id, "bag"), odd)


def test_a_site_that_had_its_index_in_the_data_folder_writes_what_the_articles_still_say_as_it_is(
    nodes: MakeNode, collection: Collection, tmp_path: Path
) -> None:
    collection.write("en/kettle.md", "The kettle is older than the rest. " * 20, title="kettle")  # most of the file
    for name in ("pot", "pan"):
        collection.write(f"en/{name}.md", f"The {name}.", title=name)
    first, known = nodes(), VectorStore(None)
    local, models = Indexer(Generations(tmp_path / "index"), known), {"bag": first.loaded}
    made = local.refresh(collection.library().catalog, None, models, ["bag"])
    local.embed(made, first.loaded)
    texts_of = {entry.id.key: stored(entry) for entry in local.save(made).entries}
    collection.write("en/pot.md", "A zeppelin.", title="pot")
    (collection.root / "en/pan.md").unlink()
    moved = nodes(known=known, local=tmp_path / "index")
    moved.index = moved.shared.builder.open_newest(moved.library.refresh())
    assert moved.index is not None
    assert moved.index.size.articles == len(texts_of)
    index = moved.refresh()
    assert index.models["bag"].count == index.size.passages
    files = {entry.id.key: stored(entry) for entry in moved.shared.builder.save(index).entries}
    assert files.keys() == {"kettle", "pot"}
    assert [files[key] == texts_of[key] for key in ("kettle", "pot")] == [True, False]
    other = nodes()
    assert other.refresh().models["bag"].count == index.size.passages
    assert [other.found(word) for word in ("kettle", "zeppelin", "pan")] == [["kettle"], ["pot"], []]


def test_another_takes_over_where_the_first_ends(nodes: MakeNode, collection: Collection) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    second.refresh()
    first.shared.close()
    collection.write("en/pot.md", "A zeppelin.", title="Pot")
    second.refresh()
    assert second.found("zeppelin") == ["pot"]
    assert second.shared.election.term() == 2


def test_who_has_an_empty_folder_erases_nothing_and_leaves_the_index_to_another(
    nodes: MakeNode, collection: Collection, tmp_path: Path
) -> None:
    """A volume is not mounted, a clone not done."""
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first, second, third = nodes(), nodes(), nodes()
    (tmp_path / "unmounted").mkdir()
    second.library = Collection(tmp_path / "unmounted").library()
    first.refresh()
    first.shared.close()
    for _ in range(2):
        with pytest.raises(DataFolderError, match="the articles folder has no article; the index in PostgreSQL stays"):
            second.refresh()
    assert second.shared.election.term() is None
    assert third.refresh().size.articles == 1
    assert third.shared.election.term() is not None
    third.shared.close()
    second.library = collection.library()
    assert second.refresh().size.articles == 1
    assert second.shared.election.term() is not None


def test_a_site_without_an_article_has_an_index_of_nothing_and_leaves_the_first_one_to_whoever_has_articles(
    nodes: MakeNode, collection: Collection, tmp_path: Path
) -> None:
    first, second = nodes(), nodes()
    assert first.refresh().size.articles == 0
    assert first.refresh() is first.index
    other = Collection(tmp_path / "other")
    other.write("en/kettle.md", "Boil.", title="Kettle")
    second.library = other.library()
    assert second.refresh().size.articles == 1
    collection.write("en/pot.md", "A zeppelin.", title="Pot")
    assert first.refresh().size.articles == 1
    second.shared.close()
    first.refresh()
    assert first.found("zeppelin") == ["pot"]


@pytest.mark.parametrize("before", ["public", "internal"])
def test_what_is_internal_where_the_index_is_kept_is_shown_to_no_reader_by_a_folder_that_is_behind(
    nodes: MakeNode, collection: Collection, tmp_path: Path, before: str
) -> None:
    behind = Collection(tmp_path / "behind")
    for one in (collection, behind):
        one.write("en/kettle.md", "Boil.", title="Kettle", audience=before if one is collection else "public")
    first, second = nodes(), nodes()
    second.library = behind.library()
    first.refresh()
    second.refresh()
    collection.write("en/kettle.md", "The zirconium code is 4711.", title="Kettle", audience="internal")
    first.refresh()
    index = second.refresh()
    assert second.found("zirconium") == ["kettle"]
    for seen in (index, index.with_catalog(second.library.catalog)):
        assert seen.select(Narrowing(PUBLIC_ONLY)).is_empty
        assert seen.seen_by(PUBLIC_ONLY).texts([ArticleId("en", "kettle")]) == {}
    collection.write("en/kettle.md", "The zirconium code is 4711.", title="Kettle", audience="public")
    first.refresh()
    assert not second.refresh().select(Narrowing(PUBLIC_ONLY)).is_empty
    second.shared.builder.save(second.refresh())
    kept = second.shared.builder.open_newest(second.library.catalog)
    assert kept is not None
    assert [entry.audience for entry in kept.entries] == [Audience.PUBLIC]


def test_a_start_reads_only_what_is_new(nodes: MakeNode, collection: Collection) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    saved = second.shared.builder.save(second.refresh())
    again: PostgresBuilder = second.shared.builder
    opened = again.open_newest(second.library.catalog)
    assert opened is not None
    models = {"bag": second.loaded}
    assert again.refresh(second.library.catalog, opened, models, ["bag"]) is opened
    assert opened.folder == saved.folder


def test_a_process_that_has_nothing_begins_with_what_another_of_the_machine_has_read(
    nodes: MakeNode, collection: Collection, tmp_path: Path
) -> None:
    for name in ("kettle", "pot"):
        collection.write(f"en/{name}.md", f"The {name}.", title=name)
    first = nodes(root=tmp_path)
    before = first.shared.builder.save(first.refresh())
    collection.write("en/pot.md", "A zeppelin.", title="pot")
    first.refresh()
    second = nodes(root=tmp_path)
    opened = second.shared.builder.open_newest(second.library.catalog)
    assert opened is not None
    assert opened.folder != before.folder
    assert list(map(stored, opened.entries)) == list(map(stored, before.entries))
    shutil.rmtree(before.folder)  # its own newer ones take its place
    second.index = opened
    second.refresh()
    assert [second.found(word) for word in ("kettle", "zeppelin")] == [["kettle"], ["pot"]]


def test_what_another_has_read_is_not_needed(nodes: MakeNode, collection: Collection, tmp_path: Path) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first = nodes(root=tmp_path)
    (first.shared.builder.save(first.refresh()).folder / "articles.jsonl").unlink()
    second = nodes(root=tmp_path)
    assert second.shared.builder.open_newest(second.library.catalog) is None
    assert second.refresh().size.articles == 1


def test_a_schema_that_was_dropped_is_filled_again(nodes: MakeNode, collection: Collection, admin: Engine) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first = nodes()
    before = first.shared.builder.save(first.refresh())
    first.shared.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema_of(first)} CASCADE"))
    again, other = nodes(), nodes()
    again.index = before  # of the disk, from a database that is gone
    assert again.refresh().size.articles == other.refresh().size.articles == 1
    kept = again.shared.builder.save(again.refresh())
    assert stored(kept.entries[0]) == stored(before.entries[0])
    assert other.index is not None
    assert other.index.models["bag"].count == 1


def test_a_database_that_was_restored_from_before_is_read_whole(
    nodes: MakeNode, collection: Collection, admin: Engine
) -> None:
    """Its numbers go on from there, and mean something else than the ones this process has."""
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    second.refresh()
    schema = schema_of(first)
    with admin.connect() as connection:
        connection.execute(text(f"UPDATE {schema}.site SET token = 'another'"))
        connection.execute(text(f"UPDATE {schema}.generation SET token = 'another'"))
        connection.execute(text(f"UPDATE {schema}.article SET title = 'Zeppelin', text_changed = 1, changed = 1"))
    second.refresh()
    assert second.found("zeppelin") == ["kettle"]


def test_an_older_form_is_built_anew_by_who_keeps_the_index_and_vectors_stay(
    nodes: MakeNode, collection: Collection, admin: Engine
) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    schema = schema_of(first)
    with admin.connect() as connection:
        connection.execute(text(f"ALTER TABLE {schema}.passage DROP COLUMN pictured"))
        connection.execute(text(f"UPDATE {schema}.site SET form = {FORM - 1}"))
    with pytest.raises(OlderIndexError, match=f"form {FORM - 1}, ours is {FORM}"):
        second.refresh()
    catalog, models = first.library.catalog, {"bag": first.loaded}
    index = first.shared.builder.refresh(catalog, first.index, models, ["bag"])
    assert index.models["bag"].count == 1
    assert first.shared.builder.embed(index, first.loaded).passages == 0
    assert second.refresh().size.articles == 1


def test_a_newer_version_that_waits_no_more_was_put_back_and_an_older_one_keeps_the_index_again(
    nodes: MakeNode, collection: Collection, admin: Engine
) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    wanted = f"UPDATE {schema_of(first)}.site SET wanted = {FORM + 1}, wanted_at = now()"
    with admin.connect() as connection:
        connection.execute(text(wanted))
    with pytest.raises(NewerWaitsError):
        first.refresh()
    with admin.connect() as connection:
        connection.execute(text(f"{wanted} - interval '61 seconds'"))
    collection.write("en/pot.md", "A zeppelin.", title="Pot")
    first.refresh()
    second.refresh()
    assert second.found("zeppelin") == ["pot"]


def test_who_is_older_than_the_index_says_so_and_lets_the_newer_keep_it(
    nodes: MakeNode, collection: Collection, admin: Engine
) -> None:
    collection.write("en/kettle.md", "Boil.", title="Kettle")
    first, second = nodes(), nodes()
    first.refresh()
    schema = schema_of(first)
    with admin.connect() as connection:
        connection.execute(
            text(f"UPDATE {schema}.site SET wanted = {FORM + 1}, wanted_at = now()")
        )  # a newer one has started
    for node in (first, second):
        with pytest.raises(NewerWaitsError, match=f"waits to keep the index in PostgreSQL .form {FORM + 1}"):
            node.refresh()
    with admin.connect() as connection:
        connection.execute(text(f"UPDATE {schema}.site SET form = {FORM + 1}"))
    for node in (first, second):
        with pytest.raises(
            NewerIndexError, match=f"newer version of kb .form {FORM + 1}, the newest known here is {FORM}"
        ):
            node.refresh()
