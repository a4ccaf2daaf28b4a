"""One generation opened: rows, passages and vectors belong together, on disk as in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.article import ArticleId
from search.lexical import LexicalIndex
from search.passages import Passage
from search.semantic import SemanticIndex
from search.snapshot import Entry, ModelVectors, Snapshot, VectorPart, read_entries, write_entries
from tests.search.conftest import Searchable


def snapshot_of(ids: Sequence[ArticleId], passages: Sequence[Sequence[Passage]]) -> Snapshot:
    """A snapshot of nothing but articles and their passages."""
    entries = [Entry(id_, "", "", tuple(pieces)) for id_, pieces in zip(ids, passages, strict=True)]
    return Snapshot(Path(), entries, LexicalIndex([]), None, {})  # type: ignore[arg-type]


def passage(text: str, *headings: str, unseen: str = "") -> Passage:
    return Passage("en", "kettle", "Kettles\u2028and “pots”", headings, "an-anchor", text, unseen)


def test_entries_are_read_as_they_were_written(tmp_path: Path) -> None:
    id_ = ArticleId("en", "kettle")
    pieces = (passage("All.", unseen="boiler, pot"), passage('گذرواژه\n\u2028密码 \\ "x"', "Care", "Clean"))
    entries = [Entry(id_, "content", "labels", pieces)]
    write_entries(tmp_path / "articles.jsonl", entries)
    assert read_entries(tmp_path / "articles.jsonl") == entries
    assert (tmp_path / "articles.jsonl").read_bytes().count(b"\n") == 1


def test_every_passage_knows_its_article() -> None:
    ids = [ArticleId("en", key) for key in ("a", "b", "c")]
    snapshot = snapshot_of(ids, [[passage("1"), passage("2")], [passage("3")], [passage("4"), passage("5")]])
    assert snapshot.first_passage.tolist() == [0, 2, 3, 5]
    assert snapshot.article_of.tolist() == [0, 0, 1, 2, 2]
    assert [p.text for p in snapshot.passages] == ["1", "2", "3", "4", "5"]
    assert snapshot.row_of == {ids[0]: 0, ids[1]: 1, ids[2]: 2}


def test_a_snapshot_of_nothing_has_no_rows() -> None:
    snapshot = snapshot_of([], [])
    assert snapshot.first_passage.tolist() == [0]
    assert snapshot.article_of.tolist() == []


def test_vectors_are_read_as_they_were_written(tmp_path: Path) -> None:
    matrix = np.eye(4, dtype=np.float32)
    parts = (
        VectorPart("en", SemanticIndex.build(matrix[:3]), np.array([0, 2, 5])),
        VectorPart("fa", SemanticIndex.build(matrix[3:]), np.array([7])),
    )
    vectors = ModelVectors("bag-1", parts)
    vectors.save(tmp_path, "bag")
    loaded = ModelVectors.load(tmp_path, "bag", "bag-1", ["en", "fa"])
    assert [part.passages.tolist() for part in loaded.parts] == [[0, 2, 5], [7]]
    assert loaded.parts[1].index.vector(0).tolist() == [0, 0, 0, 1]
    assert (loaded.count, loaded.fingerprint) == (4, "bag-1")
    assert loaded.deviation == pytest.approx(vectors.deviation)


def test_the_deviation_is_weighted_by_how_many_texts_a_language_has() -> None:
    spread = SemanticIndex.build(np.eye(3, dtype=np.float32)[[0, 0, 1]])
    flat = SemanticIndex.build(np.ones((9, 1), np.float32))
    both = ModelVectors("x", (VectorPart("en", spread, np.arange(3)), VectorPart("fa", flat, np.arange(3, 12))))
    assert both.deviation == pytest.approx(spread.deviation * 3 / 12)
    assert spread.deviation > 0
    assert ModelVectors("x", ()).deviation == 0.0


def test_an_opened_generation_is_the_one_that_was_built(help_centre: Searchable) -> None:
    built = help_centre.service.state.snapshot
    assert built is not None
    opened = Snapshot.open(built.folder)
    assert opened.entries == built.entries
    assert opened.passages == built.passages
    assert {(v.fingerprint, v.count) for v in opened.models.values()} == {("bag-of-words-1", len(built.passages))}
    for query in ("password", "گذرواژه", "vinegar cb200"):
        assert opened.lexical.search(query).articles.tolist() == built.lexical.search(query).articles.tolist()
    constraint = opened.language.parse("category:kettle").constraint
    assert opened.language.matching(constraint) == built.language.matching(constraint)
    opened.language.close()
