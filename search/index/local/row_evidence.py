"""What rows of a snapshot have in common with a query: its arrays asked for a few hundred articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from kb.catalog.article import ArticleId
from search.index.arrays import Ints
from search.index.evidence import Evidence, PassageEvidence, Usual, UsualNearness
from search.index.query_terms import Wanted
from search.models.embedder import Matrix

if TYPE_CHECKING:
    from search.index.local.segments import ModelVectors
    from search.index.local.snapshot import Snapshot


def rows_of(snapshot: Snapshot, articles: Iterable[ArticleId]) -> Ints:
    """The rows of those of ``articles`` that are indexed, ascending, each once."""
    found = {row for id_ in articles if (row := snapshot.row_of.get(id_)) is not None}
    return np.array(sorted(found), np.int64)


def evidence(snapshot: Snapshot, rows: Ints, wanted: Wanted, vectors: Mapping[str, Matrix]) -> Evidence:
    """What the articles ``rows`` have in common with a query."""
    matches = snapshot.lexical.articles(wanted, rows)
    return Evidence(matches.scores, matches.coverage, passage_evidence(snapshot, rows, wanted, vectors))


def passage_evidence(snapshot: Snapshot, rows: Ints, wanted: Wanted, vectors: Mapping[str, Matrix]) -> PassageEvidence:
    """What the passages of the articles ``rows`` have in common with a query."""
    passages = snapshot.passages_of(rows)
    counts = np.diff(snapshot.first_passage)[rows]
    return PassageEvidence(
        [snapshot.entries[row].id for row in rows.tolist()],
        np.concatenate(([0], np.cumsum(counts))),
        snapshot.lexical.passages(wanted, passages),
        {name: snapshot.models[name].cosines(vector, passages) for name, vector in vectors.items()},
    )


def usual(model: ModelVectors, vector: Matrix) -> Usual:
    """How near the ``vector`` of a query is to texts of any kind."""
    means = model.means(vector)
    near = {part.language: UsualNearness(means[part.language], part.count) for part in model.parts}
    return Usual(model.deviation, near)
