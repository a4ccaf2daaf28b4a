"""Joins what words and meanings say into one score an article: scores, not ranks.

Every model's cosines are read against how similar the query is to the collection at large: in standard
deviations above that mean ("surprise"). Models are averaged; words add their share of the best possible BM25
score, so a query of which the collection knows no word is ranked by meaning alone. Pure functions.

Why not reciprocal rank fusion: docs/decisions/0003-fusion-of-scores.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.bm25 import Floats, Ints

# How many standard deviations of meaning a perfect match of all words is worth.
LEXICAL_WEIGHT = 7.0
# A cosine this many deviations above the mean counts as a perfect match of meaning when a score is shown.
MEANING_SCALE = 6.0
LEAST_DEVIATION = 0.01
PRIOR_TEXTS = 10
# Median of weighted lexical strength to surprise over the relevant articles of four public test sets.
USUAL_EVIDENCE = 0.6


def lexical_strength(articles: Floats, passages: Floats, article_of: Ints) -> Floats:
    """Per article: the mean of how well its whole text and its best passage match the words."""
    return np.asarray((articles + best_by_article(passages, article_of, len(articles), 0.0)) / 2, np.float32)


def best_by_article(values: Floats, article_of: Ints, count: int, floor: float) -> Floats:
    """The greatest value of each article's passages; ``floor`` where it has none."""
    best = np.full(count, floor, np.float32)
    np.maximum.at(best, article_of, values)
    return best


def surprise(cosines: Floats, mean: float, deviation: float) -> Floats:
    """Cosines as deviations above the collection's mean.

    The mean is the query's own, the deviation that of the collection: a query unlike anything here has cosines
    that hardly vary, and dividing by their own deviation would make its nearest text look like a find.
    """
    return np.asarray((cosines - mean) / max(deviation, LEAST_DEVIATION), np.float32)


def shrunk_mean(mean: float, count: int, overall: float) -> float:
    """A language's mean, drawn towards that of all languages where it has few texts to tell it from."""
    return (mean * count + overall * PRIOR_TEXTS) / (count + PRIOR_TEXTS)


def meaning(models: Sequence[Floats]) -> Floats:
    """The mean surprise over the models that read each article (NaN: it did not)."""
    stacked = np.stack(models)
    known = ~np.isnan(stacked)
    total = np.where(known, stacked, 0.0).sum(axis=0)
    return np.asarray(total / np.maximum(known.sum(axis=0), 1), np.float32)


def fuse(words: Floats, surprises: Floats | None, foreign: NDArray[np.bool_] | None = None) -> Floats:
    """One score an article, about 0 (nothing in common) to 1 (all words and the same meaning).

    ``foreign`` marks articles in another language than the query's. They cannot have its words, so they are
    credited with what matching words usually add to a relevant article of this surprise; without that the
    article that answers loses to one that merely shares a common word and happens to be in the right language.
    """
    if surprises is None:
        return words
    evidence = LEXICAL_WEIGHT * words
    if foreign is not None:
        usual = USUAL_EVIDENCE * np.maximum(surprises, 0.0)
        evidence = np.where(foreign, np.maximum(evidence, usual), evidence)
    return np.asarray((evidence + surprises) / (LEXICAL_WEIGHT + MEANING_SCALE), np.float32)
