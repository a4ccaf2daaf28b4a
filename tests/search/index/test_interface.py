"""The arrays hold to what every index does."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.index.interface import IndexBuilder
from search.index.local.generations import Generations
from search.index.local.indexer import Indexer
from search.index.local.vector_store import VectorStore
from tests.search.index.contract import IndexContract, OpenBuilder


@pytest.fixture(scope="module")
def open_builder() -> OpenBuilder:
    """Builds an index of arrays, Whoosh and FAISS."""

    def opened(data: Path) -> IndexBuilder:
        return Indexer(Generations(data / "index"), VectorStore(data / "vectors.sqlite"))

    return opened


class TestArrays(IndexContract):
    """All of them."""
