"""Keeps every vector that was ever paid for, by model and text, so that nothing is embedded twice.

One SQLite file in the data folder. Each batch is committed, so an interrupted indexing resumes where it stopped;
renaming a file, switching branches or rebuilding the index finds its vectors here again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from kb.core.errors import DataFolderError
from kb.files.private import make_private_file, make_private_folder
from search.models.embedder import Matrix

_TABLE = """
CREATE TABLE IF NOT EXISTS vectors (
    model TEXT NOT NULL, text_hash BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, text_hash)
) WITHOUT ROWID
"""
_CHUNK = 500


class VectorShelf(Protocol):
    """Where vectors are kept by (model fingerprint, text hash)."""

    def find(self, model: str, hashes: Sequence[bytes]) -> Mapping[bytes, Matrix]:
        """The vectors that are there, each of shape (dimension,)."""

    def missing(self, model: str, hashes: Iterable[bytes]) -> set[bytes]:
        """Those of ``hashes`` that have no vector yet."""

    def add(self, model: str, hashes: Sequence[bytes], vectors: Matrix) -> None:
        """Keep ``vectors`` (shape (len(hashes), dimension)) for good."""


class VectorStore:
    """Vectors by (model fingerprint, text hash); safe to use from many threads and processes."""

    def __init__(self, file: Path | None) -> None:
        """Keep them in ``file``; None: in memory, until the process ends."""
        self._lock = threading.Lock()
        if file is None:
            self._connection = self._prepared(sqlite3.connect(":memory:", check_same_thread=False))
            return
        try:
            make_private_folder(file.parent)
            self._connection = self._open(file)
        except (sqlite3.Error, OSError) as error:
            raise DataFolderError(f"the vectors in {file} cannot be opened: {error}") from error

    @staticmethod
    def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(_TABLE)
        connection.commit()
        return connection

    @classmethod
    def _open(cls, file: Path) -> sqlite3.Connection:
        """Open the file; one that is damaged is set aside, since vectors can be computed again."""
        for attempt in (1, 2):
            make_private_file(file)  # what SQLite keeps beside it gets its mode
            connection = sqlite3.connect(file, timeout=30, check_same_thread=False)
            try:
                return cls._prepared(connection)
            except sqlite3.DatabaseError as error:
                connection.close()
                damaged = not isinstance(error, sqlite3.OperationalError)
                if attempt == 2 or not damaged:
                    raise
                file.replace(file.with_suffix(".damaged"))
        raise AssertionError("unreachable")

    def find(self, model: str, hashes: Sequence[bytes]) -> dict[bytes, Matrix]:
        """The vectors that are there, each of shape (dimension,)."""
        found: dict[bytes, Matrix] = {}
        with self._lock:
            for start in range(0, len(hashes), _CHUNK):
                some = list(hashes[start : start + _CHUNK])
                marks = ",".join("?" * len(some))
                query = f"SELECT text_hash, vector FROM vectors WHERE model = ? AND text_hash IN ({marks})"  # noqa: S608 - only marks
                for text_hash, blob in self._connection.execute(query, (model, *some)):
                    found[text_hash] = np.frombuffer(blob, dtype=np.float32)
        return found

    def missing(self, model: str, hashes: Iterable[bytes]) -> set[bytes]:
        """Those of ``hashes`` that have no vector yet."""
        wanted = list(dict.fromkeys(hashes))
        return set(wanted) - self.find(model, wanted).keys()

    def dimension(self, model: str) -> int:
        """The length of the vectors of ``model``; 0 where there are none."""
        with self._lock:
            query = "SELECT length(vector) FROM vectors WHERE model = ? LIMIT 1"
            row = self._connection.execute(query, (model,)).fetchone()
        return row[0] // np.dtype(np.float32).itemsize if row else 0

    def add(self, model: str, hashes: Sequence[bytes], vectors: Matrix) -> None:
        """Keep ``vectors`` (shape (len(hashes), dimension)) and commit."""
        rows = [
            (model, text_hash, vector.astype(np.float32).tobytes())
            for text_hash, vector in zip(hashes, vectors, strict=True)
        ]
        try:
            with self._lock, self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise DataFolderError(f"vectors cannot be saved: {error}") from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
