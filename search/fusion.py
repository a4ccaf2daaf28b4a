"""Joins what words and meanings say into one score an article: scores, not ranks.

Every model's cosines are read against how similar the query is to the collection at large: in standard
deviations above that mean ("surprise"). Words count by how far an article stands out from the other best ones, so a
query of which the collection knows no word is ranked by meaning alone. Pure functions.

Why not reciprocal rank fusion: docs/decisions/0003-fusion-of-scores.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.bm25 import Floats, Ints

# Words: how often a match is as good as the mean of the twenty best, at most so often, and how many deviations of
# meaning each time is worth where one article has all of the query's words.
CROWD = 20
MOST_STANDING = 6.0
STANDING_WEIGHT = 3.0
# A cosine this many deviations above the mean counts as a perfect match of meaning when a score is shown.
MEANING_SCALE = 6.0
LEAST_DEVIATION = 0.01
PRIOR_TEXTS = 10
LEAST_SURPRISE = 1.0
# Within an article the passage to show: what a perfect match of all words is worth in deviations.
PASSAGE_WORDS = 7.0


def lexical_strength(articles: Floats, passages: Floats, article_of: Ints) -> Floats:
    """Per article: the mean of how well its whole text and its best passage match the words."""
    return np.asarray((articles + best_by_article(passages, article_of, len(articles), 0.0)) / 2, np.float32)


def standing(strength: Floats, coverage: Floats, languages: Sequence[slice]) -> Floats:
    """How far each article stands out from the best others of its language by the words it has, 0 to 6.

    A score says little by itself: any article has some of a long question's words. What tells is how much better
    the best is than the twenty best together. The whole side counts by the share of the query's idf mass that its
    best article has, down to nothing where no word is known.
    """
    found = np.zeros_like(strength)
    for rows in languages:
        mine = strength[rows]
        if not len(mine):
            continue
        crowd = float(np.sort(mine)[-CROWD:].sum()) / CROWD  # where there are fewer articles, the missing have nothing
        if crowd > 1e-9:
            trust = float(coverage[rows].max())
            found[rows] = trust * np.minimum(mine / crowd, MOST_STANDING)
    return found


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


def fuse(
    words: Floats,
    surprises: Floats | None,
    models: int = 1,
    foreign: NDArray[np.bool_] | None = None,
    coverage: Floats | None = None,
) -> Floats:
    """One score an article, about 0 (nothing in common) to 1 (all words and the same meaning).

    ``words`` is how far each article stands out, ``surprises`` the mean over ``models`` models: each model is a
    witness of its own, so two that agree weigh twice. ``foreign`` marks articles in another language than the
    query's, ``coverage`` is the share of the query's words in each. Foreign articles cannot have the words, so
    where no native one has them all, meaning decides between the two: without that the article that answers
    loses to one that merely shares a common word and happens to be in the right language.
    """
    if surprises is None:
        return np.asarray(words / MOST_STANDING, np.float32)
    evidence = STANDING_WEIGHT * words
    if foreign is not None and coverage is not None and len(words):
        credit = _credit(np.where(foreign, 0.0, evidence), surprises, coverage)
        evidence = np.where(foreign, np.maximum(evidence, credit), evidence)
    best = STANDING_WEIGHT * MOST_STANDING + models * MEANING_SCALE
    return np.asarray((evidence + models * surprises) / best, np.float32)


def _credit(native: Floats, surprises: Floats, coverage: Floats) -> Floats:
    """What the best native match is credited for, lent to articles that mean as much and in proportion to those
    that mean less; nothing of it where that match has every word of the query.
    """
    best = int(np.argmax(native))
    share = np.maximum(surprises, 0.0) / max(float(surprises[best]), LEAST_SURPRISE)
    doubt = 1.0 - float(coverage[best]) ** 2
    return np.asarray(doubt * native[best] * np.minimum(share, 1.0), np.float32)


def passage_score(words: Floats, surprises: Floats | None) -> Floats:
    """Which passage of an article to show: its share of the best possible BM25 score, and its surprise."""
    return words if surprises is None else np.asarray(PASSAGE_WORDS * words + surprises, np.float32)
