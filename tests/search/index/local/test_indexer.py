"""Only what changed is embedded, whatever happened to the files in between."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from kb.catalog.article import PUBLIC_ONLY, STAFF
from kb.core.errors import DataFolderError
from search.index.local.generations import Generations, damage_of
from search.index.local.indexer import BATCH, Indexer
from search.index.local.segments import EXACT_UNTIL
from search.index.local.snapshot import Snapshot
from search.index.local.vector_store import VectorStore
from search.models.embedder import Model
from search.models.loaded import LoadedModel
from search.results.results import MAX_LIMIT
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import Broken, Maker, Searchable, model
from tests.search.index.local.conftest import HALF
from tests.search.index.local.words.conftest import same_index, same_postings

TWO_SECTIONS = "The kettle boils.\n\n## Descale\n\nUse vinegar.\n\n## Store\n\nKeep it dry."


@pytest.fixture
def kettle(searchable: Searchable, embedder: BagOfWords) -> Searchable:
    """One article of three passages beside another, indexed; the model has forgotten that it worked."""
    searchable.write("en/kettle.md", TWO_SECTIONS, title="Kettles")
    searchable.write("en/password.md", "Reset the password.", title="Password")
    searchable.index()
    assert len(embedder.passages_embedded) == 4
    embedder.passages_embedded.clear()
    return searchable


def indexer_of(tmp_path: Path, exact_until: int = EXACT_UNTIL) -> Indexer:
    data = tmp_path / "data"
    return Indexer(Generations(data / "index"), VectorStore(data / "vectors.sqlite"), exact_until)


def generation(searchable: Searchable) -> str:
    snapshot = searchable.service.state.snapshot
    assert snapshot is not None
    return snapshot.folder.name


def test_where_nothing_changed_nothing_is_embedded_or_built(kettle: Searchable, embedder: BagOfWords) -> None:
    before = generation(kettle)
    kettle.index()
    assert embedder.passages_embedded == []
    assert generation(kettle) == before


def test_a_changed_article_has_only_its_changed_passage_embedded(kettle: Searchable, embedder: BagOfWords) -> None:
    kettle.write("en/kettle.md", TWO_SECTIONS.replace("vinegar", "lemon juice"), title="Kettles")
    kettle.index()
    assert embedder.passages_embedded == ["Kettles. Descale\nUse lemon juice."]
    assert kettle.found("lemon") == ["kettle"]
    assert "lemon" in kettle.search("lemon").hits[0].snippet


@pytest.mark.parametrize(
    "front_matter",
    [
        {"last_reviewed_on": "2026-11-22", "owner": "Alice", "review_in": "6 months"},
        {"tags": "[hot]", "category": "kitchen"},
        {"audience": "internal"},
        {"old_paths": "[old/kettle]"},
    ],
)
def test_metadata_alone_embeds_nothing(kettle: Searchable, embedder: BagOfWords, front_matter: dict[str, str]) -> None:
    kettle.write("en/kettle.md", TWO_SECTIONS, title="Kettles", **front_matter)
    kettle.index()
    assert embedder.passages_embedded == []


def test_what_the_disk_does_not_keep_is_not_written(kettle: Searchable) -> None:
    before = generation(kettle)
    kettle.write("en/kettle.md", TWO_SECTIONS, title="Kettles", owner="Alice")
    kettle.index()
    assert generation(kettle) == before
    kettle.write("en/kettle.md", TWO_SECTIONS, title="Kettles", owner="Alice", tags="[hot]")
    kettle.index()
    assert generation(kettle) > before


def test_new_labels_can_be_asked_for(kettle: Searchable) -> None:
    kettle.write("en/kettle.md", TWO_SECTIONS, title="Kettles", tags="[hot]", category="kitchen")
    kettle.index()
    assert kettle.found("tag:hot") == kettle.found("category:kitchen") == ["kettle"]


def test_a_category_that_is_renamed_can_be_asked_for_by_its_new_name(kettle: Searchable, embedder: BagOfWords) -> None:
    kettle.write("en/kitchen/pot.md", "A pot.", title="Pots")
    kettle.write("en/kitchen/_index.md", "All.", title="Kitchenware")
    kettle.index()
    assert kettle.found("category:kitchenware") == ["kitchen/pot"]
    embedder.passages_embedded.clear()
    kettle.write("en/kitchen/_index.md", "All of them.", title="Cookery")
    kettle.index()
    assert (kettle.found("category:cookery"), kettle.found("category:kitchenware")) == (["kitchen/pot"], [])
    assert embedder.passages_embedded == []


def test_renaming_a_file_embeds_nothing(kettle: Searchable, embedder: BagOfWords) -> None:
    (kettle.collection.root / "en/kettle.md").rename(kettle.collection.root / "en/boiler.md")
    kettle.index()
    assert embedder.passages_embedded == []
    assert kettle.found("vinegar") == ["boiler"]
    assert kettle.search("vinegar").hits[0].found_by == ("lexical", "semantic")


def test_moving_a_file_to_another_folder_embeds_nothing(kettle: Searchable, embedder: BagOfWords) -> None:
    (kettle.collection.root / "en/products").mkdir()
    (kettle.collection.root / "en/kettle.md").rename(kettle.collection.root / "en/products/kettle.md")
    kettle.index()
    assert embedder.passages_embedded == []
    assert kettle.found("category:products") == ["products/kettle"]


def test_a_deleted_article_is_gone_from_everything(kettle: Searchable, embedder: BagOfWords) -> None:
    (kettle.collection.root / "en/kettle.md").unlink()
    kettle.index()
    for query in ("kettle", "vinegar", "title:kettles", "-password"):
        assert kettle.found(query) == []
    assert kettle.found("kett", instant=True) == []
    assert embedder.passages_embedded == []


def test_switching_back_to_an_older_text_embeds_nothing(kettle: Searchable, embedder: BagOfWords) -> None:
    kettle.write("en/kettle.md", "Another text altogether.", title="Kettles")
    kettle.index()
    embedder.passages_embedded.clear()
    kettle.write("en/kettle.md", TWO_SECTIONS, title="Kettles")
    kettle.index()
    assert embedder.passages_embedded == []
    assert kettle.found("vinegar") == ["kettle"]


def test_a_lost_index_is_built_anew_without_embedding(
    kettle: Searchable, embedder: BagOfWords, tmp_path: Path, make_searchable: Maker
) -> None:
    shutil.rmtree(tmp_path / "data" / "index")
    again = make_searchable(kettle.collection, tmp_path / "data", [model(lambda: embedder)])
    again.index()
    assert embedder.passages_embedded == []
    assert (again.found("vinegar"), again.search("vinegar").mode) == (["kettle"], "hybrid")


def test_a_restart_neither_embeds_nor_builds(
    kettle: Searchable, embedder: BagOfWords, tmp_path: Path, make_searchable: Maker
) -> None:
    again = make_searchable(kettle.collection, tmp_path / "data", [model(lambda: embedder)])
    again.index()
    assert embedder.passages_embedded == []
    assert generation(again) == generation(kettle)


def damage_current(index: Path) -> None:
    (Generations(index).current() / "articles.jsonl").write_bytes(b"{")  # type: ignore[operator]


def damage_all(index: Path) -> None:
    for folder in index.iterdir():
        if folder.is_dir():
            (folder / "lexical" / "languages.json").write_bytes(b"[]")


def empty_all(index: Path) -> None:
    for file in index.rglob("*"):
        if file.is_file():
            file.write_bytes(b"")


@pytest.mark.parametrize("damage", [damage_current, damage_all, empty_all])
def test_after_any_damage_everything_is_found_and_nothing_embedded(
    kettle: Searchable,
    embedder: BagOfWords,
    tmp_path: Path,
    make_searchable: Maker,
    damage: Callable[[Path], None],
) -> None:
    kettle.write("en/pot.md", "A pot.", title="Pots")
    kettle.index()
    embedder.passages_embedded.clear()
    damage(tmp_path / "data" / "index")
    again = make_searchable(kettle.collection, tmp_path / "data", [model(lambda: embedder)])
    again.index()
    assert embedder.passages_embedded == []
    assert [again.found(word) for word in ("vinegar", "password", "pot")] == [["kettle"], ["password"], ["pot"]]


def test_an_index_of_files_that_cannot_be_opened_is_built_anew(kettle: Searchable, tmp_path: Path) -> None:
    """Sound by its checksums, and yet of another version of a library."""
    generations = Generations(tmp_path / "data" / "index")

    with generations.writing():
        folder = generations.begin()

        def strange() -> dict[str, Any]:
            (folder / "articles.jsonl").write_text('["from", "the", "future"]')
            return {"models": {}}

        generations.finish(folder, strange, {})
    indexer = Indexer(generations, VectorStore(tmp_path / "data" / "vectors.sqlite"))
    assert indexer.open_newest(kettle.library.catalog) is None


def test_the_generation_that_another_process_swept_away_is_not_needed(kettle: Searchable, tmp_path: Path) -> None:
    snapshot = kettle.service.state.snapshot
    assert snapshot is not None
    shutil.rmtree(snapshot.folder)
    assert kettle.found("vinegar") == ["kettle"]
    kettle.search('"use vinegar"')
    kettle.write("en/pot.md", "A pot.", title="Pots")
    kettle.index()
    assert (kettle.found("pot"), kettle.found('"use vinegar"')) == (["pot"], ["kettle"])


def test_after_many_changes_the_index_is_that_of_a_new_one(
    kettle: Searchable, embedder: BagOfWords, tmp_path: Path, make_searchable: Maker
) -> None:
    kettle.write("fa/kettle.md", "کتری را بجوشانید.", title="کتری")
    kettle.index()
    kettle.write("en/a-first.md", "Comes before all others. Vinegar.", title="First", keywords="[beginning]")
    (kettle.collection.root / "en/password.md").unlink()
    kettle.index()
    kettle.write("en/kettle.md", TWO_SECTIONS.replace("dry", "wet"), title="Kettle")
    kettle.index()
    (kettle.collection.root / "fa/kettle.md").unlink()
    kettle.index()
    fresh = make_searchable(kettle.collection, tmp_path / "fresh", [model(BagOfWords)])
    fresh.index()
    for query in ("vinegar", "kettle wet", "beginning", "password", "کتری", '"use vinegar"', "title:kettle", "-wet"):
        one, other = kettle.search(query), fresh.search(query)
        assert [(h.article.id, h.snippet) for h in one.hits] == [(h.article.id, h.snippet) for h in other.hits]
        assert [h.score for h in one.hits] == pytest.approx([h.score for h in other.hits], abs=1e-4)
        assert one.did_you_mean == other.did_you_mean


TEXTS = ("Boil water.", "Descale it.\n\n## Care\n\nUse vinegar.", "See [the kettle](/en/articles/a).", "Stir.")
TITLES = ("Kettles", "Pots and pans", "Lamps")


def something_happens(random: Random, collection: Collection) -> None:
    """A file is saved, or is there no more, or is called otherwise."""
    language, name = random.choice(("en", "ru", "fa")), random.choice("abcd")
    file = collection.root / f"{language}/{name}.md"
    match random.randrange(8):
        case 0:
            file.unlink(missing_ok=True)
        case 1 if file.exists():
            file.rename(file.with_stem(f"{name}-{random.randrange(9)}"))
        case _:
            more = random.choice(({}, {}, {"audience": "internal"}, {"tags": "[hot]"}, {"category": "kitchen"}))
            collection.write(f"{language}/{name}.md", random.choice(TEXTS), title=random.choice(TITLES), **more)


def indexed(searchable: Searchable) -> tuple[Snapshot, dict[str, object]]:
    """What is searched, and what it says of each article and passage beside its words."""
    snapshot = searchable.service.state.snapshot
    assert isinstance(snapshot, Snapshot)
    asked = [*product((PUBLIC_ONLY, STAFF), (None, "ru"), (None, "kitchen"), (None, "hot"))]
    (vectors,) = snapshot.models.values()
    cosines = [
        vectors.cosines(BagOfWords().embed_queries([text])[0], np.arange(len(snapshot.passages))) for text in TEXTS
    ]
    return snapshot, {
        "entries": [(e.id, e.content_hash, e.labels_hash, e.audience, [*e.passages]) for e in snapshot.entries],
        "rows": (dict(snapshot.row_of), snapshot.first_passage.tolist(), snapshot.languages),
        "hashes": [snapshot.passages.text_hash(row) for row in range(len(snapshot.passages))],
        "masks": [snapshot.labels.mask(*narrowing).tolist() for narrowing in asked],
        "translations": [snapshot.labels.translations([row]).tolist() for row in range(len(snapshot.entries))],
        "cosines": [np.round(one, 3).tolist() for one in cosines],
        "query language": [
            snapshot.matching(snapshot.parse(text).constraint).tolist() for text in ("tag:hot", "-water")
        ],
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_after_any_saves_the_index_is_that_of_a_new_one_also_as_it_is_kept(
    searchable: Searchable, embedder: BagOfWords, tmp_path: Path, make_searchable: Maker, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - the same files each time
    searchable.write("en/a.md", "Boil.", title="Kettles")
    searchable.write("ru/b.md", "Налейте воды.", title="Чайник")
    searchable.index()
    for _ in range(10):
        for _ in range(random.randrange(1, 3)):
            something_happens(random, searchable.collection)
        searchable.index()
    fresh = make_searchable(searchable.collection, tmp_path / "fresh", [model(BagOfWords)])
    fresh.index()
    again = make_searchable(searchable.collection, tmp_path / "data", [model(lambda: embedder)])
    again.index()
    expected, told = indexed(fresh)
    for one in (searchable, again):
        snapshot, said = indexed(one)
        assert said == told
        for mine, theirs in zip(snapshot.vocabularies, expected.vocabularies, strict=True):
            assert same_index(mine.articles, theirs.articles)
            assert same_index(mine.passages, theirs.passages)
            assert same_postings(mine.words, theirs.words)
            assert same_postings(mine.names, theirs.names)
        for audiences in (PUBLIC_ONLY, STAFF):
            seen, due = snapshot.seen_by(audiences), expected.seen_by(audiences)
            assert [entry.id for entry in seen.entries] == [entry.id for entry in due.entries]
            assert all(map(same_index, (p.articles for p in seen.vocabularies), (p.articles for p in due.vocabularies)))


def many(collection: Collection) -> None:
    for number in range(3 * BATCH):
        collection.write(f"en/article-{number:02}.md", f"Text number {number}.", title=f"Article {number}")


def test_an_interrupted_embedding_resumes_where_it_stopped(
    searchable: Searchable, bag: LoadedModel, embedder: BagOfWords, tmp_path: Path
) -> None:
    many(searchable.collection)
    indexer = Indexer(Generations(tmp_path / "other"), VectorStore(tmp_path / "other.sqlite"))
    snapshot = indexer.refresh(searchable.library.refresh(), None, {}, ["bag"])
    asked: list[int] = []

    def after_one_batch() -> bool:
        asked.append(1)
        return len(asked) > 1

    assert indexer.embed(snapshot, bag, wait=after_one_batch).passages == BATCH
    first = set(embedder.passages_embedded)
    embedder.passages_embedded.clear()
    assert indexer.embed(snapshot, bag).passages == 2 * BATCH
    assert not first & set(embedder.passages_embedded)
    assert indexer.embed(snapshot, bag).passages == 0


def test_progress_is_told_batch_by_batch_up_to_the_whole(
    searchable: Searchable, bag: LoadedModel, tmp_path: Path
) -> None:
    many(searchable.collection)
    indexer = Indexer(Generations(tmp_path / "other"), VectorStore(tmp_path / "other.sqlite"))
    snapshot = indexer.refresh(searchable.library.refresh(), None, {}, ["bag"])
    told: list[tuple[str, int, int]] = []
    indexer.embed(snapshot, bag, lambda *about: told.append(about))
    assert told == [("bag", BATCH, 3 * BATCH), ("bag", 2 * BATCH, 3 * BATCH), ("bag", 3 * BATCH, 3 * BATCH)]


def test_a_text_that_stands_in_two_articles_is_embedded_once(searchable: Searchable, embedder: BagOfWords) -> None:
    searchable.write("en/a.md", "The same text.", title="Same")
    searchable.write("en/b.md", "The same text.", title="Same")
    searchable.index()
    assert len(embedder.passages_embedded) == 1
    assert sorted(searchable.found("same text")) == ["a", "b"]


class Renamed(BagOfWords):
    """The stand-in in a newer version, with vectors of another length."""

    fingerprint = "bag-of-words-2"
    dimension = 64


def test_a_new_version_of_a_model_embeds_everything_again_and_mixes_nothing(
    kettle: Searchable, tmp_path: Path, make_searchable: Maker
) -> None:
    newer = Renamed()
    again = make_searchable(kettle.collection, tmp_path / "data", [model(lambda: newer)])
    again.index()
    assert len(newer.passages_embedded) == 4
    snapshot = again.service.state.snapshot
    assert snapshot is not None
    assert {held.fingerprint for held in snapshot.models.values()} == {"bag-of-words-2"}
    assert {held.vectors(np.arange(4)).shape for held in snapshot.models.values()} == {(4, 64)}
    assert (again.found("vinegar"), again.search("vinegar").mode) == (["kettle"], "hybrid")


def test_going_back_to_the_older_version_embeds_nothing(
    kettle: Searchable, embedder: BagOfWords, tmp_path: Path, make_searchable: Maker
) -> None:
    make_searchable(kettle.collection, tmp_path / "data", [model(Renamed)]).index()
    back = make_searchable(kettle.collection, tmp_path / "data", [model(lambda: embedder)])
    back.index()
    assert embedder.passages_embedded == []
    assert back.search("vinegar").mode == "hybrid"


def test_vectors_of_an_older_version_do_not_rank_while_the_newer_has_none(
    kettle: Searchable, tmp_path: Path, make_searchable: Maker
) -> None:
    class NewAndBroken(Broken):
        fingerprint = "bag-of-words-3"

    again = make_searchable(kettle.collection, tmp_path / "data", [model(NewAndBroken)])
    again.index()
    found = again.search("vinegar")
    assert (found.mode, [hit.article.key for hit in found.hits]) == ("lexical", ["kettle"])
    assert found.reason == "the model bag failed: out of cheese"


def test_only_passages_that_a_model_serves_are_embedded(
    collection: Collection, tmp_path: Path, make_searchable: Maker, embedder: BagOfWords
) -> None:
    collection.write("en/kettle.md", "A kettle.", title="Kettles")
    collection.write("fa/kettle.md", "کتری را بجوشانید.", title="کتری")
    collection.write("en/persian.md", "کتری را بجوشانید و بنوشید.", title="فارسی")
    english = [type(model(BagOfWords))("bag", frozenset({"en"}), lambda: embedder)]
    searchable = make_searchable(collection, tmp_path / "data", english)
    searchable.index()
    assert embedder.passages_embedded == ["Kettles\nA kettle."]


def test_an_empty_collection_is_indexed_and_then_filled(searchable: Searchable) -> None:
    searchable.index()
    assert searchable.search("kettle").hits == []
    before = generation(searchable)
    searchable.index()
    assert generation(searchable) == before
    searchable.write("en/kettle.md", "A kettle.")
    searchable.index()
    assert searchable.found("kettle") == ["kettle"]


def test_an_emptied_collection_finds_nothing(kettle: Searchable) -> None:
    for file in (kettle.collection.root / "en").glob("*.md"):
        file.unlink()  # their folder stays: where nothing at all is left, a volume is not mounted
    kettle.index()
    assert kettle.search("vinegar").hits == []
    assert kettle.service.readiness().articles == 0


def test_drafts_are_not_indexed_and_internal_articles_are(kettle: Searchable) -> None:
    kettle.write("en/draft.md", "A zeppelin.", status="draft")
    kettle.write("en/secret.md", "A gizmotron.", audience="internal")
    kettle.index()
    snapshot = kettle.service.state.snapshot
    assert snapshot is not None
    assert {entry.id.key for entry in snapshot.entries} == {"kettle", "password", "secret"}


# Before it is on disk


def current(tmp_path: Path) -> Path | None:
    return Generations(tmp_path / "data" / "index").current()


def test_what_is_refreshed_is_searchable_and_not_yet_the_generation_on_disk(kettle: Searchable, tmp_path: Path) -> None:
    before, on_disk = kettle.service.state.snapshot, current(tmp_path)
    indexer = indexer_of(tmp_path)
    kettle.write("en/pot.md", "A zeppelin.", title="Pots")
    fresh = indexer.refresh(kettle.library.refresh(), before, {}, ["bag"])
    assert len(fresh.entries) == 3
    constraint = fresh.language.parse('"a zeppelin"').constraint
    assert fresh.matching(constraint).tolist() == [False, False, True]
    assert current(tmp_path) == on_disk
    saved = indexer.save(fresh)
    assert current(tmp_path) == saved.folder != on_disk
    opened = indexer.open_newest(kettle.library.catalog)
    assert opened is not None
    assert opened.entries == fresh.entries


def test_a_save_that_fails_leaves_the_generation_on_disk_and_what_is_searchable(
    kettle: Searchable, tmp_path: Path
) -> None:
    on_disk = current(tmp_path)
    kettle.write("en/pot.md", "A zeppelin.", title="Pots")
    kettle.library.refresh()
    snapshot = indexer_of(tmp_path).refresh(kettle.library.catalog, kettle.service.state.snapshot, {}, ["bag"])
    (snapshot.folder / "vectors").write_text("in the way of the folder")
    with pytest.raises(DataFolderError, match="cannot be written"):
        indexer_of(tmp_path).save(snapshot)
    assert current(tmp_path) == on_disk
    assert Generations(tmp_path / "data" / "index").newest_sound() == on_disk
    assert len(snapshot.entries) == 3
    (snapshot.folder / "vectors").unlink()
    assert indexer_of(tmp_path).save(snapshot).folder == current(tmp_path) == snapshot.folder


def test_saving_twice_is_two_whole_generations(kettle: Searchable, tmp_path: Path) -> None:
    snapshot = kettle.service.state.snapshot
    assert snapshot is not None
    again = indexer_of(tmp_path).save(snapshot)
    assert again.folder != snapshot.folder
    assert damage_of(again.folder) is damage_of(snapshot.folder) is None
    constraint = again.language.parse('"use vinegar"').constraint
    assert again.matching(constraint).tolist() == snapshot.matching(constraint).tolist() == [True, False]


# Large segments


MANY = 20  # vectors that are searched along a graph


@pytest.fixture
def large(make_searchable: Maker, collection: Collection, models: list[Model], tmp_path: Path) -> Searchable:
    """More articles than are compared one by one."""
    many(collection)
    return make_searchable(collection, tmp_path / "data", models, MANY)


def segments_of(searchable: Searchable) -> list[tuple[bool, int]]:
    snapshot = searchable.service.state.snapshot
    assert snapshot is not None
    return [
        (segment.index.is_graph, int(segment.present.sum()))
        for part in snapshot.models["bag"].parts
        for segment in part.segments
    ]


def everything(searchable: Searchable) -> dict[tuple[str, str], float]:
    """The score of every article for some queries; those that are as good may come in any order."""
    return {
        (query, hit.article.key): hit.score
        for query in ("kettle number 3", "zeppelin", "text")
        for hit in searchable.search(query, limit=MAX_LIMIT).hits
    }


def test_a_large_collection_is_searched_along_a_graph_with_the_same_results(
    large: Searchable, tmp_path: Path, make_searchable: Maker
) -> None:
    large.index()
    assert segments_of(large) == [(True, 3 * BATCH)]
    exact = make_searchable(large.collection, tmp_path / "other", [model(BagOfWords)])
    exact.index()
    assert segments_of(exact) == [(False, 3 * BATCH)]
    assert everything(large) == pytest.approx(everything(exact), abs=10 * HALF)


def test_a_large_segment_is_kept_when_articles_change_and_when_the_site_starts_again(
    large: Searchable, tmp_path: Path, make_searchable: Maker
) -> None:
    large.index()
    large.write("en/zeppelin.md", "A zeppelin.", title="Zeppelin")
    (large.collection.root / "en/article-03.md").unlink()
    large.index()
    assert segments_of(large) == [(True, 3 * BATCH - 1), (False, 1)]
    found, folder = everything(large), generation(large)
    assert "article-03" not in {key for _, key in found}
    assert large.search("zeppelin").hits[0].found_by == ("lexical", "semantic")

    again = make_searchable(large.collection, tmp_path / "data", [model(BagOfWords)], MANY)
    again.index()
    assert (generation(again), segments_of(again)) == (folder, segments_of(large))
    assert everything(again) == found


def test_merging_that_is_done_is_done_and_nothing_is_saved_again(large: Searchable) -> None:
    for number in range(10):
        large.write(f"en/same-{number}.md", "The same text.", title="Same")
    large.index()
    before, state = generation(large), large.service.state
    for _ in range(2):
        large.index()
    assert generation(large) == before
    assert large.service.state.snapshot is state.snapshot
    assert len([key for key in large.found("same text", limit=50) if key.startswith("same-")]) == 10


def test_while_the_next_merging_is_due_nothing_is_made_anew_that_is_the_same(
    large: Searchable, bag: LoadedModel, tmp_path: Path
) -> None:
    indexer = indexer_of(tmp_path, MANY)
    catalog, models = large.library.refresh(), {"bag": bag}
    first = indexer.refresh(catalog, None, models, models)
    indexer.embed(first, bag)
    second = indexer.refresh(catalog, first, models, models)
    assert second is not first
    assert indexer.merge(second)
    third = indexer.refresh(catalog, second, models, models)
    assert [segment.index.is_graph for segment in third.models["bag"].parts[0].segments] == [True]
    for number in range(5):
        large.write(f"en/new-{number}.md", f"New text {number}.")
    catalog = large.library.refresh()
    fourth = indexer.refresh(catalog, third, models, models)
    indexer.embed(fourth, bag)
    fifth = indexer.refresh(catalog, fourth, models, models)
    assert fifth.models["bag"].parts[0].wants_merging(MANY)
    assert indexer.refresh(catalog, fifth, models, models) is fifth
