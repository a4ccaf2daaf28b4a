"""Databases with a shared index, and processes that take part in it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from kb.catalog.article import EVERYONE
from kb.library.library import Library
from search.index.interface import BuiltIndex, Narrowing
from search.index.local.vector_store import VectorShelf
from search.index.postgres.database import IndexDatabase
from search.index.postgres.making import prepare
from search.index.postgres.sharing import SharedIndex
from search.index.query_terms import Concept
from search.models.loaded import LoadedModel
from search.text.analysis import terms
from tests.conftest import BagOfWords, Collection
from tests.postgres import Postgres
from tests.search.conftest import model

Join = Callable[..., SharedIndex]
"""Takes part, as one process more, in the index of a schema."""


@pytest.fixture(scope="module")
def index_url(postgres: Postgres) -> Iterator[str]:
    """The address of a database for the indexes of a module, each in a schema of its own."""
    with postgres.empty_database() as url:
        yield url


@pytest.fixture(scope="module")
def join(index_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Join]:
    """Takes part in an index; everybody has left at the end of the module."""
    joined: list[SharedIndex] = []
    numbers = count()

    def one_more(
        schema: str = "", root: Path | None = None, known: VectorShelf | None = None, local: Path | None = None
    ) -> SharedIndex:
        schema, root = schema or f"index_{next(numbers)}", root or tmp_path_factory.mktemp("node")
        joined.append(SharedIndex(index_url, "", root, schema, known=known, local=local))
        return joined[-1]

    yield one_more
    for one in joined:
        one.close()


@pytest.fixture(scope="module")
def admin(index_url: str) -> Iterator[Engine]:
    """A connection of somebody who may do anything there."""
    engine = create_engine(index_url, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


def database_at(url: str, schema: str, address: str = "") -> IndexDatabase:
    """The database of an index, as a process opens it."""
    return IndexDatabase(url, partial(prepare, address), schema)


@dataclass
class Node:
    """One of the processes that share an index, with its own view of the articles."""

    shared: SharedIndex
    library: Library
    loaded: LoadedModel
    index: BuiltIndex | None = None

    def refresh(self) -> BuiltIndex:
        """Catch up, words and vectors."""
        for _ in range(2):
            catalog = self.library.refresh()
            self.index = self.shared.builder.refresh(catalog, self.index, {"bag": self.loaded}, ["bag"])
            self.shared.builder.embed(self.index, self.loaded)
        return self.index

    def found(self, word: str) -> list[str]:
        """The keys of the English articles that have ``word`` as written, in order."""
        assert self.index is not None
        wanted = {"en": [Concept.of(term) for term in terms(word, "en")]}
        found = self.index.select(Narrowing(EVERYONE)).best_by_words(wanted, 10)
        return sorted(id_.key for id_ in found)


MakeNode = Callable[..., Node]


@pytest.fixture
def nodes(join: Join, collection: Collection, request: pytest.FixtureRequest) -> Iterator[MakeNode]:
    """Makes processes that share one index of ``collection``, by the bag of words."""
    schema = f"nodes_{zlib.crc32(request.node.nodeid.encode())}"
    loaded = LoadedModel(model(BagOfWords), BagOfWords())
    yield lambda **given: Node(join(schema, **given), collection.library(), loaded)
    loaded.close()
