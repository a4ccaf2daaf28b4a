"""A snapshot's vectors are those of before where they are the same, and a merged segment is used once it is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.catalog.article import ArticleId
from search.index.local.assembly import VectorAssembly
from search.index.local.entries import Entry, PassageRows
from search.index.local.segments import ModelVectors
from search.index.local.snapshot import Snapshot
from search.index.local.vector_store import VectorStore
from search.index.passages import Passage
from search.models.loaded import LoadedModel
from tests.conftest import BagOfWords
from tests.search.index.local.conftest import snapshot_of

MANY = 10
PASSAGES = [Passage("en", str(number), "", (), "", f"Text {number}.") for number in range(MANY + 2)]
ROWS = PassageRows([Entry(ArticleId("en", p.key), "", "", (p,)) for p in PASSAGES])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    """A store that knows every passage but the last."""
    made = VectorStore(tmp_path / "vectors.sqlite")
    keep(made, *PASSAGES[:-1])
    yield made
    made.close()


def keep(store: VectorStore, *passages: Passage) -> None:
    vectors = BagOfWords().embed_passages([passage.embedded_text for passage in passages])
    store.add(BagOfWords.fingerprint, [passage.text_hash for passage in passages], vectors)


def snapshot_with(models: dict[str, ModelVectors]) -> Snapshot:
    return snapshot_of([ArticleId("en", p.key) for p in PASSAGES], [(p,) for p in PASSAGES]).with_models(models)


def shape(vectors: ModelVectors) -> list[tuple[bool, int]]:
    """Of each segment whether it is a graph, and how many passages it has."""
    return [(s.index.is_graph, int(np.count_nonzero(s.present))) for part in vectors.parts for s in part.segments]


def test_what_needs_no_change_is_what_was(store: VectorStore, bag: LoadedModel) -> None:
    assembly = VectorAssembly(store, MANY)
    first = assembly.assemble(ROWS, None, {}, {"bag": bag}, ["bag"])
    assert shape(first["bag"]) == [(False, MANY + 1)]
    assert assembly.assemble(ROWS, None, first, {"bag": bag}, ["bag"])["bag"] is first["bag"]
    keep(store, PASSAGES[-1])
    then = assembly.assemble(ROWS, None, first, {"bag": bag}, ["bag"])
    assert shape(then["bag"]) == [(False, MANY + 2)]


def test_a_model_that_is_not_loaded_keeps_what_it_had_and_one_that_is_not_kept_nothing(
    store: VectorStore, bag: LoadedModel
) -> None:
    assembly = VectorAssembly(store, MANY)
    first = assembly.assemble(ROWS, None, {}, {"bag": bag}, ["bag"])
    assert assembly.assemble(ROWS, None, first, {}, ["bag"]) == first
    assert assembly.assemble(ROWS, None, first, {"bag": bag}, []) == {}


def test_a_merged_segment_is_used_from_then_on(store: VectorStore, bag: LoadedModel) -> None:
    assembly = VectorAssembly(store, MANY)
    before = assembly.assemble(ROWS, None, {}, {"bag": bag}, ["bag"])
    assert assembly.merge(snapshot_with(before))
    after = assembly.assemble(ROWS, None, before, {"bag": bag}, ["bag"])
    assert shape(after["bag"]) == [(True, MANY + 1)]
    assert not assembly.merge(snapshot_with(after))


def test_a_merged_segment_of_a_model_that_is_gone_is_forgotten(store: VectorStore, bag: LoadedModel) -> None:
    assembly = VectorAssembly(store, MANY)
    before = assembly.assemble(ROWS, None, {}, {"bag": bag}, ["bag"])
    assert assembly.merge(snapshot_with(before))
    assembly.taken(snapshot_with({}))
    assert shape(assembly.assemble(ROWS, None, {}, {"bag": bag}, ["bag"])["bag"]) == [(False, MANY + 1)]


def test_a_merged_segment_that_is_not_used_yet_is_not_forgotten(store: VectorStore, bag: LoadedModel) -> None:
    assembly = VectorAssembly(store, MANY)
    before = assembly.assemble(ROWS, None, {}, {"bag": bag}, ["bag"])
    assert assembly.merge(snapshot_with(before))
    assembly.taken(snapshot_with(before))
    assert shape(assembly.assemble(ROWS, None, before, {"bag": bag}, ["bag"])["bag"]) == [(True, MANY + 1)]
