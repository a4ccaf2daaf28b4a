"""Joins what words and meanings say into one score an article: scores, not ranks.

Every model's cosines are read against how similar the query is to the collection at large: in standard
deviations above that mean ("surprise"). Words count by how far a text stands out from the other best ones, so a
query of which the collection knows no word is ranked by meaning alone. The two meet in a passage: words and
meaning in the same place are better evidence than each in another corner of an article. Pure functions.

Why not reciprocal rank fusion: docs/decisions/0003-fusion-of-scores.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.index.arrays import Floats, Ints, Mask
from search.models.embedder import Matrix

# Words: how often a match is as good as the mean of the twenty best, at most so often; each time is worth so much of
# the best meaning where one article has all of the query's words; and how much of it the passage earns.
CROWD = 20
MOST_STANDING = 6.0
STANDING_WEIGHT = 0.7
PASSAGE_SHARE = 0.8
# The mean of an article's passages says as much of what it is about as its best one, and does not favour long pages,
# of whose many passages one is always near.
WHOLE_WEIGHT = 1.0
# So much of what a question shares with any other is taken from its vector.
CENTRED = 0.5
# A model made for some languages is worth more in them than one for all: half as much again.
SPECIALIST = 1.5
# A cosine this many deviations above the mean counts as a perfect match of meaning when a score is shown.
MEANING_SCALE = 6.0
LEAST_DEVIATION = 0.01
PRIOR_TEXTS = 10
LEAST_SURPRISE = 1.0


@dataclass(frozen=True, slots=True)
class Scores:
    """One row an article: ``total`` is about 0 (nothing in common) to 1 (all words and the same meaning), ``words``
    how far it stands out by its words, ``meaning`` the surprise of its best passage and the mean of all of them, half
    and half (None: no model was asked). ``whole`` is what a total of 1 is in deviations of one model.
    """

    total: Floats
    words: Floats
    meaning: Floats | None
    whole: float = 1.0


def surprise(cosines: Floats, mean: float, deviation: float) -> Floats:
    """Cosines as deviations above the collection's mean.

    The mean is the query's own, the deviation that of the collection: a query unlike anything here has cosines
    that hardly vary, and dividing by their own deviation would make its nearest text look like a find.
    """
    return np.asarray((cosines - mean) / max(deviation, LEAST_DEVIATION), np.float32)


def centred(question: Matrix, everyday: Matrix) -> Matrix:
    """A question's vector without most of what it shares with ``everyday`` questions; both of shape (dimension,)."""
    return np.asarray(question - CENTRED * everyday, np.float32)


def shrunk_mean(mean: float, count: int, overall: float) -> float:
    """A language's mean, drawn towards that of all languages where it has few texts to tell it from."""
    return (mean * count + overall * PRIOR_TEXTS) / (count + PRIOR_TEXTS)


def meaning(models: Sequence[Floats], weights: Sequence[float]) -> Floats:
    """The weighted mean surprise over the models that read each passage (NaN: it did not); 0 where none did."""
    stacked = np.stack(models)
    known = ~np.isnan(stacked)
    weight = np.asarray(weights, np.float32)[:, None] * known
    total = (weight * np.where(known, stacked, 0.0)).sum(axis=0)
    return np.asarray(total / np.maximum(weight.sum(axis=0), 1e-9), np.float32)


def crowd(strength: Floats) -> float:
    """The mean of the twenty best matches by words; where there are fewer, the missing have nothing."""
    return float(np.sort(strength)[-CROWD:].sum()) / CROWD


def standing(strength: Floats, crowd: float) -> Floats:
    """How far each text stands out from the ``crowd`` of best ones by the words it has, 0 to 6.

    A score says little by itself: any text has some of a long question's words. What tells is how much better the
    best is than the twenty best together.
    """
    return np.minimum(strength / crowd, MOST_STANDING) if crowd > 1e-9 else np.zeros_like(strength)


def trust(coverage: Floats) -> Floats:
    """How much words count for each article: the share of the query's idf mass that it has, and that the best has."""
    return np.asarray((coverage + coverage.max()) / 2, np.float32) if len(coverage) else coverage


def best_of(values: Floats, own: Ints, count: int) -> Floats:
    """The greatest value of each article's passages, which stand together; ``own`` is the article of each."""
    starts = np.searchsorted(own, np.arange(count))
    return np.maximum.reduceat(values, starts) if count else values[:0]


def mean_of(values: Floats, own: Ints, count: int) -> Floats:
    """The mean of each article's passages."""
    sizes = np.maximum(np.bincount(own, minlength=count), 1)
    return np.asarray(np.bincount(own, values, count) / sizes, np.float32)


def nearness(best: Floats, mean: Floats) -> Floats:
    """How near in meaning each article is, by its best passage and the mean of all of them."""
    return np.asarray((best + WHOLE_WEIGHT * mean) / (1 + WHOLE_WEIGHT), np.float32)


def fuse(
    words: Floats,
    pieces: Floats,
    surprises: Floats | None,
    own: Ints,
    weight: float = 1.0,
    foreign: Mask | None = None,
    coverage: Floats | None = None,
) -> Scores:
    """One score an article.

    ``words`` is how far each article stands out, ``pieces`` how far each passage does, both weighed by trust;
    ``surprises`` are of the passages, over models of so much ``weight`` together: each model is a witness of its
    own, so two that agree weigh twice. ``own`` is the article of each passage, in order. ``foreign`` marks articles
    in another language than the query's, ``coverage`` is the share of the query's words in each.

    Foreign articles cannot have the words, so where no native one has them all, meaning decides between the two:
    without that the article that answers loses to one that merely shares a common word and happens to be in the
    right language.
    """
    count = len(words)
    evidence = np.asarray((1 - PASSAGE_SHARE) * words + PASSAGE_SHARE * best_of(pieces, own, count), np.float32)
    if surprises is None:
        return Scores(np.asarray(evidence / MOST_STANDING, np.float32), evidence, None)
    best, mean = best_of(surprises, own, count), mean_of(surprises, own, count)
    near, whole = nearness(best, mean), WHOLE_WEIGHT * mean
    # A question that nothing here is near to is one whose words are there by chance, too.
    unit = STANDING_WEIGHT * max(float(best.max(initial=0.0)), LEAST_SURPRISE)
    together = best_of(weight * surprises + unit * PASSAGE_SHARE * pieces, own, count)
    total = together + weight * whole + unit * (1 - PASSAGE_SHARE) * words
    if foreign is not None and coverage is not None and count:
        lent = _credit(np.where(foreign, 0.0, unit * evidence), near, coverage)
        total = np.where(foreign, np.maximum(total, weight * (best + whole) + lent), total)
    perfect = STANDING_WEIGHT * MOST_STANDING * MEANING_SCALE + (1 + WHOLE_WEIGHT) * weight * MEANING_SCALE
    return Scores(np.asarray(total / perfect, np.float32), evidence, near, perfect / ((1 + WHOLE_WEIGHT) * weight))


def _credit(native: Floats, surprises: Floats, coverage: Floats) -> Floats:
    """What the best native match is credited for, lent to articles that mean as much and in proportion to those
    that mean less; nothing of it where that match has every word of the query.
    """
    best = int(np.argmax(native))
    share = np.maximum(surprises, 0.0) / max(float(surprises[best]), LEAST_SURPRISE)
    doubt = 1.0 - float(coverage[best]) ** 2
    return np.asarray(doubt * native[best] * np.minimum(share, 1.0), np.float32)
