"""Gives the first hits to a reranker, where there is one, and takes its order for theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from search.engine.candidates import Meaning
from search.engine.ranking import Ranking
from search.engine.sections import best_passages
from search.index.interface import Index
from search.query.understanding import Question

MOST = 20
"""So many hits may change places."""
LONGEST = 2_000
"""Characters of a text that are given to read."""


class Reranker(Protocol):
    """Reads question and text together. Never raises, and answers in its own time limit."""

    @property
    def trouble(self) -> str:
        """Why it gives no order; empty where it does."""

    def __call__(self, question: str, texts: Sequence[str]) -> Sequence[int] | None:
        """The places of ``texts``, the one that answers ``question`` best first; None where it cannot say."""


def reordered(ranking: Ranking, reranker: Reranker, question: Question, index: Index, query: Meaning) -> Ranking | None:
    """``ranking`` with its first ``MOST`` hits as ``reranker`` orders them, who reads the passage to show of each; None
    where it has given no order.

    Scores stay with the places: what comes after still sees them fall.
    """
    first = ranking.hits[:MOST]
    if len(first) <= 1:
        return ranking
    texts = index.texts([ranked.article for ranked in first])
    passages = best_passages(index, question.wanted, query, texts)
    read = [passages[ranked.article][0].embedded_text[:LONGEST] for ranked in first]
    order = reranker(question.meant, read)
    if order is None:
        return None
    moved = [replace(first[old], score=first[new].score) for new, old in enumerate(order)]
    return replace(ranking, hits=[*moved, *ranking.hits[MOST:]])
