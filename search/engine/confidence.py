"""How likely the first hit of a search answers the query: one probability that means the same in every collection.

A logistic regression (Cox 1958) over signs that hold wherever they were measured: how near in meaning the best article
is beside how near articles are to their own titles here (``search.engine.yardstick``, learned without anybody's
judgement and anew when the articles change), how much of the query it says, and how many others are nearly as good.
Its weights are from customers' questions over three help centres and four languages; docs/decisions/0038 and 0086 have
how they were chosen.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from search.engine.candidates import Candidates

Yardstick = Callable[[str], float]

# An article in another language than the query's is so much less near to a question that it answers.
ACROSS = 0.8
# An article with less than this share of the best score is no rival of the best, one with that share is a whole one.
NO_RIVAL, WHOLE_RIVAL = 0.7, 0.9
# Three rivals and more are alike: a word that many articles are about still finds what it asks for.
MOST_RIVALS = 3.0


class Signs(NamedTuple):
    """What tells of the first candidate whether it answers.

    ``near`` is its nearness in yardsticks, ``said`` the share of the query's words that it says in any of its
    languages, ``rivals`` the logarithm of how many articles, itself among them, have nearly its score.
    """

    near: float
    said: float
    rivals: float


WEIGHTS = Signs(near=4.5, said=1.5, rivals=-1.6)
OFFSET = -1.7
# Without a model words must tell, and tell less: only what hardly has any is called far.
WORDS_ALONE = 1.7
OFFSET_ALONE = -1.2


def confidence_of(found: Candidates, yardstick: Yardstick) -> float:
    """How likely the best candidate answers the query, 0 to 1; ``yardstick`` is that of a language."""
    if not found.articles:
        return 0.0
    if found.scores.meaning is None:
        return _logistic(WORDS_ALONE * float(found.scores.words[int(np.argmax(found.scores.total))]) + OFFSET_ALONE)
    return _logistic(sum(w * sign for w, sign in zip(WEIGHTS, signs(found, yardstick), strict=True)) + OFFSET)


def signs(found: Candidates, yardstick: Yardstick) -> Signs:
    """The signs of the best of some candidates that models were asked about; at least one."""
    scores = found.scores
    assert scores.meaning is not None
    best = int(np.argmax(scores.total))
    id_ = found.articles[best]
    unit = yardstick(id_.language) * (ACROSS if found.foreign[best] else 1.0)
    totals = _best_of_each(found, scores.total.tolist())
    said = _best_of_each(found, found.coverage.tolist())
    first = totals.pop(id_.key)
    return Signs(float(scores.meaning[best]) / unit, said[id_.key], _rivals(first, totals.values()))


def _best_of_each(found: Candidates, values: Iterable[float]) -> dict[str, float]:
    """The greatest value of each article in whatever language, by its key."""
    best: dict[str, float] = {}
    for id_, value in zip(found.articles, values, strict=True):
        best[id_.key] = max(value, best.get(id_.key, value))
    return best


def _rivals(first: float, others: Iterable[float]) -> float:
    """The logarithm of how many articles there are with nearly the score ``first``, the one that has it among them.

    What comes near it counts in part: a score that changes by little must not turn an answer into none.
    """
    if first <= 0.0:
        return 0.0
    span = WHOLE_RIVAL - NO_RIVAL
    near = sum(min(max((other / first - NO_RIVAL) / span, 0.0), 1.0) for other in others)
    return math.log(1.0 + min(near, MOST_RIVALS))


def _logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))
