"""How likely the first hit of a search answers the query: one probability that means the same in every collection.

A logistic regression (Cox 1958) over signs that hold wherever they were measured: how near in meaning the best article
is beside how near articles are to their own titles here (``search.engine.yardstick``, learned without anybody's
judgement and anew when the articles change), how far it stands out by its words, and how far it is ahead of the next.
Its weights are from customers' questions over three help centres and four languages; docs/decisions/0038 has how they
were chosen.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from search.engine.candidates import Candidates

Yardstick = Callable[[str], float]

# An article in another language than the query's is so much less near to a question that it answers.
ACROSS = 0.8
# Among a few articles the next is always far behind, which tells nothing: at most this share of the nearness counts.
MOST_AHEAD = 0.5


class Signs(NamedTuple):
    """What tells of the first candidate whether it answers; ``near`` and ``ahead`` in yardsticks."""

    near: float
    words: float
    ahead: float


WEIGHTS = Signs(near=4.0, words=0.25, ahead=3.5)
OFFSET = -2.4
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
    others = np.array([other.key != id_.key for other in found.articles])
    unit = yardstick(id_.language) * (ACROSS if found.foreign[best] else 1.0)
    next_best = float(scores.total[others].max(initial=0.0))
    near = float(scores.meaning[best]) / unit
    ahead = (float(scores.total[best]) - next_best) * scores.whole / unit
    return Signs(near, float(scores.words[best]), min(ahead, MOST_AHEAD * max(near, 0.0)))


def _logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))
