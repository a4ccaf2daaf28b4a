"""Search keeps up with the articles by itself, and what is slow never keeps what is quick waiting."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from kb.core.errors import DataFolderError
from kb.library.watcher import Watcher
from search.index.local.generations import Generations
from search.index.local.indexer import BATCH
from search.models.embedder import EmbedderError
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import PATIENCE, Broken, Gated, Maker, Searchable, eventually, model

MANY = 2 * BATCH  # vectors that are searched along a graph


@pytest.fixture
def slow_site(collection: Collection, tmp_path: Path, make_searchable: Maker, gated: Gated) -> Searchable:
    """Three batches of articles and a model that waits to be let through, running; for it they are many."""
    for number in range(3 * BATCH):
        collection.write(f"en/article-{number:02}.md", f"Text of kettle {number}.", title=f"Article {number}")
    searchable = make_searchable(collection, tmp_path / "data", [model(lambda: gated)], MANY)
    searchable.service.start()
    assert gated.waiting.wait(PATIENCE)
    return searchable


def test_words_are_found_while_meanings_are_still_embedded(slow_site: Searchable, gated: Gated) -> None:
    found = slow_site.search("kettle")
    assert found.total > 0
    assert (found.mode, found.reason) == ("lexical", "the texts are being embedded with the model bag")
    assert slow_site.service.readiness().mode == "lexical"
    gated.let_through(3)
    assert eventually(lambda: slow_site.search("kettle").mode == "hybrid")
    assert slow_site.search("kettle").reason is None


def test_a_change_during_embedding_is_found_before_embedding_ends(slow_site: Searchable, gated: Gated) -> None:
    slow_site.write("en/zeppelin.md", "A zeppelin.", title="Zeppelin")
    slow_site.library.refresh()
    gated.let_through(1)
    assert eventually(lambda: slow_site.found("zeppelin") == ["zeppelin"])
    assert len(gated.passages_embedded) == BATCH
    gated.let_through(10)
    assert eventually(lambda: "semantic" in slow_site.search("zeppelin").hits[0].found_by)
    assert len(gated.passages_embedded) == 3 * BATCH + 1


def test_a_deletion_during_embedding_is_seen_at_once(slow_site: Searchable, gated: Gated) -> None:
    (slow_site.collection.root / "en/article-00.md").unlink()
    slow_site.library.refresh()
    assert "article-00" not in slow_site.found("title:article", limit=50)
    gated.let_through(10)
    assert eventually(lambda: slow_site.service.readiness().articles == 3 * BATCH - 1)


def test_a_new_article_is_found_by_its_words_while_the_others_keep_their_meaning(
    slow_site: Searchable, gated: Gated
) -> None:
    slow_site.write("en/toaster.md", "Toast bread with it.", title="Toaster")
    slow_site.library.refresh()
    gated.let_through(10)
    assert eventually(lambda: "semantic" in [way for h in slow_site.search("toaster").hits for way in h.found_by])
    assert eventually(lambda: slow_site.service.readiness().mode == "hybrid")
    while gated.gate.acquire(blocking=False):
        pass
    slow_site.write("en/zeppelin.md", "A zeppelin.", title="Zeppelin")
    slow_site.library.refresh()
    assert eventually(lambda: slow_site.found("zeppelin") == ["zeppelin"])
    new, old = slow_site.search("zeppelin"), slow_site.search("toaster")
    assert (new.mode, new.hits[0].found_by) == ("hybrid", ("lexical",))
    assert (old.mode, old.hits[0].found_by) == ("hybrid", ("lexical", "semantic"))
    gated.let_through(10)
    assert eventually(lambda: "semantic" in slow_site.search("zeppelin").hits[0].found_by)


def test_a_large_collection_is_merged_behind_the_readers_backs(slow_site: Searchable, gated: Gated) -> None:
    gated.let_through(10)

    def merged() -> bool:
        snapshot = slow_site.service.state.snapshot
        parts = snapshot.models["bag"].parts if snapshot and "bag" in snapshot.models else ()
        return [segment.index.is_graph for part in parts for segment in part.segments] == [True]

    assert eventually(merged)
    assert slow_site.search("kettle").mode == "hybrid"


@pytest.fixture
def threads_of_others() -> set[threading.Thread]:
    """What runs before the site of a test is made: sites that several tests share."""
    return set(threading.enumerate())


def test_closing_ends_the_threads_at_the_next_batch(
    threads_of_others: set[threading.Thread], slow_site: Searchable, gated: Gated
) -> None:
    slow_site.search("kettle")
    mine = set(threading.enumerate()) - threads_of_others
    threading.Timer(0.05, gated.let_through, [1]).start()
    slow_site.service.close()
    assert len(gated.passages_embedded) == BATCH
    names = ("search-service", "model-loader", "segment-merger", "embed-queries")
    assert eventually(lambda: not [t for t in mine if t.name.startswith(names) and t.is_alive()])


def test_what_was_embedded_before_closing_is_kept(
    slow_site: Searchable, gated: Gated, tmp_path: Path, make_searchable: Maker
) -> None:
    threading.Timer(0.05, gated.let_through, [1]).start()
    slow_site.service.close()
    after = BagOfWords()
    make_searchable(slow_site.collection, tmp_path / "data", [model(lambda: after)]).index()
    assert len(after.passages_embedded) == 2 * BATCH


def test_a_model_that_takes_long_to_load_keeps_nobody_waiting(
    collection: Collection, tmp_path: Path, make_searchable: Maker
) -> None:
    loaded = threading.Event()

    def load() -> BagOfWords:
        assert loaded.wait(PATIENCE)
        return BagOfWords()

    collection.write("en/kettle.md", "A kettle.", title="Kettle")
    searchable = make_searchable(collection, tmp_path / "data", [model(load)])
    searchable.service.start()
    assert eventually(lambda: searchable.found("kettle") == ["kettle"])
    assert searchable.search("kettle").reason == "the model bag is being loaded"
    searchable.write("en/zeppelin.md", "A zeppelin.", title="Zeppelin")
    searchable.library.refresh()
    assert eventually(lambda: searchable.found("zeppelin") == ["zeppelin"])
    loaded.set()
    assert eventually(lambda: searchable.search("kettle").mode == "hybrid")


@pytest.mark.parametrize("failing", [Broken, pytest.param(None, id="cannot be loaded")])
def test_a_model_that_fails_does_not_keep_the_next_from_its_work(
    collection: Collection, tmp_path: Path, make_searchable: Maker, failing: type[Broken] | None
) -> None:
    def cannot() -> object:
        raise EmbedderError("the model 'first' cannot be loaded")

    collection.write("en/kettle.md", "A kettle.", title="Kettle")
    models = [model(failing or cannot, "first"), model(BagOfWords, "second")]
    searchable = make_searchable(collection, tmp_path / "data", models)
    searchable.service.start()
    assert eventually(lambda: searchable.service.readiness().models == ("second",))
    readiness = searchable.service.readiness()
    assert readiness.mode == "hybrid"
    assert list(readiness.reasons) == ["first"]
    assert "fail" in readiness.reasons["first"] or "cannot be loaded" in readiness.reasons["first"]


def test_bringing_up_to_date_after_a_change_embeds_it_too(searchable: Searchable, embedder: BagOfWords) -> None:
    searchable.write("en/kettle.md", "A kettle.", title="Kettle")
    searchable.index()
    searchable.write("en/pot.md", "A pot.", title="Pot")
    searchable.library.refresh()
    (embedded,) = searchable.service.bring_up_to_date()
    assert (embedded.model, embedded.passages) == ("bag", 1)
    assert embedder.passages_embedded[-1] == "Pot\nA pot."


@pytest.fixture
def indexed_before(collection: Collection, tmp_path: Path, make_searchable: Maker) -> Searchable:
    """A kettle was indexed by an earlier process; since then a zeppelin was written."""
    collection.write("en/kettle.md", "A kettle.", title="Kettle")
    make_searchable(collection, tmp_path / "data", [model(BagOfWords)]).index()
    collection.write("en/zeppelin.md", "A zeppelin.", title="Zeppelin")
    return make_searchable(collection, tmp_path / "data", [model(BagOfWords)])


def test_where_the_index_cannot_be_written_the_one_of_before_is_searched(
    indexed_before: Searchable, tmp_path: Path
) -> None:
    with Generations(tmp_path / "data" / "index").writing():
        with pytest.raises(DataFolderError, match="another process"):
            indexed_before.index()
        assert indexed_before.found("kettle") == ["kettle"]
        assert indexed_before.found("zeppelin") == []
    indexed_before.index()
    assert indexed_before.found("zeppelin") == ["zeppelin"]


def test_what_cannot_be_saved_is_searched_all_the_same(indexed_before: Searchable, tmp_path: Path) -> None:
    generations = Generations(tmp_path / "data" / "index")
    on_disk = generations.current()
    (tmp_path / "data" / "index" / "CURRENT.new").mkdir()  # in the way of the file that is swapped in
    with pytest.raises(DataFolderError, match="cannot be written"):
        indexed_before.index()
    assert indexed_before.found("zeppelin") == ["zeppelin"]
    assert generations.current() == generations.newest_sound() == on_disk
    (tmp_path / "data" / "index" / "CURRENT.new").rmdir()
    indexed_before.index()
    assert indexed_before.found("zeppelin") == ["zeppelin"]
    assert generations.current() == generations.newest_sound() != on_disk


def test_two_processes_on_one_folder_each_see_all_articles(
    collection: Collection, tmp_path: Path, make_searchable: Maker
) -> None:
    embedders = [BagOfWords(), BagOfWords()]
    sites = [
        make_searchable(collection, tmp_path / "data", [model(lambda own=own: own)])  # type: ignore[misc]
        for own in embedders
    ]
    for turn, thing in enumerate(("kettle", "toaster", "zeppelin", "courier", "garden", "ladder")):
        collection.write(f"en/{thing}.md", f"A {thing}.", title=thing)
        for site in (sites[turn % 2], sites[(turn + 1) % 2]):
            site.index()
            assert site.found(thing) == [thing]
            assert site.search("kettle").mode == "hybrid"
    assert sum(len(embedder.passages_embedded) for embedder in embedders) == 6
    generations = Generations(tmp_path / "data" / "index")
    assert generations.current() == generations.newest_sound()


def test_an_editors_new_synonym_counts_at_once_and_embeds_nothing(searchable: Searchable, embedder: BagOfWords) -> None:
    searchable.write("en/kettle.md", "A kettle.", title="Kettle")
    searchable.index()
    assert searchable.found("samovar", exact=True) == []
    embedder.passages_embedded.clear()
    (searchable.collection.root / "synonyms.yml").write_text("en:\n  - [samovar, kettle]\n", "utf-8")
    searchable.library.refresh()
    assert searchable.found("samovar", exact=True) == ["kettle"]
    searchable.index()
    assert embedder.passages_embedded == []


@pytest.mark.slow
def test_a_site_that_could_not_write_tries_again_by_itself(indexed_before: Searchable, tmp_path: Path) -> None:
    with Generations(tmp_path / "data" / "index").writing():
        indexed_before.service.start()
        assert eventually(lambda: "index" in indexed_before.service.readiness().reasons)
        assert "another process" in indexed_before.service.readiness().reasons["index"]
        assert indexed_before.found("kettle") == ["kettle"]
    assert eventually(lambda: indexed_before.found("zeppelin") == ["zeppelin"])
    assert eventually(lambda: indexed_before.service.readiness().reasons == {})


@pytest.mark.slow
def test_a_saved_article_is_found_without_a_restart(searchable: Searchable) -> None:
    searchable.write("en/kettle.md", "A kettle.", title="Kettle")
    watcher = Watcher(searchable.library)
    searchable.service.start()
    watcher.start()
    try:
        assert eventually(lambda: searchable.found("kettle") == ["kettle"])
        time.sleep(1)  # until the operating system watches the folder
        file = searchable.write("en/zeppelin.md", "A zeppelin.", title="Zeppelin")
        assert eventually(lambda: searchable.found("zeppelin") == ["zeppelin"])
        searchable.write("en/zeppelin.md", "An airship.", title="Airship")
        assert eventually(lambda: searchable.found("airship") == ["zeppelin"])
        assert searchable.found("title:zeppelin") == []
        file.unlink()
        assert eventually(lambda: searchable.found("airship") == [])
        assert eventually(lambda: searchable.service.readiness().articles == 1)
    finally:
        watcher.close()


@pytest.mark.slow
def test_many_readers_may_search_while_articles_change(searchable: Searchable) -> None:
    searchable.write("en/kettle.md", "A kettle that is always here.", title="Kettle")
    searchable.library.refresh()
    searchable.service.start()
    assert eventually(lambda: searchable.found("kettle") == ["kettle"])
    stop = threading.Event()
    problems: list[object] = []

    def read() -> None:
        while not stop.is_set():
            try:
                for query in ("kettle", '"always here"', "title:kettle", "kettel"):
                    found = searchable.search(query)
                    if query != "kettel" and "kettle" not in [hit.article.key for hit in found.hits]:
                        problems.append((query, found))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a problem
                problems.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(8):
        searchable.write(f"en/article-{turn % 3}.md", f"Number {turn}.", title=f"Article {turn}")
        searchable.library.refresh()
        time.sleep(0.15)
    stop.set()
    for reader in readers:
        reader.join()
    assert problems == []


def test_closing_waits_for_a_model_that_is_being_loaded_and_loads_no_other(
    collection: Collection, tmp_path: Path, make_searchable: Maker
) -> None:
    """A thread that is in a library's code when Python ends aborts the whole process."""
    loading, go_on, loaded = threading.Event(), threading.Event(), []

    def load() -> BagOfWords:
        loading.set()
        assert go_on.wait(PATIENCE)
        loaded.append("first")
        return BagOfWords()

    def load_second() -> BagOfWords:
        loaded.append("second")
        return BagOfWords()

    service = make_searchable(collection, tmp_path / "data", [model(load), model(load_second, "another")]).service
    service.start()
    assert loading.wait(PATIENCE)
    closing = threading.Thread(target=service.close)
    closing.start()
    closing.join(1)
    assert closing.is_alive()
    go_on.set()
    closing.join(PATIENCE)
    assert loaded == ["first"]
