"""Articles near in meaning to another, and which articles of a snapshot may be shown at all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kb.article import Article
from kb.catalog import Audiences, Catalog
from search.embedding import Matrix
from search.snapshot import Snapshot
from search.state import State

NEAREST = 50
Mask = NDArray[np.bool_]


def related(state: State, catalog: Catalog, article: Article, audiences: Audiences, limit: int) -> list[Article]:
    """The articles nearest in meaning to ``article``, in its language; empty while there are no vectors."""
    snapshot = state.snapshot
    row = snapshot.row_of.get(article.id) if snapshot else None
    if snapshot is None or row is None:
        return []
    first, end = snapshot.first_passage[row], snapshot.first_passage[row + 1]
    shown = allowed(snapshot, catalog, lambda a: a.language == article.language and a.audience in audiences)
    shown[row] = False
    for name in reversed([name for name in snapshot.models if name in state.ready]):
        for part in snapshot.models[name].parts:
            mine = np.flatnonzero((part.passages >= first) & (part.passages < end))
            if len(mine):
                query = _unit(np.mean([part.index.vector(int(number)) for number in mine], axis=0))
                near = part.index.nearest(query, NEAREST, shown[snapshot.article_of[part.passages]])
                rows = dict.fromkeys(snapshot.article_of[part.passages[near.rows]].tolist())
                return [catalog.articles[snapshot.entries[number].id] for number in list(rows)[:limit]]
    return []


def allowed(snapshot: Snapshot, catalog: Catalog, wanted: Callable[[Article], bool]) -> Mask:
    """One row an article: still published and ``wanted``."""
    articles = (catalog.articles.get(entry.id) for entry in snapshot.entries)
    return np.array([a is not None and a.is_published and wanted(a) for a in articles], bool)


def _unit(vector: Matrix) -> Matrix:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
