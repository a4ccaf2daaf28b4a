"""Nearest vectors: exact, filtered, the same after saving."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from search.index.local.faiss_index import BACKGROUND_SIZE, FEW, Mask, SemanticIndex
from search.models.embedder import Matrix
from tests.search.index.local.conftest import HALF, vectors


def every(rows: int) -> Mask:
    return np.ones(rows, bool)


def unit(rows: Matrix) -> Matrix:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


@pytest.fixture(params=[FEW, -1], ids=["numpy", "faiss"])
def few(request: pytest.FixtureRequest) -> int:
    """Few rows are compared here, many by FAISS: both must say the same."""
    return int(request.param)


def test_the_nearest_are_those_with_the_greatest_cosine_best_first(few: int) -> None:
    matrix, query = vectors(200), vectors(1, seed=8)[0]
    near = SemanticIndex.build(matrix).nearest(query, 10, every(200), few)
    cosines = matrix @ query
    assert near.rows.tolist() == np.argsort(-cosines)[:10].tolist()
    assert near.cosines.tolist() == pytest.approx(np.sort(cosines)[::-1][:10].tolist(), abs=1e-5)


@pytest.mark.parametrize("rows", [1, 7, 8, 9, 63, 64, 65])
def test_only_allowed_rows_are_found_and_all_of_them(few: int, rows: int) -> None:
    allowed = np.arange(rows) % 3 == 0
    near = SemanticIndex.build(vectors(rows)).nearest(vectors(1, seed=8)[0], rows, allowed, few)
    assert sorted(near.rows.tolist()) == np.flatnonzero(allowed).tolist()
    assert len(near.cosines) == len(near.rows)


def test_where_nothing_is_allowed_nothing_is_found(few: int) -> None:
    near = SemanticIndex.build(vectors(20)).nearest(vectors(1)[0], 5, np.zeros(20, bool), few)
    assert near.rows.tolist() == near.cosines.tolist() == []


def test_more_wanted_than_there_are_gives_all(few: int) -> None:
    assert len(SemanticIndex.build(vectors(3)).nearest(vectors(1)[0], 50, every(3), few).rows) == 3


def test_a_graph_finds_what_comparing_all_finds(few: int) -> None:
    matrix, query = vectors(400), vectors(1, seed=8)[0]
    allowed = np.arange(400) % 2 == 0
    graph, flat = SemanticIndex.build(matrix, graph=True), SemanticIndex.build(matrix, graph=False)
    assert (graph.is_graph, flat.is_graph) == (True, False)
    for wanted in (every(400), allowed):
        one, other = (index.nearest(query, 10, wanted, few) for index in (graph, flat))
        assert one.rows.tolist() == other.rows.tolist()
        assert one.cosines.tolist() == pytest.approx(other.cosines.tolist(), abs=HALF)


@pytest.mark.parametrize("graph", [True, False])
def test_what_is_saved_is_what_is_loaded(tmp_path: Path, graph: bool) -> None:
    index, query = SemanticIndex.build(vectors(50), graph=graph), vectors(1, seed=8)[0]
    index.save(tmp_path / "e5.en.faiss")
    loaded = SemanticIndex.load(tmp_path / "e5.en.faiss")
    assert (len(loaded), loaded.is_graph) == (50, graph)
    assert loaded.nearest(query, 5, every(50)).rows.tolist() == index.nearest(query, 5, every(50)).rows.tolist()
    assert np.array_equal(loaded.vectors(np.arange(50)), index.vectors(np.arange(50)))
    assert loaded.vectors(np.arange(50)) == pytest.approx(vectors(50), abs=HALF if graph else 0.0)


def test_an_index_that_is_on_disk_is_linked_and_never_written_over(tmp_path: Path) -> None:
    """The file of an older generation is the same file: whoever writes into it damages both."""
    one, two = tmp_path / "one.faiss", tmp_path / "two.faiss"
    index = SemanticIndex.build(vectors(50))
    index.save(one)
    index.save(two)
    assert one.samefile(two)
    written = one.stat().st_mtime_ns
    index.save(two)
    assert one.stat().st_mtime_ns == written
    one.unlink()
    two.unlink()
    index.save(one)
    assert len(SemanticIndex.load(one)) == 50


def test_an_index_of_nothing_finds_nothing() -> None:
    index = SemanticIndex.build(np.zeros((0, 4), np.float32))
    assert len(index) == len(index.nearest(np.ones(4, np.float32), 5, every(0)).rows) == 0


@pytest.mark.slow
def test_a_graph_finds_nearly_all_of_the_nearest_among_many() -> None:
    """As texts lie: all of them in one direction, in groups, and questions beside the groups."""
    rng = np.random.default_rng(3)
    topics = unit(rng.standard_normal((140, 384), np.float32) + 1.5 * rng.standard_normal(384).astype(np.float32))
    between = unit(topics[rng.integers(100, size=(12_000, 2))].mean(axis=1))
    matrix = unit(between + 0.25 * unit(rng.standard_normal(between.shape, np.float32)))
    index = SemanticIndex.build(matrix, graph=True)
    for allowed in (every(len(matrix)), np.arange(len(matrix)) % 2 == 0):
        hits = 0
        for query in topics[100:]:
            near = index.nearest(query, 50, allowed).rows[:10]
            assert allowed[near].all()
            exact = np.flatnonzero(allowed)[np.argsort(-(matrix[allowed] @ query))[:10]]
            hits += len(set(near.tolist()) & set(exact.tolist()))
        assert hits >= 0.98 * 400


def test_what_is_usual_in_a_great_collection_is_told_by_a_sample_of_all_of_it() -> None:
    matrix = np.zeros((4 * BACKGROUND_SIZE, 2), np.float32)
    matrix[: len(matrix) // 2, 0] = 1.0
    matrix[len(matrix) // 2 :, 1] = 1.0
    background = SemanticIndex.build(matrix).background
    assert len(background) == BACKGROUND_SIZE
    assert background.mean(axis=0).tolist() == pytest.approx([0.5, 0.5], abs=0.01)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from search.index.local.faiss_index import SemanticIndex
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


def test_a_graph_gives_every_half_as_the_float_that_it_is() -> None:
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    halves = halves[np.isfinite(halves)].reshape(-1, 16)
    index = SemanticIndex.build(halves.astype(np.float32), graph=True)
    assert index.is_graph
    assert np.array_equal(
        index.vectors(np.arange(len(halves))).view(np.uint32), halves.astype(np.float32).view(np.uint32)
    )
