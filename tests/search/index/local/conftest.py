"""Small catalogs, snapshots and vectors to build indexes of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from kb.catalog.article import Article, ArticleId
from kb.catalog.catalog import Catalog
from kb.catalog.categories import CategoryInfo
from search.index.local.entries import Entry, PassageRows
from search.index.local.snapshot import Snapshot
from search.index.local.words.labels import Labels
from search.index.local.words.lexical import LexicalIndex
from search.index.passages import Passage
from search.models.embedder import Matrix
from search.models.loaded import LoadedModel
from tests.conftest import BagOfWords
from tests.search.conftest import model

KETTLE = Article("en", "kettle", "en/kettle.md", "Kettles", "Boil.", datetime(2026, 11, 22, tzinfo=UTC))


POT = replace(KETTLE, key="pot", path="en/pot.md", title="Pots")


def catalog(*articles: Article, **categories: str) -> Catalog:
    named = {ArticleId("en", path): CategoryInfo(title) for path, title in categories.items()}
    return Catalog({article.id: article for article in articles}, named, frozenset(), (), "en")


NOTHING = catalog()


def snapshot_of(
    ids: Sequence[ArticleId], passages: Sequence[Sequence[Passage]], catalog: Catalog = NOTHING
) -> Snapshot:
    """A snapshot of nothing but articles and their passages."""
    entries = [Entry(id_, "", "", tuple(pieces)) for id_, pieces in zip(ids, passages, strict=True)]
    labels = Labels.read(entries, catalog)
    return Snapshot(Path(), PassageRows(entries), labels, LexicalIndex([]), None, {})  # type: ignore[arg-type]


HALF = 1e-3  # a graph keeps half floats


def vectors(rows: int, dimension: int = 16, seed: int = 7) -> Matrix:
    matrix = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True), np.float32)


@pytest.fixture
def bag(embedder: BagOfWords) -> Iterator[LoadedModel]:
    """The stand-in model, loaded."""
    loaded = LoadedModel(model(lambda: embedder), embedder)
    yield loaded
    loaded.close()
