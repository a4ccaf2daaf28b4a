"""Vectors in segments that outlive a snapshot: what is gone never comes back, what is new is found at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from search.index.local.segments import Find, ModelVectors, Part, Segment, assemble, merged, placed
from search.models.embedder import Matrix
from tests.search.index.local.conftest import vectors

MATRIX = vectors(40)
MANY = 10  # vectors that are merged into a graph
HASHES = [bytes([number]) * 16 for number in range(40)]


def find(hashes: Sequence[bytes]) -> Mapping[bytes, Matrix]:
    """What is kept elsewhere: everything."""
    return {text_hash: MATRIX[text_hash[0]] for text_hash in hashes}


def nothing(_: Sequence[bytes]) -> Mapping[bytes, Matrix]:
    return {}


def texts_of(*numbers: int) -> dict[int, bytes]:
    """These texts as the passages 0, 1, 2 and so on of a snapshot."""
    return {passage: HASHES[number] for passage, number in enumerate(numbers)}


def now(before: Part | None, *numbers: int, find: Find = find, start: int = 0) -> Part:
    """The part when the passages from ``start`` on have these texts; those of ``before`` are moved by their text."""
    passages = {start + passage: text_hash for passage, text_hash in texts_of(*numbers).items()}
    free = {text_hash: [row for row, other in passages.items() if other == text_hash] for text_hash in HASHES}
    was = texts(before) if before else {}
    moved = np.full(max(was, default=-1) + 1, -1, np.int64)
    for passage, text_hash in sorted(was.items()):
        moved[passage] = free[text_hash].pop(0) if free[text_hash] else -1
    rows = slice(start, start + len(numbers))
    return assemble("en", before.segments if before else (), moved, rows, passages.__getitem__, find)


def flat(*numbers: int) -> Part:
    return now(None, *numbers)


def large(*numbers: int) -> Part:
    """A part with one graph, as merging makes it."""
    return Part("en", (merged(flat(*numbers)),))


def adopted(graph: Segment, *numbers: int) -> Part:
    """The part when a graph that was built meanwhile takes the place of all others."""
    texts_now, rows = texts_of(*numbers), slice(0, len(numbers))
    here = placed(graph, rows, texts_now.__getitem__)
    return assemble("en", (here,), np.zeros(0, np.int64), rows, texts_now.__getitem__, find)


def nearest(part: Part, number: int, passages: int, count: int = 1) -> list[int]:
    """The passages nearest to a text."""
    return part.nearest(MATRIX[number], count, np.ones(passages, bool)).tolist()


def texts(part: Part) -> dict[int, bytes]:
    """The text of each passage that has a vector."""
    return {
        passage: segment.hashes[row]
        for segment in part.segments
        for row, passage in enumerate(segment.passages.tolist())
        if passage >= 0
    }


@pytest.mark.parametrize("before", [None, flat(0, 1, 2), large(0, 1, 2)], ids=["nothing", "flat", "large"])
def test_what_is_gone_is_not_found_and_what_is_new_is(before: Part | None) -> None:
    part = now(before, 2, 3, 0)
    assert texts(part) == texts_of(2, 3, 0)
    assert [nearest(part, number, 3) for number in (2, 3, 0)] == [[0], [1], [2]]
    assert sorted(nearest(part, 1, 3, count=10)) == [0, 1, 2]


def test_what_is_gone_comes_back_only_where_its_text_does() -> None:
    without = now(large(0, 1, 2), 0, 2)
    assert HASHES[1] not in texts(without).values()
    assert HASHES[1] not in texts(now(without, 0, 2, 3)).values()
    back = now(without, 0, 1, 2)
    assert nearest(back, 1, 3) == [1]
    assert texts(back) == texts_of(0, 1, 2)


def test_a_large_segment_is_kept_as_it_is() -> None:
    before = large(0, 1, 2)
    after = now(before, 5, 2, 0)
    assert after.segments[0].index is before.segments[0].index
    assert [len(segment.hashes) for segment in after.segments] == [3, 1]


def test_a_small_segment_whose_texts_are_the_same_is_not_built_again() -> None:
    before = flat(0, 1, 2)
    after = now(before, 0, 1, 2, find=nothing, start=7)
    assert after.segments[0].index is before.segments[0].index
    assert after.segments[0].passages.tolist() == [7, 8, 9]


@pytest.mark.parametrize("before", [None, flat(0, 1), large(0, 1), large(0, 0, 1)])
def test_a_text_that_stands_in_two_passages_is_found_in_both(before: Part | None) -> None:
    part = now(before, 0, 1, 0)
    assert texts(part) == texts_of(0, 1, 0)
    assert sorted(nearest(part, 0, 3, count=2)) == [0, 2]


def test_a_text_without_a_vector_is_left_for_later() -> None:
    part = now(flat(0), 0, 9, find=nothing)
    assert texts(part) == {0: HASHES[0]}
    assert now(None, 9, find=nothing).count == 0


@pytest.mark.parametrize("seed", range(5))
def test_merging_changes_no_result(seed: int) -> None:
    chance = np.random.default_rng(seed)
    first, then = (chance.integers(0, 40, 25).tolist() for _ in range(2))
    before = now(large(*first), *then)
    after = adopted(merged(before), *then)
    assert texts(after) == texts(before) == texts_of(*then)
    assert len(after.segments) == 1
    allowed = chance.random(25) < 0.7
    for query in MATRIX[::5]:
        one, other = (part.nearest(query, 5, allowed) for part in (before, after))
        cosines = [[float(MATRIX[then[passage]] @ query) for passage in found] for found in (one, other)]
        assert allowed[one].all()
        assert cosines[0] == pytest.approx(cosines[1], abs=1e-5)


def test_merging_is_wanted_where_much_is_new_or_gone_and_then_no_more() -> None:
    assert not flat(*range(10)).wants_merging(MANY)
    assert flat(*range(11)).wants_merging(MANY)
    twenty = large(*range(20))
    assert not twenty.wants_merging(MANY)
    assert not now(twenty, *range(22)).wants_merging(MANY)
    much_new = now(twenty, *range(23))
    much_gone = now(twenty, *range(17))
    for part in (much_new, much_gone):
        assert part.wants_merging(MANY)
        assert not Part("en", (merged(part),)).wants_merging(MANY)


def test_a_graph_that_was_built_meanwhile_is_told_what_has_changed_since() -> None:
    graph = merged(flat(0, 1, 2, 1))
    part = adopted(graph, 1, 3, 1, 0)
    assert texts(part) == texts_of(1, 3, 1, 0)
    assert [(segment.index.is_graph, len(segment.hashes)) for segment in part.segments] == [(True, 4), (False, 1)]


def test_texts_that_stand_in_many_passages_are_merged_once_and_for_all() -> None:
    often = [number % 5 for number in range(20)]
    part = adopted(merged(flat(*often)), *often)
    assert len(part.segments) == 1
    assert not part.wants_merging(MANY)
    assert texts(part) == texts_of(*often)


# One model in several languages


def model_vectors() -> ModelVectors:
    large_one = Segment(large(0, 1).segments[0].index, tuple(HASHES[:2]), np.array([0, -1]))
    small_one = Segment(flat(2).segments[0].index, (HASHES[2],), np.array([2]))
    english, persian = Part("en", (large_one, small_one)), replace(now(None, 5, start=5), language="fa")
    return ModelVectors("bag-1", [english, persian, Part("ru", ())], 7)


def test_a_model_knows_which_passages_lack_a_vector() -> None:
    held = model_vectors()
    assert held.missing.tolist() == [1, 3, 4, 6]
    assert held.count == 3
    assert [part.language for part in held.parts] == ["en", "fa"]
    assert held.part("ru") is None


def test_cosines_are_those_of_each_passage_wherever_its_vector_is() -> None:
    found = model_vectors().cosines(MATRIX[2], np.array([0, 1, 2, 5]))
    assert np.isnan(found[1])
    assert found[[0, 2, 3]].tolist() == pytest.approx((MATRIX[[0, 2, 5]] @ MATRIX[2]).tolist(), abs=1e-6)
    assert np.allclose(model_vectors().vectors(np.array([1, 2, 5])), MATRIX[[2, 5]])


def test_the_unit_of_surprise_is_how_cosines_vary_around_each_texts_own_mean() -> None:
    part = flat(*range(30))
    cosines = MATRIX[:30] @ MATRIX[:30].T
    np.fill_diagonal(cosines, np.nan)
    expected = float(np.nanstd(cosines - np.nanmean(cosines, axis=1, keepdims=True)))
    assert part.spread == pytest.approx(expected, rel=1e-4)
    assert flat(0, 1).spread == 0.0  # two are too few to vary


def test_the_deviation_is_weighted_by_how_many_texts_a_language_has() -> None:
    spread, same = flat(0, 1, 2), replace(now(None, *[9] * 9, start=3), language="fa")
    both = ModelVectors("x", [spread, same], 12)
    assert both.deviation == pytest.approx(spread.spread * 3 / 12, abs=1e-6)
    assert spread.spread > 0
    assert ModelVectors("x", [], 0).deviation == 0.0


def test_vectors_are_read_as_they_were_written(tmp_path: Path) -> None:
    held = model_vectors()
    held.save(tmp_path, "bag")
    assert held.described()["segments"] == {"en": 2, "fa": 1}
    loaded = ModelVectors.load(tmp_path, "bag", held.described(), 7)
    assert (loaded.fingerprint, loaded.count, loaded.missing.tolist()) == ("bag-1", 3, [1, 3, 4, 6])
    assert [texts(part) for part in loaded.parts] == [texts(part) for part in held.parts]
    assert [s.index.is_graph for part in loaded.parts for s in part.segments] == [True, False, False]
    assert loaded.means(MATRIX[3]) == pytest.approx(held.means(MATRIX[3]), abs=1e-6)
    assert nearest(loaded.parts[0], 2, 7) == [2]


def test_a_hash_may_end_in_any_byte(tmp_path: Path) -> None:
    """Numpy takes zeros off the end of a byte string."""
    ends_in_zeros = Segment(flat(0).segments[0].index, (b"\x01" * 8 + b"\x00" * 8,), np.array([0]))
    held = ModelVectors("x", [Part("en", (ends_in_zeros,))], 1)
    held.save(tmp_path, "x")
    loaded = ModelVectors.load(tmp_path, "x", held.described(), 1)
    assert loaded.parts[0].segments[0].hashes == ends_in_zeros.hashes
