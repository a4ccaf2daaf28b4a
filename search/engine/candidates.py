"""The articles that may answer a query, with everything that is known of them.

A search looks at a few hundred articles however many there are: the best by words of each language and the nearest
by meaning of each model. For these both sides are then computed exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from search.engine import fusion
from search.engine.fusion import Scores
from search.index.arrays import Floats, Ints, Mask
from search.index.local.snapshot import Snapshot
from search.index.query_terms import Wanted
from search.models.embedder import Matrix

BY_WORDS = 50
BY_MEANING = 50
FEWER_FOREIGN = 3


class Meaning:
    """What the models made of one query: how surprisingly near it is to any passage of a snapshot."""

    def __init__(self, snapshot: Snapshot, vectors: Mapping[str, Matrix], weights: Mapping[str, float]) -> None:
        """``vectors`` and how much each counts are by model."""
        self._snapshot = snapshot
        self._vectors = vectors
        self._weights = [weights[name] for name in vectors]
        self._means = {name: self._shrunk_means(name) for name in vectors}

    def __bool__(self) -> bool:
        return bool(self._vectors)

    @property
    def weight(self) -> float:
        """All models together."""
        return sum(self._weights)

    @property
    def models(self) -> list[str]:
        """The models that took part."""
        return list(self._vectors)

    def nearest(self, allowed: Mask, language: str, count: int = BY_MEANING) -> Ints:
        """Articles of the ``count`` passages in ``language`` nearest in meaning to each model, and of fewer in each
        other language if there are any in this one, of those ``allowed``; in no order, some more than once.
        """
        near = [np.zeros(0, np.int64)]
        shown = self._snapshot.passages_allowed(allowed)
        for name, vector in self._vectors.items():
            for part in self._snapshot.models[name].parts:
                is_first = part.language == language or language not in self._snapshot.languages
                wanted = count if is_first else max(count // FEWER_FOREIGN, 1)
                near.append(part.nearest(vector, wanted, shown))
        return self._snapshot.article_of[np.concatenate(near)]

    def surprise(self, passages: Ints) -> Floats:
        """The mean surprise of ``passages`` (ascending) over the models."""
        return fusion.meaning([self._surprise(name, passages) for name in self._vectors], self._weights)

    def _surprise(self, name: str, passages: Ints) -> Floats:
        """How surprisingly near each passage is, read within its own language."""
        snapshot, model = self._snapshot, self._snapshot.models[name]
        cosines = model.cosines(self._vectors[name], passages)
        for language, mean in self._means[name].items():
            rows = snapshot.passage_rows(language)
            inside = slice(*np.searchsorted(passages, (rows.start, rows.stop)))
            cosines[inside] = fusion.surprise(cosines[inside], mean, model.deviation)
        return cosines

    def _shrunk_means(self, name: str) -> dict[str, float]:
        model = self._snapshot.models[name]
        means = model.means(self._vectors[name])
        overall = sum(means[part.language] * part.count for part in model.parts) / max(model.count, 1)
        return {p.language: fusion.shrunk_mean(means[p.language], p.count, overall) for p in model.parts}


@dataclass(frozen=True)
class Candidates:
    """Articles by their ``rows`` in the snapshot (ascending), one row each in ``scores`` and ``coverage``;
    ``foreign`` are those in another language than the query.
    """

    rows: Ints
    scores: Scores
    coverage: Floats
    foreign: Mask


def best_by_words(snapshot: Snapshot, wanted: Wanted, allowed: Mask, count: int = BY_WORDS) -> Ints:
    """The ``count`` candidates of each language by words; needs no model, so it is done while models still read the
    query.
    """
    return snapshot.lexical.search(wanted, count, allowed).documents


def weigh(
    snapshot: Snapshot, wanted: Wanted, query: Meaning, by_words: Ints, allowed: Mask, language: str
) -> Candidates:
    """The candidates ``by_words`` and those by meaning among the ``allowed``, for a query in ``language``."""
    rows = np.unique(np.concatenate([by_words, query.nearest(allowed, language)]))
    evidence = snapshot.lexical.articles(wanted, rows)
    passages = snapshot.passages_of(rows)
    own = np.repeat(np.arange(len(rows)), np.diff(snapshot.first_passage)[rows])
    pieces = snapshot.lexical.passages(wanted, passages)
    words = np.zeros(len(rows), np.float32)
    for span in _spans(snapshot, rows):
        trust = fusion.trust(evidence.coverage[span])
        inside = slice(*np.searchsorted(own, (span.start, span.stop)))
        best = fusion.best_of(pieces[inside], own[inside] - span.start, len(trust))
        words[span] = trust * fusion.standing(evidence.scores[span], fusion.crowd(evidence.scores[span]))
        standing = fusion.standing(pieces[inside], fusion.crowd(best))
        pieces[inside] = trust[own[inside] - span.start] * standing
    foreign = np.ones(len(rows), bool)
    native = snapshot.languages.get(language, slice(0, 0))
    foreign[slice(*np.searchsorted(rows, (native.start, native.stop)))] = False
    surprises = query.surprise(passages) if query else None
    scores = fusion.fuse(words, pieces, surprises, own, query.weight, foreign, evidence.coverage)
    return Candidates(rows, scores, evidence.coverage, foreign)


def _spans(snapshot: Snapshot, rows: Ints) -> list[slice]:
    """Where each language's articles stand in ``rows``."""
    ends = np.searchsorted(rows, [span.stop for span in snapshot.languages.values()]).tolist()
    return [slice(start, end) for start, end in zip([0, *ends], ends, strict=False) if end > start]
