"""What every reranker gives: a score for each text, however scaled; and the order that follows from them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from kb.core.errors import KbError

UNSCORED = math.nan


class RerankerError(KbError):
    """A reranker cannot be loaded or has not scored; the message says what to look at."""


class Scorer(Protocol):
    """A reranker that is ready; safe to use from many threads."""

    def score(self, question: str, texts: Sequence[str], seconds: float) -> Sequence[float]:
        """How well each of ``texts`` answers ``question``, on a scale of its own; ``UNSCORED`` where it does not say.
        After ``seconds`` nobody waits any more.

        Raises:
            RerankerError: it has no scores.

        """

    def close(self) -> None:
        """Let go of what it holds."""


def order_of(scores: Sequence[float]) -> list[int]:
    """The places of ``scores``, the best first, equal ones as they stand; those that are no finite number stay behind
    all others, as they stand.

    Raises:
        RerankerError: fewer than two are numbers, so that nothing follows from them.

    """
    if sum(map(math.isfinite, scores)) < min(2, len(scores)):
        raise RerankerError("the reranker gives no scores that are numbers")
    return sorted(range(len(scores)), key=lambda place: -scores[place] if math.isfinite(scores[place]) else math.inf)
