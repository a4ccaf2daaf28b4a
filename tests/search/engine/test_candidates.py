"""A search looks at few articles, and those are the ones that could answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from search.engine.candidates import BY_WORDS, Candidates, Meaning, nearest, weigh
from search.index.arrays import Mask
from search.index.local.generations import Generations
from search.index.local.indexer import Indexer
from search.index.local.snapshot import Snapshot
from search.index.local.subset import RowSubset
from search.index.local.vector_store import VectorStore
from search.query.concepts import concepts
from tests.conftest import BagOfWords, Collection
from tests.search.conftest import Maker, Searchable, model

THINGS = ["kettle", "toaster", "invoice", "password", "courier", "garden", "window", "lamp", "carpet", "ladder"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Two languages, thirty articles each, about ten things."""
    collection = Collection(tmp_path_factory.mktemp("articles"))
    for number in range(60):
        language, thing = ("en", "ru")[number % 2], THINGS[number % 10]
        body = f"{thing} " * (1 + number % 3) + f"\n\n## More\n\nnumber{number} of our things"
        collection.write(f"{language}/article-{number:02}.md", body, title=f"About {thing}")
    maker = Maker()
    searchable = maker(collection, tmp_path_factory.mktemp("data"), [model(BagOfWords)])
    searchable.index()
    assert searchable.service.state.snapshot is not None
    yield searchable.service.state.snapshot
    maker.close()


def look(
    snapshot: Snapshot,
    text: str,
    allowed: Mask | None = None,
    *,
    every: bool = False,
    meant: str = "",
    language: str = "en",
) -> Candidates:
    """The candidates for words, and for a meaning where one is given."""
    wanted = {part.language: concepts(text, part) for part in snapshot.lexical.partitions}
    vectors = {"bag": BagOfWords().embed_queries([meant])[0]} if meant else {}
    query = Meaning(snapshot, vectors, dict.fromkeys(vectors, 1.0))
    subset = RowSubset(snapshot, np.ones(len(snapshot.entries), bool) if allowed is None else allowed)
    first = subset.everything() if every else subset.best_by_words(wanted, BY_WORDS)
    return weigh(snapshot, subset, wanted, query, [*first, *nearest(snapshot, subset, query, language)], language)


def keys(found: Candidates) -> set[str]:
    return {id_.key for id_ in found.articles}


def test_the_best_by_words_and_the_nearest_by_meaning_of_each_language_are_looked_at(shop: Snapshot) -> None:
    found = look(shop, "number8 number9", meant="number20 of our things")
    assert {"article-08", "article-09", "article-20"} <= keys(found)
    assert all(one < other for one, other in pairwise(found.articles))
    assert len(found.articles) == len(found.coverage) == len(found.scores.total)


def test_as_many_of_each_language_as_are_wanted(shop: Snapshot) -> None:
    every = RowSubset(shop, np.ones(len(shop.entries), bool))
    wanted = {part.language: concepts("things", part) for part in shop.lexical.partitions}
    by_words = every.best_by_words(wanted, 2)
    assert [id_.language for id_ in by_words] == ["en", "en", "ru", "ru"]
    query = Meaning(shop, {"bag": BagOfWords().embed_queries(["number20 of our things"])[0]}, {"bag": 1.0})
    by_meaning = nearest(shop, every, query, "en", count=2)
    assert sorted(id_.language for id_ in by_meaning) == ["en", "en", "ru"]
    assert "article-20" in {id_.key for id_ in by_meaning}


def test_what_is_not_allowed_is_not_looked_at(shop: Snapshot) -> None:
    allowed = np.arange(len(shop.entries)) % 7 == 0
    for every in (False, True):
        found = look(shop, "kettle number8", allowed, meant="toaster", every=every)
        assert found.articles
        assert all(allowed[shop.row_of[id_]] for id_ in found.articles)


def test_a_filter_alone_looks_at_all(shop: Snapshot) -> None:
    assert list(look(shop, "", every=True).articles) == [entry.id for entry in shop.entries]
    assert list(look(shop, "").articles) == []


@pytest.mark.parametrize("meant", ["", "lamp number17"])
def test_looking_at_few_ranks_as_looking_at_all_would(shop: Snapshot, meant: str) -> None:
    some, all_ = look(shop, "lamp number17", meant=meant), look(shop, "lamp number17", meant=meant, every=True)
    best, expected = (
        [found.articles[place] for place in np.argsort(-found.scores.total, kind="stable")[:5].tolist()]
        for found in (some, all_)
    )
    assert best == expected
    assert best[0].key == "article-17"


def test_what_is_foreign_is_told_by_the_language_of_the_query(shop: Snapshot) -> None:
    """An English article has one of the two words, a Russian one the meaning: to an English query it is foreign,
    cannot have the words, and is lent what they are worth.
    """

    def score(language: str) -> float:
        found = look(shop, "number8 unheard", meant="number17 of our things", language=language)
        return float(found.scores.total[[id_.key for id_ in found.articles].index("article-17")])

    assert score("en") > score("ru")


def test_without_a_model_there_is_no_meaning(shop: Snapshot) -> None:
    assert look(shop, "lamp").scores.meaning is None
    assert look(shop, "lamp", meant="lamp").scores.meaning is not None


def test_nothing_allowed_gives_nothing(shop: Snapshot) -> None:
    found = look(shop, "lamp", np.zeros(len(shop.entries), bool), meant="lamp")
    assert len(found.articles) == len(found.scores.total) == len(found.coverage) == 0


def test_an_article_without_a_vector_is_judged_by_its_words(searchable: Searchable, tmp_path: Path) -> None:
    searchable.write("en/kettle.md", "Boil the kettle.", title="Kettle")
    searchable.write("en/toaster.md", "Toast bread.", title="Toaster")
    searchable.index()
    state = searchable.service.state
    searchable.write("en/zeppelin.md", "A zeppelin.", title="Zeppelin")
    indexer = Indexer(Generations(tmp_path / "other"), VectorStore(tmp_path / "other.sqlite"))
    fresh = indexer.refresh(searchable.library.refresh(), state.snapshot, state.models, ["bag"])
    assert fresh.models["bag"].missing.tolist() == [2]
    found = look(fresh, "zeppelin", meant="zeppelin")
    assert found.articles[int(np.argmax(found.scores.total))].key == "zeppelin"
    assert found.scores.meaning is not None
    assert found.scores.meaning[[id_.key for id_ in found.articles].index("zeppelin")] == 0.0


def test_a_translation_of_what_is_there_in_the_querys_language_has_no_words_of_its_own(searchable: Searchable) -> None:
    searchable.write("en/kettle.md", "The kettle leaks.", title="Kettle")
    searchable.write("ru/kettle.md", "The kettle leaks.", title="Kettle")
    searchable.write("ru/alone.md", "The kettle leaks.", title="Kettle")
    searchable.index()
    snapshot = searchable.service.state.snapshot
    assert isinstance(snapshot, Snapshot)
    found = look(snapshot, "kettle")
    has_words = {id_: bool(words > 0) for id_, words in zip(found.articles, found.scores.words.tolist(), strict=True)}
    assert has_words == {("en", "kettle"): True, ("ru", "kettle"): False, ("ru", "alone"): True}
