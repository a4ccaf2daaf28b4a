"""Nearest vectors: exact, filtered, the same after saving."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from search.embedding import Matrix
from search.semantic import BACKGROUND_SIZE, EXACT_UNTIL, SemanticIndex


def vectors(rows: int, dimension: int = 16, seed: int = 7) -> Matrix:
    matrix = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), np.float32)


def test_the_nearest_are_those_with_the_greatest_cosine_best_first() -> None:
    matrix, query = vectors(200), vectors(1, seed=8)[0]
    near = SemanticIndex.build(matrix).nearest(query, 10)
    cosines = matrix @ query
    assert near.rows.tolist() == np.argsort(-cosines)[:10].tolist()
    assert near.cosines.tolist() == pytest.approx(np.sort(cosines)[::-1][:10].tolist(), abs=1e-5)
    assert near.mean == pytest.approx(float(cosines.mean()), abs=1e-5)


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 63, 64, 65])
def test_only_allowed_rows_are_found_and_all_of_them(rows: int) -> None:
    allowed = np.arange(rows) % 3 == 0
    near = SemanticIndex.build(vectors(rows)).nearest(vectors(1, seed=8)[0], rows, allowed)
    assert sorted(near.rows.tolist()) == np.flatnonzero(allowed).tolist()
    assert len(near.cosines) == len(near.rows)


def test_where_nothing_is_allowed_nothing_is_found() -> None:
    near = SemanticIndex.build(vectors(20)).nearest(vectors(1)[0], 5, np.zeros(20, bool))
    assert near.rows.tolist() == near.cosines.tolist() == []


def test_more_wanted_than_there_are_gives_all() -> None:
    assert len(SemanticIndex.build(vectors(3)).nearest(vectors(1)[0], 50).rows) == 3


def test_the_deviation_is_that_of_texts_around_their_own_mean() -> None:
    matrix = vectors(300)
    cosines = matrix @ matrix.T
    np.fill_diagonal(cosines, np.nan)
    expected = float(np.nanstd(cosines - np.nanmean(cosines, axis=1, keepdims=True)))
    assert SemanticIndex.build(matrix).deviation == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("rows", [1, 2])
def test_two_texts_are_too_few_to_deviate(rows: int) -> None:
    assert SemanticIndex.build(vectors(rows)).deviation == 0.0


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    index, query = SemanticIndex.build(vectors(50)), vectors(1, seed=8)[0]
    index.save(tmp_path / "e5.en.faiss")
    loaded = SemanticIndex.load(tmp_path / "e5.en.faiss")
    assert len(loaded) == 50
    assert loaded.nearest(query, 5).rows.tolist() == index.nearest(query, 5).rows.tolist()
    assert loaded.deviation == index.deviation
    assert loaded.vector(3).tolist() == pytest.approx(vectors(50)[3].tolist())


@pytest.mark.slow
def test_a_graph_takes_over_beyond_what_exact_search_can_bear() -> None:
    matrix = vectors(EXACT_UNTIL + 500, dimension=8)
    index = SemanticIndex.build(matrix)
    assert "HNSW" in type(index._index).__name__
    allowed = np.zeros(len(matrix), bool)
    allowed[::50] = True
    hits = 0
    for query in vectors(20, dimension=8, seed=9):
        near = index.nearest(query, 10, allowed)
        assert allowed[near.rows].all()
        exact = np.flatnonzero(allowed)[np.argsort(-(matrix[allowed] @ query))[:10]]
        hits += len(set(near.rows.tolist()) & set(exact.tolist()))
    assert hits >= 0.9 * 200


def test_the_mean_of_a_great_collection_is_taken_from_a_sample_of_all_of_it() -> None:
    matrix = np.zeros((4 * BACKGROUND_SIZE, 2), np.float32)
    matrix[: len(matrix) // 2, 0] = 1.0
    matrix[len(matrix) // 2 :, 1] = 1.0
    near = SemanticIndex.build(matrix).nearest(np.array([1.0, 0.0], np.float32), 1)
    assert near.mean == pytest.approx(0.5, abs=0.01)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from search.semantic import SemanticIndex
index = SemanticIndex.build(np.ones((2000, 16), np.float32))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    index.save(Path(sys.argv[1]) / "e5.faiss")
except OSError as error:
    print("OSError", error)
"""


@pytest.mark.slow
def test_a_full_disk_is_an_error_of_the_operating_system(tmp_path: Path) -> None:
    assert hasattr(resource, "RLIMIT_FSIZE")
    assert hasattr(signal, "SIGXFSZ")
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("OSError")
    assert "e5.faiss" in done.stdout
