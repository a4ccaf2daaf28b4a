"""The arrays of an inverted index: built, updated, saved and loaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.index.local.words.bm25 import Bm25
from search.index.local.words.inverted import Counts
from tests.search.index.local.words.conftest import DOCUMENTS, doc, same_index, scores, words


@given(DOCUMENTS, st.data())
def test_an_updated_index_is_the_one_built_anew(before: list[Counts], data: st.DataObject) -> None:
    kept = sorted(data.draw(st.sets(st.sampled_from(range(len(before)))))) if before else []
    added = data.draw(DOCUMENTS)
    count = len(kept) + len(added)
    places = sorted(data.draw(st.permutations(range(count)))[: len(kept)])
    moved = np.full(len(before), -1, np.int64)
    moved[kept] = places
    after = dict(zip(places, (before[old] for old in kept), strict=True))
    new = dict(zip(sorted(set(range(count)) - set(places)), added, strict=True))
    updated = Bm25.build(before).updated(moved, new, count)
    assert same_index(updated, Bm25.build([(after | new)[number] for number in range(count)]))


@given(DOCUMENTS)
def test_what_is_saved_is_what_is_loaded(tmp_path_factory: pytest.TempPathFactory, documents: list[Counts]) -> None:
    file = tmp_path_factory.mktemp("bm25") / "index.npz"
    index = Bm25.build(documents)
    index.save(file)
    assert same_index(Bm25.load(file), index)


def test_a_loaded_index_can_be_updated(tmp_path: Path) -> None:
    Bm25.build([doc("kettle"), doc("order order")]).save(tmp_path / "index.npz")
    loaded = Bm25.load(tmp_path / "index.npz")
    updated = loaded.updated(np.array([1, -1]), {0: doc("password")}, 2)
    assert same_index(updated, Bm25.build([doc("password"), doc("kettle")]))


def test_counts_beyond_what_an_array_holds_are_as_good_as_the_greatest() -> None:
    index = Bm25.build([Counts({"kettle": 1_000}, {"kettle": 100_000}), doc("order")])
    assert scores(index, *words("kettle"))[0] > 0.9
