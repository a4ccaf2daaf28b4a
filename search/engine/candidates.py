"""The articles that may answer a query, with everything that is known of them.

A search looks at a few hundred articles however many there are: the best by words of each language and the nearest
by meaning of each model. For these both sides are then computed exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from kb.catalog.article import ArticleId
from search.engine import fusion
from search.engine.fusion import Scores
from search.index.arrays import Floats, Mask
from search.index.evidence import PassageEvidence, Usual
from search.index.interface import Index, Subset
from search.index.query_terms import Wanted
from search.models.embedder import Matrix

BY_WORDS = 50
BY_MEANING = 50
FEWER_FOREIGN = 3
# Where there are too few articles to tell, that of the nearest collections measured: better to doubt than to promise.
TYPICAL_YARDSTICK = 5.0
NO_YARDSTICKS: Mapping[str, Mapping[str, float]] = MappingProxyType({})


class Meaning:
    """What the models made of one query: how surprisingly near it is to any passage of an index."""

    def __init__(
        self,
        index: Index,
        vectors: Mapping[str, Matrix],
        weights: Mapping[str, float],
        yardsticks: Mapping[str, Mapping[str, float]] = NO_YARDSTICKS,
    ) -> None:
        """``vectors`` and how much each counts are by model, and so is, by language of the articles, how near a text
        is to its own title (``search.engine.yardstick``).
        """
        self.vectors = vectors
        self._weights = [weights[name] for name in vectors]
        self._yardsticks = [yardsticks.get(name, {}) for name in vectors]
        self._usual = index.usual(vectors)
        self._means = {name: _shrunk_means(usual) for name, usual in self._usual.items()}

    def __bool__(self) -> bool:
        return bool(self.vectors)

    @property
    def weight(self) -> float:
        """All models together."""
        return sum(self._weights)

    @property
    def models(self) -> list[str]:
        """The models that took part."""
        return list(self.vectors)

    def yardstick(self, language: str) -> float:
        """How near a text in ``language`` is to its own title, over the models that know; above 0."""
        known = [
            (w, near[language]) for w, near in zip(self._weights, self._yardsticks, strict=True) if language in near
        ]
        return sum(w * near for w, near in known) / sum(w for w, _ in known) if known else TYPICAL_YARDSTICK

    def surprise(self, passages: PassageEvidence) -> Floats:
        """The mean surprise of passages over the models."""
        return fusion.meaning([self._surprise(name, passages) for name in self.vectors], self._weights)

    def _surprise(self, name: str, passages: PassageEvidence) -> Floats:
        """How surprisingly near each passage is, read within its own language."""
        cosines = passages.cosines[name].copy()
        for language, articles in passages.languages.items():
            if language in self._means[name]:
                inside = passages.passages(articles)
                mean = self._means[name][language]
                cosines[inside] = fusion.surprise(cosines[inside], mean, self._usual[name].deviation)
        return cosines


def _shrunk_means(usual: Usual) -> dict[str, float]:
    """What is usual in each language, where there are few texts drawn towards all languages."""
    near = usual.languages
    overall = sum(one.mean * one.texts for one in near.values()) / max(sum(one.texts for one in near.values()), 1)
    return {language: fusion.shrunk_mean(one.mean, one.texts, overall) for language, one in near.items()}


@dataclass(frozen=True)
class Candidates:
    """Some ``articles`` (ascending), one row each in ``scores`` and ``coverage``; ``foreign`` are those in another
    language than the query.
    """

    articles: Sequence[ArticleId]
    scores: Scores
    coverage: Floats
    foreign: Mask


def nearest(
    index: Index, subset: Subset, query: Meaning, language: str, count: int = BY_MEANING
) -> Sequence[ArticleId]:
    """Articles of the ``count`` passages in ``language`` nearest in meaning to each model, and of fewer in each other
    language if there are any in this one.
    """
    fewer = max(count // FEWER_FOREIGN, 1) if language in index.sizes else count
    return subset.nearest(query.vectors, {code: count if code == language else fewer for code in index.sizes})


def weigh(
    index: Index, subset: Subset, wanted: Wanted, query: Meaning, articles: Iterable[ArticleId], language: str
) -> Candidates:
    """``articles`` of ``subset`` with what they are worth for a query in ``language``.

    A translation of an article that is there in the query's language has no words of its own: they are those of the
    original, found through a lexicon, and would count twice what the original is found by.
    """
    evidence = index.evidence(articles, wanted, query.vectors)
    passages = evidence.passages
    foreign = np.array([id_.language != language for id_ in evidence.articles], bool)
    natives = {id_: ArticleId(language, id_.key) for id_ in evidence.articles if id_.language != language}
    held = subset.holding(natives.values())
    counts = np.array([natives.get(id_) not in held for id_ in evidence.articles], bool)
    strength, coverage = evidence.words * counts, evidence.coverage * counts
    pieces = passages.words * counts[passages.own]
    words = np.zeros(len(evidence.articles), np.float32)
    for span in passages.languages.values():
        trust = fusion.trust(coverage[span])
        inside = passages.passages(span)
        own = passages.own[inside] - span.start
        best = fusion.best_of(pieces[inside], own, len(trust))
        words[span] = trust * fusion.standing(strength[span], fusion.crowd(strength[span]))
        pieces[inside] = trust[own] * fusion.standing(pieces[inside], fusion.crowd(best))
    surprises = query.surprise(passages) if query else None
    scores = fusion.fuse(words, pieces, surprises, passages.own, query.weight, foreign, coverage)
    return Candidates(evidence.articles, scores, coverage, foreign)
