"""How sure a search is that the collection answers the query at all.

A logistic regression (Cox 1958) over three things that hold in any collection: how surprisingly near in meaning the
best article is, how far it stands out by its words, and how far it is ahead of the next. Its weights are from public
questions in three languages, each asked with and without the article that answers it; docs/benchmarks.md has how
well it tells the two apart.
"""

from __future__ import annotations

import math

import numpy as np

from search.engine.candidates import Candidates

MEANING = 0.5
WORDS = 0.3
LEAD = 11.0
OFFSET = -3.0
# An article in another language cannot have the words; doubt is left to the reader, who may have no other answer.
MEANING_ALONE = 1.0
OFFSET_FOREIGN = -3.2
# Without a model words must tell, and tell less: only what hardly has any is called far.
WORDS_ALONE = 1.7
OFFSET_ALONE = -1.2


def confidence_of(found: Candidates) -> float:
    """How likely the best candidate answers the query, 0 to 1, where half of all questions have an answer."""
    scores = found.scores
    if not found.articles:
        return 0.0
    order = np.argsort(-scores.total, kind="stable")
    best = int(order[0])
    if scores.meaning is None:
        return _logistic(WORDS_ALONE * float(scores.words[best]) + OFFSET_ALONE)
    meaning = float(scores.meaning[best])
    if found.foreign[best]:
        return _logistic(MEANING_ALONE * meaning + OFFSET_FOREIGN)
    lead = float(scores.total[best] - (scores.total[order[1]] if len(order) > 1 else 0.0))
    return _logistic(MEANING * meaning + WORDS * float(scores.words[best]) + LEAD * lead + OFFSET)


def _logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))
