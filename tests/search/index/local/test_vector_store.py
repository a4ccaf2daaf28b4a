"""Vectors that were paid for once are kept, by model and text."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kb.core.errors import DataFolderError
from search.index.local.vector_store import VectorStore
from search.models.embedder import Matrix


def names(*texts: str) -> list[bytes]:
    return [text.encode().ljust(16, b".") for text in texts]


def rows(count: int, start: float = 0.0) -> Matrix:
    return np.arange(count * 4, dtype=np.float32).reshape(count, 4) + np.float32(start)


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    return VectorStore(tmp_path / "vectors.sqlite")


def test_a_vector_is_found_again_and_only_that(store: VectorStore) -> None:
    store.add("e5", names("one", "two"), rows(2))
    found = store.find("e5", names("two", "three"))
    assert list(found) == names("two")
    assert found[names("two")[0]].tolist() == [4.0, 5.0, 6.0, 7.0]


def test_vectors_of_two_models_never_mix(store: VectorStore) -> None:
    store.add("e5-1", names("one"), rows(1))
    store.add("e5-2", names("one"), rows(1, start=100))
    assert store.find("e5-1", names("one"))[names("one")[0]][0] == 0.0
    assert store.find("e5-2", names("one"))[names("one")[0]][0] == 100.0
    assert store.find("e5", names("one")) == {}


def test_the_missing_are_told_once_each(store: VectorStore) -> None:
    store.add("e5", names("one"), rows(1))
    assert store.missing("e5", names("one", "two", "two", "three")) == set(names("two", "three"))
    assert store.missing("e5", []) == set()


def test_more_hashes_than_one_query_takes_are_found(store: VectorStore) -> None:
    many = names(*(str(number) for number in range(1203)))
    store.add("e5", many, rows(1203))
    assert store.find("e5", many).keys() == set(many)


def test_vectors_outlive_the_process(tmp_path: Path, store: VectorStore) -> None:
    store.add("e5", names("one"), rows(1))
    store.close()
    assert VectorStore(tmp_path / "vectors.sqlite").missing("e5", names("one")) == set()


def test_two_openings_of_one_file_see_each_other(tmp_path: Path, store: VectorStore) -> None:
    other = VectorStore(tmp_path / "vectors.sqlite")
    store.add("e5", names("one"), rows(1))
    other.add("e5", names("two"), rows(1))
    assert store.missing("e5", names("one", "two")) == other.missing("e5", names("one", "two")) == set()
    other.close()


def test_threads_share_a_store(store: VectorStore) -> None:
    def work(number: int) -> bool:
        mine = names(f"text {number}")
        store.add("e5", mine, rows(1, start=number))
        return bool(store.find("e5", mine)[mine[0]][0] == number)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(100)))


def test_a_damaged_file_is_set_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    file = tmp_path / "vectors.sqlite"
    file.write_bytes(b"this is not a database" * 500)
    store = VectorStore(file)
    store.add("e5", names("one"), rows(1))
    assert store.missing("e5", names("one")) == set()
    assert file.with_suffix(".damaged").read_bytes().startswith(b"this is not")


def test_vectors_and_names_must_be_as_many(store: VectorStore) -> None:
    with pytest.raises(ValueError):
        store.add("e5", names("one", "two"), rows(1))
    assert store.missing("e5", names("one")) == set(names("one"))


def test_a_store_that_cannot_be_opened_says_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("a file")
    with pytest.raises(DataFolderError, match="in-the-way"):
        VectorStore(tmp_path / "in-the-way" / "vectors.sqlite")


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path, store: VectorStore) -> None:
    with sqlite3.connect(tmp_path / "vectors.sqlite") as other:
        other.execute("DROP TABLE vectors")
    with pytest.raises(DataFolderError, match="cannot be saved"):
        store.add("e5", names("one"), rows(1))


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from kb.core.errors import DataFolderError
from search.index.local.vector_store import VectorStore
store = VectorStore(Path(sys.argv[1]) / "vectors.sqlite")
store.add("e5", [b"first"], np.ones((1, 64), np.float32))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    for number in range(1000):
        store.add("e5", [b"more %d" % number], np.ones((1, 4096), np.float32))
except DataFolderError as error:
    print("told:", error)
print("kept:", not store.missing("e5", [b"first"]))
"""


@pytest.mark.slow
def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert "told: vectors cannot be saved" in done.stdout
    assert "kept: True" in done.stdout
