"""Articles near in meaning to another."""

from __future__ import annotations

import numpy as np

from kb.article import Article
from kb.catalog import Audiences, Catalog
from search.embedding import Matrix
from search.state import State

NEAREST = 50


def related(state: State, catalog: Catalog, article: Article, audiences: Audiences, limit: int) -> list[Article]:
    """The articles nearest in meaning to ``article``, in its language; empty while there are no vectors."""
    snapshot = state.snapshot
    row = snapshot.row_of.get(article.id) if snapshot else None
    if snapshot is None or row is None:
        return []
    allowed = snapshot.labels.mask(audiences, article.language).copy()
    allowed[row] = False
    mine = snapshot.passages_of(np.array([row]))
    for name in reversed([name for name in snapshot.models if name in state.ready]):
        vectors = snapshot.models[name]
        part, own = vectors.part(article.language), vectors.vectors(mine)
        if part is not None and len(own):
            near = part.nearest(_unit(own.mean(axis=0)), NEAREST, allowed[snapshot.article_of])
            ids = (snapshot.entries[number].id for number in dict.fromkeys(snapshot.article_of[near].tolist()))
            found = (catalog.articles.get(id_) for id_ in ids)
            return [a for a in found if a is not None and a.is_published and a.audience in audiences][:limit]
    return []


def _unit(vector: Matrix) -> Matrix:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
